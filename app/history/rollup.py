"""Roll-ups: of each series and stretch of time lowest, highest and average, kept far longer than values.

Made of what is flushed, in the writing thread and without numpy. A stretch is closed a little after its end;
a late value, an orderly end and a clock that is set make parts of one, and whoever reads puts them together.
After ``kill -9`` the part of a stretch that was still open is missing.
"""

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.history.packing import packed_columns
from app.model.message import Point
from app.model.outcome import OWN
from app.model.past import TIERS, Tier
from app.model.value import Value

SLACK = 60.0  # seconds after its end for which a stretch waits for what is late


class Rolled(Value, frozen=True, kw_only=True):
    """One packed row: all series over one stretch. Its columns are middle, average, lowest, highest."""

    seconds: float
    first: float
    last: float
    body: bytes


class Row(NamedTuple):
    """One series over one stretch; without a value there were gaps only."""

    series: int
    at: float
    mean: float
    low: float
    high: float


class _Sums:
    """One stretch, by the number of a series: plain arrays, for there may be tens of thousands."""

    __slots__ = ("count", "high", "low", "seen", "total")

    def __init__(self) -> None:
        self.count, self.seen = array("I"), bytearray()
        self.total, self.low, self.high = array("d"), array("d"), array("d")

    def add(self, number: int, value: float | None) -> None:
        if number >= len(self.seen):
            self._grow(number + 64)
        self.seen[number] = 1
        if value is None or not math.isfinite(value):
            return
        self.count[number] += 1
        self.total[number] += value
        self.low[number] = min(self.low[number], value)
        self.high[number] = max(self.high[number], value)

    def rows(self, middle: float) -> Iterator[Row]:
        """Yield what was seen, by number."""
        for number, seen in enumerate(self.seen):
            if not seen:
                continue
            count = self.count[number]
            if count:
                yield Row(number, middle, self.total[number] / count, self.low[number], self.high[number])
            else:
                yield Row(number, middle, math.nan, math.nan, math.nan)

    def _grow(self, size: int) -> None:
        more = size - len(self.seen)
        self.seen.extend(bytes(more))
        self.count.extend(array("I", bytes(more * self.count.itemsize)))
        self.total.extend(array("d", bytes(more * 8)))
        self.low.extend(array("d", [math.inf]) * more)
        self.high.extend(array("d", [-math.inf]) * more)


class Rolling:
    """The stretches that are still open, of all tiers."""

    def __init__(self, tiers: Sequence[Tier] = TIERS) -> None:
        self._open: dict[float, dict[int, _Sums]] = {tier.seconds: {} for tier in tiers}
        self._newest = -math.inf

    def add(self, points: Sequence[Point], numbers: Mapping[tuple[str, str], int]) -> None:
        """Take points; each belongs to the stretch of its time."""
        for point in points:
            if point.series.startswith(OWN):
                continue
            number = numbers[point.check, point.series]
            self._newest = max(self._newest, point.at)
            for seconds, stretches in self._open.items():
                index = int(point.at // seconds)
                sums = stretches.get(index)
                if sums is None:
                    sums = stretches[index] = _Sums()
                sums.add(number, point.value)

    def close(self, *, all_of_them: bool = False) -> list[Rolled]:
        """Return the stretches that are over, packed, and forget them."""
        found: list[Rolled] = []
        for seconds, stretches in self._open.items():
            over = [n for n in stretches if all_of_them or (n + 1) * seconds + SLACK <= self._newest]
            found += [_packed(seconds, index, stretches.pop(index)) for index in sorted(over)]
        if all_of_them:
            self._newest = -math.inf
        return found

    def rows(self, seconds: float) -> list[Row]:
        """Return what is known of the stretches of a tier that are still open."""
        stretches = self._open.get(seconds, {})
        return [row for n, sums in sorted(stretches.items()) for row in sums.rows((n + 0.5) * seconds)]


def _packed(seconds: float, index: int, sums: _Sums) -> Rolled:
    rows = list(sums.rows((index + 0.5) * seconds))
    series, at, mean, low, high = zip(*rows, strict=True)
    return Rolled(
        seconds=seconds,
        first=index * seconds,
        last=(index + 1) * seconds,
        body=packed_columns(series, (at, mean, low, high)),
    )
