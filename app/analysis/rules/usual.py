"""What amount is usual at this time: of the same time of earlier days, else of the last hours.

The day is 96 slots of a quarter of an hour, by UTC; seven days of them are kept as float32, 2.7 KiB. Three
earlier days are enough for the median of this time of day; until then it is the median of the newest eight
slots that are known, of the last twelve hours, from four on.
"""

from array import array
from math import isnan, nan
from statistics import median
from typing import NamedTuple

SLOT = 900.0
DAY = 96
DAYS = 7
_KEPT = DAY * DAYS
_FEWEST_DAYS = 3
_RECENT = 8
_FEWEST_RECENT = 4
_REACH = 48
_RELUCTANT = 4


class Usual(NamedTuple):
    """An amount, and whether it is that of this time of day."""

    amount: float
    of_the_hour: bool


class Profile:
    """The usual of one series, by the wall clock.

    While the amount is strange only one slot in four is learned, so that an outage does not become the usual.
    """

    __slots__ = ("_count", "_left_out", "_slot", "_sum", "_values")

    def __init__(self) -> None:
        self._slot: int | None = None  # the one that has begun
        self._sum = 0.0
        self._count = 0
        self._left_out = 0
        self._values = array("f", [nan]) * _KEPT

    def add(self, amount: float, wall: float, *, strange: bool) -> bool:
        """Take an amount; return whether a slot was finished by it."""
        slot = int(wall // SLOT)
        finished = self._slot is not None and slot != self._slot
        if finished:
            self._finish(slot, strange=strange)
        self._slot = slot
        self._sum += amount
        self._count += 1
        return finished

    def usual(self) -> Usual | None:
        """Return what is usual at the time of the newest amount; None while that is not known."""
        if self._slot is None:
            return None
        days = self._known([self._slot - DAY * day for day in range(1, DAYS + 1)])
        if len(days) >= _FEWEST_DAYS:
            return Usual(median(days), of_the_hour=True)
        recent = self._known([self._slot - back for back in range(1, _REACH + 1)])[:_RECENT]
        return Usual(median(recent), of_the_hour=False) if len(recent) >= _FEWEST_RECENT else None

    def stored(self) -> tuple[int, bytes] | None:
        """Return the newest slot's number and all finished ones."""
        return None if self._slot is None else (self._slot, self._values.tobytes())

    def restore(self, slot: int, values: bytes, now: int) -> None:
        """Take over what was stored with ``slot`` as the newest; nothing where that is in the future."""
        if len(values) == 4 * _KEPT and slot <= now:
            self._slot = slot
            self._values = array("f", values)

    def _known(self, slots: list[int]) -> list[float]:
        found = [self._values[slot % _KEPT] for slot in slots]
        return [value for value in found if not isnan(value)]

    def _finish(self, slot: int, *, strange: bool) -> None:
        assert self._slot is not None
        self._left_out = self._left_out + 1 if strange else 0
        learned = self._count > 0 and (not strange or self._left_out % _RELUCTANT == 0)
        self._values[self._slot % _KEPT] = self._sum / self._count if learned else nan
        # Slots that nobody measured hold what was a week ago: it is no day before this one any more.
        for passed in range(self._slot + 1, min(slot, self._slot + _KEPT + 1)):
            self._values[passed % _KEPT] = nan
        self._sum, self._count = 0.0, 0
