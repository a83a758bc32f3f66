"""A ring of pixel columns: the extremes of absolute stretches of time, one a device pixel of a chart."""

import math
from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from widgets.scale import Extremes
from widgets.track import Column, Track

NAN = math.nan
_OPENS, _ENDS = 1, 2  # a gap stands at the beginning, at the end of a column


class Piece(NamedTuple):
    """What is drawn of the stretch from one column with numbers to the next; ``start`` None: none before."""

    start: int | None
    end: int
    broken: bool  # nothing was measured in between: it is hatched, never bridged


class Widened(NamedTuple):
    """A column that took a sample: its lowest, highest and last number before and after."""

    number: int
    before: tuple[float, float, float]
    after: tuple[float, float, float]


class _Cells:
    """The numbers of columns by slot; the extremes of one without any are infinite the wrong way round."""

    def __init__(self, count: int) -> None:
        self.low, self.high, self.last, self.usual_low, self.usual_high = (
            array("f", bytes(4 * count)) for _ in range(5)
        )
        self.first_at, self.last_at = (array("d", bytes(8 * count)) for _ in range(2))
        self.gaps = bytearray(count)

    def empty(self, slot: int) -> None:
        self.low[slot] = self.usual_low[slot] = math.inf
        self.high[slot] = self.usual_high[slot] = -math.inf
        self.last[slot] = NAN
        self.gaps[slot] = 0

    def merge(self, slot: int, column: Column) -> None:
        """Put the next bucket into a slot; buckets come in the order of their time."""
        at, low, high, last, usual_low, usual_high = column
        held = self.low[slot]
        if not -math.inf < low <= high < math.inf:
            self.gaps[slot] |= _OPENS | _ENDS if held == math.inf else _ENDS
            return
        if held == math.inf:
            self.first_at[slot] = at
        self.low[slot] = min(held, low)
        self.high[slot] = max(self.high[slot], high)
        self.last[slot] = last
        self.last_at[slot] = at
        self.gaps[slot] &= ~_ENDS
        if -math.inf < usual_low <= usual_high < math.inf:
            self.usual_low[slot], self.usual_high[slot] = usual_low, usual_high

    def extremes(self, slot: int) -> Extremes:
        """Return the extremes of one slot."""
        return Extremes(self.low[slot], self.high[slot], self.usual_low[slot], self.usual_high[slot])

    def holds_one_of(self, known: Extremes, slot: int) -> bool:
        """Whether without this slot other extremes might hold; one without numbers has none."""
        low, high, usual_low, usual_high = self.extremes(slot)
        return (low <= high and (low <= known.low or high >= known.high)) or (
            usual_low <= usual_high and (usual_low <= known.usual_low or usual_high >= known.usual_high)
        )

    def parted(self, before: int, slot: int, gap: float) -> bool:
        """Whether a gap or a long silence lies between two slots with numbers."""
        return bool(self.gaps[slot] & _OPENS) or self.first_at[slot] - self.last_at[before] > gap

    def leave(self, slot: int, outside: int) -> bool:
        """Copy a slot that has numbers to another; of one without only a gap is kept."""
        if self.low[slot] == math.inf:
            self.gaps[outside] |= _ENDS if self.gaps[slot] else 0
            return False
        for values in (self.low, self.high, self.last, self.usual_low, self.usual_high):
            values[outside] = values[slot]
        self.first_at[outside], self.last_at[outside] = self.first_at[slot], self.last_at[slot]
        self.gaps[outside] = self.gaps[slot]
        return True


