"""What is asked of the history: from the file and from what waits for it. Loads numpy."""

import contextlib
import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from app.history import damage
from app.history.blocks import Columns, Sieve, columns, folded, joined, thinned, unpacked
from app.history.history_file import Block, HistoryFile, Shift
from app.history.memory import Item
from app.history.rollup import Rolled, Rolling, Row
from app.model import phases
from app.model.message import AskSpan, Point
from app.model.metric import base_name
from app.model.packed import PackedPast
from app.model.past import SpanFigures

Asked = Mapping[tuple[str, str], int]


def gathered(
    items: Sequence[Item],
    file: HistoryFile,
    wanted: Sequence[tuple[str, str]],
    since: float,
    until: float = math.inf,
) -> tuple[Columns, Asked]:
    """Return all points of the series wanted between wall times, and the numbers of these series."""
    numbers, asked = _asked(items, file, wanted)
    sieve = Sieve(asked.values(), since, until)
    shift = 0.0  # by how much what lies before an item is still to be moved
    for item in reversed(items):
        if isinstance(item, Shift):
            shift += item.seconds
        elif not isinstance(item, Rolled):
            _take(sieve, item, numbers, shift)
    _read(sieve, file.read(since - shift, until - shift), shift)
    return sieve.joined(), asked


def rolled(
    items: Sequence[Item], rolling: Rolling, file: HistoryFile, ask: AskSpan, seconds: float
) -> tuple[Columns, Asked]:
    """Return the same as roll-ups of a tier; before these begin, of the values that are still kept."""
    numbers, asked = _asked(items, file, ask.wanted)
    sieve = Sieve(asked.values(), ask.since, ask.until)
    begins, shift = math.inf, 0.0
    for item in reversed(items):
        if isinstance(item, Shift):
            shift += item.seconds
        elif isinstance(item, Rolled) and item.seconds == seconds:
            begins = min(begins, item.first + shift)
            sieve.take(unpacked(item.body), shift)
        elif isinstance(item, list):  # what is not flushed is in no stretch yet
            sieve.take(folded(columns(item, numbers), seconds), shift)
    rows = rolling.rows(seconds)
    sieve.take(_columns_of(rows), shift)
    _read(sieve, file.read_rolled(seconds, ask.since - shift, ask.until - shift), shift)
    with contextlib.suppress(*damage.READING_ERRORS):
        begins = min(begins, file.rolled_since(seconds) + shift)
    begins = min([begins, *(row.at - seconds / 2 + shift for row in rows[:1])])
    # A file of before there were roll-ups has values all the same.
    older = Sieve(asked.values(), ask.since, min(ask.until, begins))
    _read(older, file.read(ask.since - shift, min(ask.until, begins) - shift), shift)
    parts = joined((folded(older.joined(), seconds), sieve.joined()))
    return folded(parts, seconds, rolled=True), asked


def figures(table: Columns, asked: Asked, seconds: float) -> tuple[SpanFigures, ...]:
    """Return the numbers of each series that has values; ``seconds`` of a roll-up, 0 for values."""
    found = []
    for (check, series), number in asked.items():
        _, values, lows, highs = table.chosen((table.series == number) & ~np.isnan(table.numbers[1])).numbers
        if not len(values):
            continue
        if not seconds:
            lows = highs = values
        p50, p95, p99 = (float(each) for each in np.percentile(values, (50, 95, 99)))
        found.append(
            SpanFigures(
                check=check,
                series=series,
                count=len(values),
                low=float(lows.min()),
                high=float(highs.max()),
                mean=float(values.mean()),
                p50=p50,
                p95=p95,
                p99=p99,
                rolled=seconds,
            )
        )
    return tuple(found)


def in_order(table: Columns, asked: Asked, limit: int) -> tuple[Point, ...]:
    """Return the points, oldest first, at most ``limit`` a series (extremes are kept)."""
    found: list[Point] = []
    for name, number in asked.items():
        found.extend(thinned(table.chosen(table.series == number), limit).points(name))
    found.sort(key=lambda point: point.at)
    return tuple(found)


def pasts(table: Columns, asked: Asked, limit: int) -> tuple[PackedPast, ...]:
    """Return the same in packed numbers, of each series that has any."""
    found = []
    for (check, series), number in asked.items():
        numbers = thinned(table.chosen(table.series == number), limit).numbers
        if not numbers.shape[1]:
            continue
        numbers = numbers[:, np.argsort(numbers[0], kind="stable")]
        at, rows = numbers[0].astype("<f8"), numbers[1:].astype("<f4")
        found.append(PackedPast(check=check, series=series, at=at.tobytes(), numbers=rows.tobytes()))
    return tuple(found)


def _asked(
    items: Sequence[Item], file: HistoryFile, wanted: Sequence[tuple[str, str]]
) -> tuple[Asked, Asked]:
    """Return the numbers of all series, and of those that are wanted."""
    fresh = [point for item in items if isinstance(item, list) for point in item]
    numbers = file.numbers(fresh)
    asked = {name: numbers[name] for name in wanted if name in numbers}
    if all_of := {name for name in wanted if name[1] == phases.SERIES}:  # their names say which there are
        asked |= {name: n for name, n in numbers.items() if (name[0], base_name(name[1])) in all_of}
    return numbers, asked


def _read(sieve: Sieve, blocks: Iterable[tuple[float, bytes]], shift: float) -> None:
    with contextlib.suppress(*damage.READING_ERRORS):  # what can be read is better than nothing
        for moved, body in blocks:
            with contextlib.suppress(ValueError):  # one damaged block is a gap, not the end of the history
                sieve.take(unpacked(body), moved + shift)


def _columns_of(rows: Sequence[Row]) -> Columns:
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(Row._fields)).T
    return Columns(table[0].astype(np.uint32), np.ascontiguousarray(table[1:]))


def _take(sieve: Sieve, item: list[Point] | Block, numbers: Asked, shift: float) -> None:
    sieve.take(columns(item, numbers) if isinstance(item, list) else unpacked(item.body), shift)
