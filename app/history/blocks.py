"""Packed points as columns to search in; loads numpy, and is loaded by the first who reads."""

import itertools
import math
import zlib
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from app.history.packing import COLUMNS, FORM, HEAD
from app.model.message import Point

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.uint32]


class Columns:
    """Points as columns. ``series`` holds the numbers of their series; NaN stands for "no value"."""

    def __init__(self, series: Numbers, numbers: Floats) -> None:
        self.series = series
        self.numbers = numbers  # shape (4, n): at, value, low, high

    @property
    def at(self) -> Floats:
        """Wall seconds."""
        row: Floats = self.numbers[0]
        return row

    def chosen(self, mask: npt.NDArray[np.bool_]) -> "Columns":
        """Return the points for which ``mask`` is true."""
        return Columns(self.series[mask], self.numbers[:, mask])

    def points(self, name: tuple[str, str]) -> Iterator[Point]:
        """Yield the points, all of the series ``name``."""
        check, series = name
        for at, value, low, high in self.numbers.T.tolist():
            yield Point(
                check=check,
                series=series,
                at=at,
                value=_given(value),
                low=_given(low),
                high=_given(high),
            )


def columns(points: Iterable[Point], numbers: Mapping[tuple[str, str], int]) -> Columns:
    """Return points as columns, a series' points together; ``numbers`` knows each series."""
    rows = [
        (numbers[p.check, p.series], p.at, _number(p.value), _number(p.low), _number(p.high)) for p in points
    ]
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 1 + COLUMNS).T
    order = np.lexsort((table[1], table[0]))
    return Columns(table[0, order].astype(np.uint32), np.ascontiguousarray(table[1:, order]))


def unpacked(blob: bytes) -> Columns:
    """Return the columns of a blob; raises ``ValueError`` if it is not what was written."""
    if len(blob) < HEAD or blob[0] != FORM:
        raise ValueError("unknown form of block")
    count = int.from_bytes(blob[1:HEAD], "big")
    size = count * (4 + 8 * COLUMNS)
    try:
        stream = zlib.decompressobj()
        raw = stream.decompress(blob[HEAD:], size + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if len(raw) != size or not stream.eof:
        raise ValueError("a block is cut")
    series = np.cumsum(_from_weight(raw[: 4 * count], np.dtype(np.uint32)), dtype=np.uint32)
    steps = [
        _from_weight(raw[count * (4 + 8 * i) : count * (12 + 8 * i)], np.dtype(np.uint64))
        for i in range(COLUMNS)
    ]
    bits = np.bitwise_xor.accumulate(np.array(steps, dtype=np.uint64).reshape(COLUMNS, count), axis=1)
    return Columns(series, bits.view(np.float64))


class Sieve:
    """Collects the points of the series asked for, between two wall times, both included."""

    def __init__(self, asked: Iterable[int], since: float, until: float = math.inf) -> None:
        self._asked = np.fromiter(asked, np.uint32)
        self._since, self._until = since, until
        self._parts: list[Columns] = []

    def take(self, table: Columns, shift: float) -> None:
        """Keep what is asked of a block whose times are to be moved by ``shift``."""
        table.numbers[0] += shift
        mask = np.isin(table.series, self._asked) & (table.at >= self._since) & (table.at <= self._until)
        if mask.any():
            self._parts.append(table.chosen(mask))

    def joined(self) -> Columns:
        """Return all points, by time."""
        return joined(self._parts)


def folded(table: Columns, seconds: float, *, rolled: bool = False) -> Columns:
    """Return values as roll-ups: of each series and stretch its middle, average, lowest and highest.

    ``rolled``: the table holds roll-ups, of which several may be parts of one stretch.
    """
    if not len(table.series):
        return table
    index = np.floor_divide(table.at, seconds)
    order = np.lexsort((index, table.series))
    series, index, values = table.series[order], index[order], table.numbers[1, order]
    starts = np.flatnonzero(np.r_[True, (np.diff(series) != 0) | (np.diff(index) != 0)])
    lows, highs = (table.numbers[row, order] for row in ((2, 3) if rolled else (1, 1)))
    gap = np.isnan(values)
    count = np.add.reduceat((~gap).astype(np.float64), starts)
    nothing = count == 0
    total = np.add.reduceat(np.where(gap, 0.0, values), starts)
    low = np.minimum.reduceat(np.where(gap, np.inf, lows), starts)
    high = np.maximum.reduceat(np.where(gap, -np.inf, highs), starts)
    mean = total / np.where(nothing, np.nan, count)
    low, high = np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)
    return Columns(series[starts], np.stack([(index[starts] + 0.5) * seconds, mean, low, high]))


def joined(tables: Iterable[Columns]) -> Columns:
    """Return the points of some tables, by time."""
    parts = list(tables)
    series = np.concatenate([np.empty(0, np.uint32), *(part.series for part in parts)])
    numbers = np.concatenate([np.empty((COLUMNS, 0)), *(part.numbers for part in parts)], axis=1)
    order = np.argsort(numbers[0], kind="stable")
    return Columns(series[order], numbers[:, order])


def thinned(table: Columns, limit: int) -> Columns:
    """Return at most ``limit`` points of one series: ends, and of each stretch its extremes and a gap."""
    count = len(table.series)
    if count <= limit:
        return table
    stretches = max(1, (limit - 2) // 3)
    kept = {0, count - 1} if limit > 1 else {count - 1}
    edges = np.linspace(0, count, stretches + 1).astype(int)
    for start, end in itertools.pairwise(edges.tolist()):
        kept.update(_outstanding(table.numbers[1, start:end], start))
    order = np.array(sorted(kept)[-limit:])
    return Columns(table.series[order], table.numbers[:, order])


def _outstanding(values: Floats, start: int) -> set[int]:
    if not len(values):
        return set()
    gap = np.isnan(values)
    found = {start + int(gap.argmax())} if gap.any() else set()
    if not gap.all():
        found |= {start + int(np.nanargmin(values)), start + int(np.nanargmax(values))}
    return found


def _from_weight(raw: bytes, kind: np.dtype[np.generic]) -> npt.NDArray[np.generic]:
    sheet = np.frombuffer(raw, np.uint8).reshape(kind.itemsize, -1).T
    return np.ascontiguousarray(sheet).reshape(-1).view(kind)


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _given(value: float) -> float | None:
    return None if math.isnan(value) else value
