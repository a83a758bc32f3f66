import argparse
import io
from datetime import datetime

import pytest

from app.commands.wishing import confirmed, moment_reader, seconds

HERE = datetime.fromisoformat("2026-11-25 22:30").astimezone()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23:15", "2026-11-25 23:15"),
        ("2:30", "2026-11-26 02:30"),
        ("tomorrow 22:00", "2026-11-26 22:00"),
        ("today 1:00", "2026-11-25 01:00"),
        ("2026-12-01 04:00", "2026-12-01 04:00"),
    ],
)
def test_times_are_read_as_people_say_them(text: str, expected: str) -> None:
    """A time of day is the next one that comes; a day or a date may stand before it."""
    assert moment_reader(lambda: HERE)(text) == datetime.fromisoformat(expected).timestamp()


@pytest.mark.parametrize("text", ["soon", "25:00", "tomorrow 9", "2026-13-01 04:00", ""])
def test_what_is_no_time_is_said_with_a_remedy(text: str) -> None:
    """The sentence shows how a time is written."""
    with pytest.raises(argparse.ArgumentTypeError, match="write 02:30"):
        moment_reader(lambda: HERE)(text)


def test_durations_are_positive() -> None:
    """Nothing lasts for no time at all."""
    assert seconds("2h") == 7200.0
    for text in ("0s", "soon"):
        with pytest.raises(argparse.ArgumentTypeError, match="write 30m"):
            seconds(text)


def test_without_a_terminal_only_yes_agrees(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script that does not say --yes is told to, and nothing is done."""
    monkeypatch.setattr("sys.stdin", io.StringIO("y"))
    assert confirmed("This silences all", yes=True)
    assert not confirmed("This silences all", yes=False)
    assert "--yes" in capsys.readouterr().err
