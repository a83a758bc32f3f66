"""The occurrences of windows, over all changes of clocks."""

import bisect
import calendar
import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.local_time import instant
from app.model.maintenance import Fixed, Recurring
from app.suppress.calendar import Span, fits, present_or_next, spans

ZONES = ("Europe/Malta", "America/New_York", "Australia/Lord_Howe", "UTC", "Africa/Casablanca", "Asia/Beirut")
FIRST, LAST = date(2026, 1, 1), date(2028, 1, 1)


def utc(text: str) -> float:
    """Return the wall seconds of a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", [0, 90, 120, 150, 179, 1439])
def test_over_two_years_each_stated_day_has_its_window_once(zone: str, at: int) -> None:
    """As many as days, each as long as stated, in order, none inside another, whatever the clocks do."""
    place = ZoneInfo(zone)
    plan = Recurring(at=at, lasts=5400.0)
    begin, end = (instant(datetime(d.year, d.month, d.day), place) for d in (FIRST, LAST))  # noqa: DTZ001
    found = [span for span in spans(plan, place, begin, end) if begin <= span.start < end]
    assert len(found) == (LAST - FIRST).days
    assert sum(span.end - span.start for span in found) == 5400.0 * len(found)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    assert len({datetime.fromtimestamp(span.start, place).date() for span in found}) == len(found)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    plan=st.builds(
        Recurring,
        at=st.integers(0, 1439),
        lasts=st.sampled_from([60.0, 5400.0, 86_400.0, 200_000.0]),
        weekdays=st.sampled_from([(), (0,), (5, 6), (1, 3)]),
        month_days=st.sampled_from([(), (1,), (15, -1), (31,)]),
        nth=st.sampled_from([(), (2,), (-1,), (1, 5)]),
        every_weeks=st.integers(1, 4),
        first=st.sampled_from(["", "2026-03-11"]),
        last=st.sampled_from(["", "2027-11-07"]),
    ),
    step=st.integers(3600, 500_000),
)
def test_the_present_or_next_one_is_that_of_all(zone: ZoneInfo, plan: Recurring, step: int) -> None:
    """At any moment the answer is what a list of all occurrences says."""
    begin, end = utc("2026-01-01"), utc("2028-01-01")
    every = list(spans(plan, zone, begin - 400_000, end + 900 * 86_400))
    starts = [span.start for span in every]
    assert starts == sorted(starts)
    for number in range(0, int(end - begin), step * 40):
        wall = begin + number
        coming = bisect.bisect_right(starts, wall)
        # None is longer than three days, the hour of a changed clock included.
        begun = every[bisect.bisect_left(starts, wall - 3 * 86_400) : coming]
        lasting = [span for span in begun if wall < span.end]
        expected = [*lasting[-1:], *every[coming : coming + 1], None][0]
        found = present_or_next(plan, zone, wall)
        if (expected is not None and expected.start < wall + 700 * 86_400) or found is not None:
            assert found == expected


def test_a_fixed_window_is_there_until_it_is_over() -> None:
    """Before and while it lasts it is the next; afterwards there is none."""
    plan = Fixed(start=100.0, end=200.0)
    assert present_or_next(plan, UTC, 50.0) == present_or_next(plan, UTC, 150.0) == Span(100.0, 200.0)
    assert present_or_next(plan, UTC, 200.0) is None
    assert list(spans(plan, UTC, 200.0, 300.0)) == []
    assert list(spans(plan, UTC, 199.0, 300.0)) == [Span(100.0, 200.0)]


def _nth(day: date, number: int) -> bool:
    """Return whether a day is the n-th of its weekday in its month, by the library's calendar."""
    weeks = calendar.Calendar().monthdatescalendar(day.year, day.month)
    same = [week[day.weekday()] for week in weeks if week[day.weekday()].month == day.month]
    index = number - 1 if number > 0 else number
    return -len(same) <= index < len(same) and same[index] == day


@given(day=st.dates(FIRST, LAST), nth=st.integers(-5, 5).filter(bool), weekday=st.integers(0, 6))
def test_the_nth_weekday_is_that_of_a_wall_calendar(day: date, nth: int, weekday: int) -> None:
    """Counted from the begin of the month, or from its end."""
    plan = Recurring(at=0, lasts=1.0, weekdays=(weekday,), nth=(nth,))
    assert fits(plan, day) is (day.weekday() == weekday and _nth(day, nth))


@pytest.mark.parametrize(
    ("plan", "days"),
    [
        (Recurring(at=0, lasts=1.0, month_days=(-1,)), ["2026-01-31", "2026-02-28", "2026-03-31"]),
        (Recurring(at=0, lasts=1.0, month_days=(31,)), ["2026-01-31", "2026-03-31"]),
        (Recurring(at=0, lasts=1.0, weekdays=(6,), nth=(1,)), ["2026-01-04", "2026-02-01", "2026-03-01"]),
        (
            Recurring(at=0, lasts=1.0, weekdays=(2,), every_weeks=4, first="2026-01-09"),
            ["2026-02-04", "2026-03-04"],
        ),
        (
            Recurring(at=0, lasts=1.0, weekdays=(0,), first="2026-03-10", last="2026-03-23"),
            ["2026-03-16", "2026-03-23"],
        ),
    ],
)
def test_days_of_plans(plan: Recurring, days: list[str]) -> None:
    """A quarter of a year of each form."""
    quarter = (date(2026, 1, 1) + timedelta(days=number) for number in range(90))
    assert [day.isoformat() for day in quarter if fits(plan, day)] == days
