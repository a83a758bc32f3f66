"""A heartbeat file is fresh, or it is not."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.commands import make_parser
from app.model.deadman import SignOfLife, Whole
from app.transport.beats.signed import encoded

Heartbeat = Callable[..., tuple[int, str]]


def alive(file: Path, *words: str) -> int:
    arguments = make_parser(("alive",), ()).parse_args(["alive", "--file", str(file), *words])
    code: int = arguments.module.run(arguments)
    return code


def write(file: Path, ago: float, **fields: Any) -> None:
    sign = SignOfLife(name="Wall A", counter=1, unix=time.time() - ago, **({"state": Whole.GOOD} | fields))
    file.write_bytes(encoded(sign) + b"\n")


@pytest.fixture
def heartbeat(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Heartbeat:
    """Return what writes a heartbeat of so many seconds ago and looks at it."""

    def look(ago: float, *words: str) -> tuple[int, str]:
        write(tmp_path / "alive.json", ago)
        return alive(tmp_path / "alive.json", *words), capsys.readouterr().out

    return look


@pytest.mark.parametrize(
    ("ago", "words", "code", "said"),
    [
        (3, (), 0, "ALIVE - heard 3 s ago; Wall A said: good | age=3."),
        (100, (), 2, "DEAD - silent for 1 min; before that Wall A said: good | age=100."),
        (100, ("--older-than", "5m"), 0, "ALIVE - heard 1 min ago"),
        (-3600, (), 2, "DEAD - the heartbeat is 59 min in the future: a clock is wrong"),
    ],
)
def test_its_age_decides(
    ago: float, words: tuple[str, ...], code: int, said: str, heartbeat: Heartbeat
) -> None:
    """Fresh is 0, too old or from the future is 2, in one line with its figures."""
    found, out = heartbeat(ago, *words)
    assert found == code
    assert out.startswith(said)


def test_what_it_says_of_itself_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A blind monitor lives; its words are cut and clean."""
    write(tmp_path / "alive.json", 1, state=Whole.BLIND, text="cut\x1b[31m off\n")
    assert alive(tmp_path / "alive.json") == 0
    assert "Wall A said: cut[31m off |" in capsys.readouterr().out


@pytest.mark.parametrize("data", [None, b"", b"{}", b"\xff\xfe", b"{" * 100_000])
def test_no_heartbeat_file_is_death(
    data: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing, empty, foreign or enormous file is 2, with a sentence and no trace."""
    if data is not None:
        (tmp_path / "alive.json").write_bytes(data)
    assert alive(tmp_path / "alive.json") == 2
    assert capsys.readouterr().out.startswith(f"DEAD - {tmp_path / 'alive.json'} ")


def test_a_wrong_age_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no duration ends with the usage."""
    with pytest.raises(SystemExit):
        alive(tmp_path / "a", "--older-than", "soon")
    assert "soon is not a duration" in capsys.readouterr().err
