"""Marks on the axis of time."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from widgets.time_marks import full_words, iso_words, local_marks, moment_words

DAY = 86_400.0


@pytest.fixture(autouse=True)
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def wall(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_days_begin_at_local_midnight_whatever_the_clocks_do() -> None:
    """Marks of days stand at midnight on both sides of a change to winter time."""
    start = wall("2026-10-22T12:00:00")
    words = [moment_words(mark) for mark in local_marks(start, start + 6 * DAY)]
    assert words == ["23 Oct", "24 Oct", "25 Oct", "26 Oct", "27 Oct", "28 Oct"]


@pytest.mark.parametrize("span", [60.0, 900.0, 3600.0, 6 * 3600.0, DAY, 7 * DAY, 30 * DAY])
def test_every_span_has_a_few_marks(span: float) -> None:
    """From a minute to a month there are three to seven marks, all within."""
    start = wall("2026-11-10T09:41:07")
    marks = local_marks(start, start + span)
    assert 3 <= len(marks) <= 7
    assert all(start <= mark <= start + span for mark in marks)


def test_times_are_written_as_people_read_them() -> None:
    """Seconds only where there are any, the date where it is not today, and an offset in files."""
    at = wall("2026-11-10T12:30:15")
    assert moment_words(at) == "13:30:15"
    assert full_words(at, at + 60) == "13:30:15"
    assert full_words(at, at + DAY) == "Tue 10 Nov 13:30:15"
    assert iso_words(at) == "2026-11-10T13:30:15.000+01:00"
