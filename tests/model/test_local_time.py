"""Local times as instants, over all changes of clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.local_time import instant

ZONES = ("Europe/Malta", "America/New_York", "Australia/Lord_Howe", "UTC", "Africa/Casablanca", "Asia/Beirut")
FIRST, LAST = date(2026, 1, 1), date(2028, 1, 1)


def utc(text: str) -> float:
    """Return the wall seconds of a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def plainly(local: datetime, zone: ZoneInfo) -> float:
    """Find the first minute of the day at which the clocks show ``local`` or more, by looking at all."""
    begin = int((local.replace(tzinfo=UTC) - timedelta(hours=16)).timestamp())
    shown = (
        second
        for second in range(begin, begin + 30 * 3600, 60)
        if datetime.fromtimestamp(second, zone).replace(tzinfo=None) >= local
    )
    return float(next(shown))


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("Europe/Malta", "2027-01-10 02:30", "2027-01-10 01:30"),
        ("Europe/Malta", "2027-03-28 02:30", "2027-03-28 01:00"),  # does not exist: after the gap
        ("Europe/Malta", "2027-03-28 02:00", "2027-03-28 01:00"),
        ("Europe/Malta", "2027-03-28 01:59", "2027-03-28 00:59"),
        ("Europe/Malta", "2027-03-28 03:00", "2027-03-28 01:00"),
        ("Europe/Malta", "2027-10-31 02:30", "2027-10-31 00:30"),  # twice: the first
        ("Europe/Malta", "2027-10-31 03:00", "2027-10-31 02:00"),
        ("America/New_York", "2027-03-14 02:15", "2027-03-14 07:00"),
        ("America/New_York", "2027-11-07 01:30", "2027-11-07 05:30"),
        ("Australia/Lord_Howe", "2027-10-03 02:15", "2027-10-02 15:30"),  # half an hour is left out
        ("Australia/Lord_Howe", "2027-04-04 01:45", "2027-04-03 14:45"),
        ("UTC", "2027-03-28 02:30", "2027-03-28 02:30"),
        ("Asia/Beirut", "2027-03-28 00:00", "2027-03-27 22:00"),  # midnight itself does not exist
    ],
)
def test_a_local_time_is_one_instant(zone: str, local: str, expected: str) -> None:
    """What does not exist begins after the gap, what exists twice is the first of the two."""
    assert instant(datetime.fromisoformat(local), ZoneInfo(zone)) == utc(expected)


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    day=st.dates(FIRST, LAST),
    minute=st.integers(0, 1439),
)
def test_an_instant_is_the_first_at_which_clocks_show_it(zone: ZoneInfo, day: date, minute: int) -> None:
    """A plain search through the minutes of the day finds the same."""
    local = datetime(day.year, day.month, day.day, *divmod(minute, 60))  # noqa: DTZ001 - a local time
    assert instant(local, zone) == plainly(local, zone)
