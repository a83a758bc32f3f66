"""A track: the recent past of one series, as extremes of absolute time buckets, O(1) a point."""

import math
from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

BUCKET = 5.0  # seconds
CAPACITY = 720  # buckets that hold a point: an hour at least
NAN = math.nan
LEAST = 32  # buckets that are kept however old: of a check that runs each hour they are all there is
REMEMBERED = 64  # changes that a chart may fall behind before it reads all anew


class Column(NamedTuple):
    """The points of one bucket; ``low`` and ``high`` are NaN for a gap, the band's are NaN without a band."""

    at: float  # wall seconds of the bucket's middle
    low: float
    high: float
    last: float
    usual_low: float
    usual_high: float


_COLUMN = tuple.__new__


class Track:
    """Extremes, last value and usual band of each bucket that has a point; the oldest are given up."""

    __slots__ = (
        "_band",
        "_capacity",
        "_changed",
        "_columns",
        "_index",
        "_keeps",
        "bucket",
        "last_at",
        "revision",
        "turns",
        "value",
    )

    def __init__(self, bucket: float = BUCKET, capacity: int = CAPACITY, keeps: float = math.inf) -> None:
        """Make an empty one. ``keeps``: seconds before its newest bucket that are wanted, see ``LEAST``."""
        self.revision = 0
        self.turns = 0  # points of those that were late, no number, or came with another band
        self.value = NAN  # of the newest bucket the last number, as it is kept
        self.last_at = 0.0
        self._band: tuple[float | None, float | None] | None = None  # of the newest point
        self.bucket = bucket
        self._capacity = capacity
        self._keeps = int(min(keeps / bucket, 1e12))  # buckets of time
        self._changed: deque[float] = deque(maxlen=REMEMBERED)  # middles of the buckets, newest last
        self._index = array("q")
        self._columns = tuple(array("f") for _ in range(5))  # low high last usual_low usual_high

    @classmethod
    def filled(
        cls, index: Sequence[int], rows: Sequence[Sequence[float]], last_at: float, keeps: float = math.inf
    ) -> "Track":
        """Return a track of buckets in the order of time; rows: a value each, and its usual band."""
        made = cls(keeps=keeps)
        values, lows, highs = rows
        made._index = array("q", index)
        made._columns = tuple(array("f", row) for row in (values, values, values, lows, highs))
        made.last_at = last_at
        return made

    def __len__(self) -> int:
        """Return the number of buckets."""
        return len(self._index)

    @property
    def last(self) -> float | None:
        """The newest value; None where there is none."""
        value = self._columns[2][-1] if self._index else NAN
        return None if math.isnan(value) else value

    @property
    def newest(self) -> tuple[float, float, float]:
        """The newest value and its usual band; the track must not be empty."""
        return self._columns[2][-1], self._columns[3][-1], self._columns[4][-1]

    def past(self) -> "tuple[array[int], array[float], array[float], array[float]]":
        """Return the numbers of the buckets, the last value of each and its usual band; to be read only."""
        return self._index, self._columns[2], self._columns[3], self._columns[4]

    @property
    def first_at(self) -> float | None:
        """Wall seconds where the record begins; None where there is none."""
        return self._index[0] * self.bucket if self._index else None

    def add(
        self, at: float, value: float | None, low: float | None = None, high: float | None = None
    ) -> None:
        """Take one point at a wall time; an older one finds its place."""
        self.revision += 1
        index = int(at // self.bucket)
        self._changed.append((index + 0.5) * self.bucket)
        number = NAN if value is None else value
        if (low, high) != self._band or at < self.last_at or math.isnan(number):
            self.turns += 1
        elif self._index and index == self._index[-1]:  # as nearly all are
            self._widen(number)
            self.last_at = at
            return
        band = (NAN if low is None else low, NAN if high is None else high)
        place = len(self._index) if not self._index or index > self._index[-1] else self._place(index)
        if place < len(self._index) and self._index[place] == index:
            self._merge(place, number, band, newest=at >= self.last_at)
        else:
            self._index.insert(place, index)
            for column, new in zip(self._columns, (number, number, number, *band), strict=True):
                column.insert(place, new)
            self._trim()
        self._band = (low, high) if at >= self.last_at else None
        self.last_at = max(self.last_at, at)
        self.value = self._columns[2][-1]

    def fill(self, at: Sequence[float], rows: Sequence[Sequence[float]]) -> bool:
        """Take many points, oldest first: values, and the ends of the usual band; NaN stands for none.

        The same as ``add`` of each, in a fraction of the time where nothing is known yet, or all is. Returns
        whether anything changed: with each inventory that is read anew the same past comes once more.
        """
        if self._index:
            start = self._place(int(at[0] // self.bucket)) if len(at) else 0
            cells = zip(*(column[start:] for column in self._columns), strict=True)
            known = dict(zip(self._index[start:], cells, strict=True))
            points = zip(at, *rows, strict=True)
            new = [p for p in points if not _stands(known.get(int(p[0] // self.bucket)), p, self.last_at)]
            for point in new:
                self.add(*point)
            return bool(new)
        numbers = [int(time // self.bucket) for time in at]
        if len(set(numbers)) < len(numbers):
            numbers, columns = _merged(numbers, rows)
        else:
            values, *band = rows
            columns = (values, values, values, *band)
        self._index = array("q", numbers)
        self._columns = tuple(array("f", column) for column in columns)
        self.revision += len(at) + REMEMBERED  # so whoever drew before reads all anew
        self.turns += 1
        self._band = None
        self.last_at = at[-1] if len(at) else self.last_at
        self._trim()
        return True

    def remembers(self, revision: int) -> bool:
        """Whether it is known what changed after a revision."""
        return 0 <= self.revision - revision <= len(self._changed)

    def changed_since(self, revision: int) -> Sequence[float] | None:
        """Return the middles of the buckets that changed after a revision, newest first.

        None where there were too many, or the revision was never ours.
        """
        number = self.revision - revision
        return list(islice(reversed(self._changed), number)) if self.remembers(revision) else None

    def grown(self, revision: int, turns: int) -> list[Column] | None:
        """Return the buckets that changed after a revision, oldest first, where none has changed before them.

        None where it may be otherwise. ``turns``: what they were then.
        """
        number, changed = self.revision - revision, self._changed
        if not 0 < number <= len(changed) or not self._index:
            return None
        first = changed[-number]
        if self.turns == turns:  # all came in order
            return [self._column(place) for place in range(self._place(int(first // self.bucket)), len(self))]
        newest = self._column(-1)
        return [newest] if all(changed[-n] == newest.at for n in range(1, number + 1)) else None

    def since(self, at: float) -> Iterator[Column]:
        """Yield the columns from a wall time on, oldest first."""
        return self.between(at, math.inf)

    def between(self, at: float, until: float) -> Iterator[Column]:
        """Yield the columns from a wall time on whose middle lies before another, oldest first."""
        for place in range(self._place(int(at // self.bucket)), len(self._index)):
            column = self._column(place)
            if column.at >= until:
                return
            yield column

    def before(self, at: float) -> Iterator[Column]:
        """Yield the columns whose middle lies before a wall time, newest first."""
        for place in range(self._place(math.ceil(at / self.bucket - 0.5)) - 1, -1, -1):
            yield self._column(place)

    def _column(self, place: int) -> Column:
        at = (self._index[place] + 0.5) * self.bucket
        low, high, last, usual_low, usual_high = self._columns
        # Made thousands of times a second: the usual call counts and names its values first.
        return _COLUMN(
            Column, (at, low[place], high[place], last[place], usual_low[place], usual_high[place])
        )

    def _place(self, index: int) -> int:
        return bisect_left(self._index, index)

    def _widen(self, value: float) -> None:
        """Take a number into the newest bucket; its band is that of the point before."""
        lows, highs, lasts, _, _ = self._columns
        if not lows[-1] <= value:
            lows[-1] = value
        if not highs[-1] >= value:
            highs[-1] = value
        lasts[-1] = value
        self.value = lasts[-1]

    def _merge(self, place: int, number: float, band: tuple[float, float], *, newest: bool) -> None:
        low, high, last, usual_low, usual_high = self._columns
        if not math.isnan(number):
            low[place] = number if math.isnan(low[place]) else min(low[place], number)
            high[place] = number if math.isnan(high[place]) else max(high[place], number)
        if newest:
            last[place] = number
            usual_low[place], usual_high[place] = band

    def _trim(self) -> None:
        surplus = 0
        if len(self._index) > self._capacity * 5 // 4:
            surplus = len(self._index) - self._capacity
        elif len(self._index) > LEAST and self._index[-1] - self._index[0] > self._keeps * 5 // 4:
            surplus = min(self._place(self._index[-1] - self._keeps), len(self._index) - LEAST)
        if surplus:
            del self._index[:surplus]
            for column in self._columns:
                del column[:surplus]


def _stands(cell: tuple[float, ...] | None, point: tuple[float, ...], last_at: float) -> bool:
    """Whether a point, in numbers of 32 bits, would change nothing of its bucket."""
    if cell is None:
        return False
    (low, high, last, *band), (at, value, *usual) = cell, point
    if not (low <= value <= high or math.isnan(value)):
        return False
    newest = zip((value, *usual), (last, *band), strict=True)
    return at < last_at or all(new == old or (math.isnan(new) and math.isnan(old)) for new, old in newest)


def _merged(
    numbers: Sequence[int], rows: Sequence[Sequence[float]]
) -> tuple[list[int], Sequence[Sequence[float]]]:
    """Return each bucket once, with its columns; NaN is no value."""
    found: list[int] = []
    columns: list[list[float]] = [[], [], [], [], []]
    low, high, last, usual_low, usual_high = columns
    before = None
    for number, value, band_low, band_high in zip(numbers, *rows, strict=True):
        if number != before:
            before = number
            found.append(number)
            low.append(value)
            high.append(value)
            last.append(value)
            usual_low.append(band_low)
            usual_high.append(band_high)
            continue
        if value < low[-1] or math.isnan(low[-1]):
            low[-1] = value
        if value > high[-1] or math.isnan(high[-1]):
            high[-1] = value
        last[-1], usual_low[-1], usual_high[-1] = value, band_low, band_high
    return found, columns
