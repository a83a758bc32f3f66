"""The locks pin everything by hash."""

from pathlib import Path

import pytest

from python_packages import LOCKS, locked

NAMES = ("build", "runtime", "dev")


def text(name: str) -> str:
    """Return a lock file's text."""
    return Path(LOCKS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_package_is_pinned_with_hashes(name: str) -> None:
    """Each package stands with one exact version and at least one hash."""
    for block in text(name).split("\n\n"):
        entries = ("\n" + block).split("\n")
        pins = [number for number, line in enumerate(entries) if line[:1].isalnum()]
        for number in pins:
            assert "==" in entries[number]
            assert "--hash=sha256:" in entries[number + 1]


def test_testing_holds_the_versions_of_running() -> None:
    """What is tested is what runs: the greater lock has the very versions of the smaller one."""
    assert set(locked(LOCKS / "runtime.txt")) <= set(locked(LOCKS / "dev.txt"))


def test_qt_stays_below_the_broken_version() -> None:
    """The lock holds Qt's essentials below 6.12 and nothing of its add-ons."""
    qt = {pin.split("==")[0]: pin.split("==")[1] for pin in locked(LOCKS / "runtime.txt") if "pyside6" in pin}
    assert list(qt) == ["pyside6-essentials"]
    assert tuple(map(int, qt["pyside6-essentials"].split(".")))[:2] < (6, 12)
