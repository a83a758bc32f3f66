"""When a maintenance window is due: local times of a zone as instants, across the changes of its clocks.

A length is what passes, whatever the clocks show meanwhile: a window of 90 minutes lasts 90 minutes, once, on
each day that it is stated for.
"""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from app.model.local_time import instant
from app.model.maintenance import Plan, Recurring

_HORIZON: Final = 800  # days that are looked ahead for the next occurrence
_DAY: Final = timedelta(days=1)
_FIRST_MONDAY: Final = date(1970, 1, 5)  # weeks are counted from here where a plan names no first day


class Span(NamedTuple):
    """One occurrence, in wall seconds; its end does not belong to it."""

    start: float
    end: float


def spans(plan: Plan, zone: tzinfo, since: float, until: float) -> Iterator[Span]:
    """Yield the occurrences that touch ``since`` (included) to ``until`` (excluded), the earliest first."""
    if not isinstance(plan, Recurring):
        span = Span(plan.start, plan.end)
        if span.start < until and span.end > since:
            yield span
        return
    day = _local_day(since - plan.lasts, zone) - _DAY
    last = _local_day(until, zone) + _DAY
    for found in _days(plan, day, last):
        span = _of_day(plan, found, zone)
        if span.start < until and span.end > since:
            yield span


def present_or_next(plan: Plan, zone: tzinfo, wall: float) -> Span | None:
    """Return the occurrence that lasts at ``wall`` (the one that began last), else the next; None: never."""
    if not isinstance(plan, Recurring):
        return Span(plan.start, plan.end) if plan.end > wall else None
    day = max(_local_day(wall - plan.lasts, zone) - _DAY, _date(plan.first) or date.min)
    present: Span | None = None
    for found in _days(plan, day, day + _HORIZON * _DAY):
        span = _of_day(plan, found, zone)
        if span.start > wall:
            return present or span
        if span.end > wall:
            present = span
    return present


def fits(plan: Recurring, day: date) -> bool:
    """Return whether a recurring window begins on this day."""
    # Asked for up to thousands of days in a row: what is cheap and rules out most stands first.
    if plan.weekdays and day.weekday() not in plan.weekdays:
        return False
    if (plan.month_days or plan.nth) and not _fits_month(plan, day):
        return False
    first, end = _date(plan.first), _date(plan.last)
    if (first is not None and day < first) or (end is not None and day > end):
        return False
    anchor = first or _FIRST_MONDAY
    weeks = (day - day.weekday() * _DAY - (anchor - anchor.weekday() * _DAY)).days // 7
    return weeks % plan.every_weeks == 0


def _fits_month(plan: Recurring, day: date) -> bool:
    last = calendar.monthrange(day.year, day.month)[1]
    if plan.month_days and day.day not in plan.month_days and day.day - last - 1 not in plan.month_days:
        return False
    nth, nth_last = (day.day - 1) // 7 + 1, -((last - day.day) // 7 + 1)
    return not plan.nth or nth in plan.nth or nth_last in plan.nth


def _days(plan: Recurring, first: date, last: date) -> Iterator[date]:
    last = min(last, _date(plan.last) or last)
    return (day for number in range((last - first).days + 1) if fits(plan, day := first + number * _DAY))


def _of_day(plan: Recurring, day: date, zone: tzinfo) -> Span:
    hour, minute = divmod(plan.at, 60)
    start = instant(datetime(day.year, day.month, day.day, hour, minute), zone)  # noqa: DTZ001 - made aware there
    return Span(start, start + plan.lasts)


def _local_day(wall: float, zone: tzinfo) -> date:
    return datetime.fromtimestamp(wall, zone).date()


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
