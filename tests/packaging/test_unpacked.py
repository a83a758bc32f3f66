"""Unpacking a package without installing it, with the package tools replaced by small programs."""

import os
from pathlib import Path

import pytest

import unpacked
from progress import SetupError, Terminal

GET = """#!/bin/sh
echo "$1" >> "$FAKE/calls"
[ "$1" != update ] || { [ -n "$FAKE_DEAD" ] || touch "$FAKE/lists"; exit 0; }
[ -e "$FAKE/lists" ] || { echo "E: Unable to locate package chrony"; exit 100; }
touch chrony_1_any.deb
"""
DEB = """#!/bin/sh
mkdir -p "$3/usr/sbin"
echo "#!/bin/sh" > "$3/usr/sbin/made-up-daemon"
"""
DAEMON = unpacked.Unpacked("chrony", "usr/sbin/made-up-daemon")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a machine's tools; its package lists are missing."""
    folder = tmp_path / "machine"
    folder.mkdir()
    for name, text in {"apt-get": GET, "dpkg-deb": DEB}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    for name in ("sh", "env", "mkdir", "touch"):
        (folder / name).symlink_to(
            next(p for p in (Path("/usr/bin", name), Path("/bin", name)) if p.exists())
        )
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("FAKE", str(folder))
    monkeypatch.setenv("FAKE_DEAD", "")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(unpacked, "FOLDER", tmp_path / "build" / "unpacked")
    monkeypatch.setattr(unpacked, "ALL", (DAEMON,))
    return folder


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Return a terminal with its log in a folder of the test."""
    return Terminal(tmp_path / "setup.log")


def test_a_program_is_unpacked_once(machine: Path, terminal: Terminal) -> None:
    """With lists in order it is fetched without renewing them, and the next time nothing is done."""
    (machine / "lists").touch()
    unpacked.provide(terminal)
    unpacked.provide(terminal)
    assert (machine / "calls").read_text().split() == ["download"]
    assert DAEMON.find() == str(unpacked.FOLDER / "chrony" / "usr" / "sbin" / "made-up-daemon")
    assert [each.name for each in unpacked.FOLDER.iterdir()] == ["chrony"]


def test_missing_lists_are_renewed_first(machine: Path, terminal: Terminal) -> None:
    """On a minimal system the lists are fetched, then the package."""
    unpacked.provide(terminal)
    assert (machine / "calls").read_text().split() == ["download", "update", "download"]
    assert DAEMON.file.is_file()


def test_an_installed_program_is_taken_instead(machine: Path, terminal: Terminal) -> None:
    """Nothing is fetched where the program is there already."""
    program = machine / "made-up-daemon"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unpacked.provide(terminal)
    assert DAEMON.find() == str(program)
    assert not (machine / "calls").exists()


@pytest.mark.usefixtures("machine")
def test_without_sources_the_remedy_is_told(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that no source has stops with what to do, and leaves nothing half done."""
    monkeypatch.setenv("FAKE_DEAD", "1")
    with pytest.raises(SetupError) as stopped:
        unpacked.provide(terminal)
    assert "sources" in stopped.value.remedy
    assert list(unpacked.FOLDER.iterdir()) == []


def test_who_may_not_renew_lists_is_told(
    machine: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without rights and without lists the remedy is told at once."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SetupError):
        unpacked.provide(terminal)
    assert (machine / "calls").read_text().split() == ["download"]


def test_elsewhere_the_program_is_named(machine: Path, terminal: Terminal) -> None:
    """Where there is no apt-get the program itself is what has to be installed."""
    (machine / "apt-get").unlink()
    with pytest.raises(SetupError, match="made-up-daemon") as stopped:
        unpacked.provide(terminal)
    assert stopped.value.code == 3