class ColumnRing:
    """Columns by absolute number: column n holds the buckets of [n, n + 1) * ``width`` seconds.

    A new sample changes one column; moving on clears the columns that enter. One slot more than there are
    columns keeps the last numbers before the left edge, for the line that enters there.
    """

    def __init__(self, count: int, width: float, phase: float = 0.0) -> None:
        self.count = count
        self.width = width  # seconds of a column
        self.left, self.right = -count, -1  # numbers of the oldest and the newest column
        self._phase = phase
        self._outside = -1  # number of the column in the last slot
        self._cells = _Cells(count + 1)
        self._extremes: Extremes | None = None
        self._newest: int | None = None
        self._newest_known = False

    def number(self, at: float) -> int:
        """Return the number of the column that holds a wall time."""
        return math.floor(at / self.width - self._phase)

    def begins(self, number: int) -> float:
        """Return the wall time at which a column begins."""
        return (number + self._phase) * self.width

    def read(self, track: Track | None, right: int) -> None:
        """Take the whole record of a track up to a column."""
        self.left, self.right = right - self.count + 1, right
        self._extremes = None
        for slot in range(self.count):
            self._cells.empty(slot)
        self.look_outside(track)
        if track is not None:
            self._merge_all(track, self.left, right)

    def move(self, right: int) -> None:
        """Let time go on to a column; those that enter are empty."""
        self._newest_known = False
        first = self.right + 1
        left = right - self.count + 1
        for number in range(self.left, min(first, left)):
            if self._cells.leave(number % self.count, self.count):
                self._outside = number
        self.left, self.right = left, right
        self._clear(range(max(first, self.left), right + 1))

    def take(self, track: Track, numbers: Iterable[int]) -> None:
        """Read some columns anew, as a sample has come into each of them."""
        self._newest_known = False
        for number in numbers:
            self._clear((number,))
            self._merge_all(track, number, number)

    def widen(self, column: Column) -> Widened | None:
        """Take the newest bucket of a track once more, where this can only widen what its column holds.

        That is what nearly every sample does, and costs a quarter of reading the column anew. None, and
        nothing is taken, where it may be otherwise: at failures, with another band, in an empty column.
        """
        number = math.floor(column.at / self.width - self._phase)
        if not self.left <= number <= self.right:
            return None
        cells, slot = self._cells, number % self.count
        low, high, last = cells.low[slot], cells.high[slot], cells.last[slot]
        if low == math.inf or cells.gaps[slot] or not -math.inf < column.last < math.inf:
            return None
        held = cells.usual_high[slot]
        if held != column.usual_high and not (held == -math.inf and math.isnan(column.usual_high)):
            return None
        if held != -math.inf and cells.usual_low[slot] != column.usual_low:
            return None
        before = (low, high, high if math.isnan(last) else last)
        if column.low < low:
            low = cells.low[slot] = column.low
        if column.high > high:
            high = cells.high[slot] = column.high
        cells.last[slot], cells.last_at[slot] = column.last, column.at
        if self._extremes is not None and (low < self._extremes.low or high > self._extremes.high):
            self._extremes = self._extremes.joined(cells.extremes(slot))
        return Widened(number, before, (low, high, column.last))

    def look_outside(self, track: Track | None) -> None:
        """Find the last numbers before the left edge, and whether a gap lies after them."""
        self._cells.empty(self.count)
        self._newest_known = False
        found: list[Column] = []
        gap = False
        for column in track.before(self.begins(self.left)) if track is not None else ():
            number = self.number(column.at)
            if found and number != self._outside:
                break
            if _measured(column):
                found.append(column)
                self._outside = number
            gap = gap or not found
        for column in reversed(found):
            self._cells.merge(self.count, column)
        if found and gap:
            self._cells.gaps[self.count] |= _ENDS

    def extremes(self) -> Extremes:
        """Return the extremes of all columns; infinite the wrong way round where there are none."""
        if self._extremes is None:
            count = self.count
            self._extremes = Extremes(
                min(self._cells.low[:count]),
                max(self._cells.high[:count]),
                min(self._cells.usual_low[:count]),
                max(self._cells.usual_high[:count]),
            )
        return self._extremes

    def pieces(self, first: int, last: int, gap: float) -> Iterator[Piece]:
        """Yield what touches some columns, from left to right; silence over ``gap`` seconds breaks."""
        cells, count = self._cells, self.count
        lows, gaps = cells.low, cells.gaps
        start = self._before(max(first, self.left))
        held = count if start is None or start < self.left else start % count
        broken = start is not None and bool(gaps[held] & _ENDS)
        number = self.left if start is None or start < self.left else start + 1
        while number <= self.right:
            slot = number % count
            if lows[slot] != math.inf:
                parted = start is not None and (broken or cells.parted(held, slot, gap))
                yield Piece(start, number, parted)
                if number >= last:
                    return
                start, held, broken = number, slot, bool(gaps[slot] & _ENDS)
            elif gaps[slot]:
                broken = True
            number += 1

    def cell(self, number: int) -> tuple[float, float, float]:
        """Return lowest, highest and last number of a column that has any."""
        slot = self._slot(number)
        last = self._cells.last[slot]
        return (
            self._cells.low[slot],
            self._cells.high[slot],
            self._cells.high[slot] if math.isnan(last) else last,
        )

    def band(self, number: int) -> tuple[float, float] | None:
        """Return the usual band of a column."""
        slot = self._slot(number)
        high = self._cells.usual_high[slot]
        return None if high == -math.inf else (self._cells.usual_low[slot], high)

    def breaks(self, number: int) -> tuple[float, int]:
        """Return what decides whether the line to a column is broken: its first number's time, its gaps."""
        slot = self._slot(number)
        return self._cells.first_at[slot], self._cells.gaps[slot]

    def newest(self) -> int | None:
        """Return the newest column with numbers, which may lie before the left edge."""
        if not self._newest_known:
            self._newest, self._newest_known = self._before(self.right + 1), True
        return self._newest

    def joins(self, number: int) -> int:
        """Return the first column of the line that comes to another, within the window."""
        before = self._before(number)
        return number if before is None else max(before + 1, self.left)

    def last_at(self, number: int) -> float:
        """Return the wall time of a column's last number."""
        return self._cells.last_at[self._slot(number)]

    def _slot(self, number: int) -> int:
        return number % self.count if number >= self.left else self.count

    def _before(self, number: int) -> int | None:
        for each in range(number - 1, self.left - 1, -1):
            if self._cells.low[each % self.count] != math.inf:
                return each
        return self._outside if self._cells.low[self.count] != math.inf else None

    def _clear(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            slot = number % self.count
            if self._extremes is not None and self._cells.holds_one_of(self._extremes, slot):
                self._extremes = None
            self._cells.empty(slot)

    def _merge_all(self, track: Track, first: int, last: int) -> None:
        for column in track.between(self.begins(first), self.begins(last + 1) + track.bucket):
            number = self.number(column.at)
            if first <= number <= last:
                slot = number % self.count
                self._cells.merge(slot, column)
                if self._extremes is not None:
                    self._extremes = self._extremes.joined(self._cells.extremes(slot))


def _measured(column: Column) -> bool:
    return -math.inf < column.low <= column.high < math.inf
