"""Maintenance windows: when work is planned, so that what fails then is no news."""

from typing import Annotated

import msgspec

from app.model.clock import Moment
from app.model.matcher import Matcher
from app.model.value import Value

Minutes = Annotated[int, msgspec.Meta(ge=0, le=1439)]  # after midnight, in local time
Length = Annotated[float, msgspec.Meta(gt=0, le=31 * 86_400)]  # seconds
Weekday = Annotated[int, msgspec.Meta(ge=0, le=6)]  # Monday is 0
DayOfMonth = Annotated[int, msgspec.Meta(ge=-31, le=31)]  # from the end where below zero: -1 is the last


class Fixed(Value, frozen=True, kw_only=True, tag="fixed"):
    """From one moment to another, in wall seconds."""

    start: float
    end: float


class Flexible(Value, frozen=True, kw_only=True, tag="flexible"):
    """Begins with the first alert that fires inside the frame (wall seconds), and lasts from there."""

    start: float
    end: float
    lasts: Length


class Recurring(Value, frozen=True, kw_only=True, tag="recurring"):
    """Begins ``at`` a time of the wall's days and lasts so many seconds, whatever the clocks are put to then.

    Days that fit all of what is given: days of the week, of the month, the n-th such weekday of the month
    (``nth``, from the end where below zero), every n-th week counted from that of ``first``. Nothing given:
    each day. ``first`` and ``last`` are dates (2026-11-25) outside which there is none.
    """

    at: Minutes
    lasts: Length
    weekdays: tuple[Weekday, ...] = ()
    month_days: tuple[DayOfMonth, ...] = ()
    nth: tuple[Annotated[int, msgspec.Meta(ge=-5, le=5)], ...] = ()
    every_weeks: Annotated[int, msgspec.Meta(ge=1, le=52)] = 1
    first: str = ""
    last: str = ""


Plan = Fixed | Flexible | Recurring


class Maintenance(Value, frozen=True, kw_only=True):
    """One window. Its matchers name things (target, check, element, labels of targets), never findings."""

    id: str  # "M-2", or the name that the inventory gives it
    matchers: tuple[Matcher, ...]
    author: str = ""
    reason: str = ""
    plan: Plan
    made: Moment | None = None  # None: it stands in the inventory
    ended: Moment | None = None  # taken back by hand

    @property
    def listed(self) -> bool:
        """Whether it stands in the inventory."""
        return self.made is None


class Run(Value, frozen=True, kw_only=True):
    """One occurrence of a window that began: kept, so that a clock that is put back does not repeat it."""

    window: str
    start: float  # wall seconds at which it was planned to begin; its name within its window
    began: Moment
    until: Moment
    ended: Moment | None = None  # cut short by hand

    def active(self, now: Moment) -> bool:
        """Return whether it lasts: until the nearer of both clocks says that it is over."""
        return self.ended is None and now.mono < self.until.mono and now.wall < self.until.wall


class Inhibition(Value, frozen=True, kw_only=True):
    """An alert that matches ``source`` and fires keeps those that match ``target`` from being told.

    Only where both have the same values in the labels of ``equal``. What matches both sides is inhibited by
    nothing that does so too, itself among them (as in Alertmanager).
    """

    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: tuple[str, ...] = ()
