"""What is asked of the history: from the file and from what waits for it. Loads numpy."""

import contextlib
from collections.abc import Mapping, Sequence

from app.history import damage
from app.history.blocks import Columns, Sieve, columns, thinned, unpacked
from app.history.history_file import Block, HistoryFile, Shift
from app.history.memory import Item
from app.model.message import Point

Asked = Mapping[tuple[str, str], int]


def gathered(
    items: Sequence[Item], file: HistoryFile, wanted: Sequence[tuple[str, str]], since: float
) -> tuple[Columns, Asked]:
    """Return all points of the series wanted since a wall time, and the numbers of these series."""
    fresh = [point for item in items if isinstance(item, list) for point in item]
    numbers = file.numbers(fresh)
    asked = {name: numbers[name] for name in wanted if name in numbers}
    sieve = Sieve(asked.values(), since)
    shift = 0.0  # by how much what lies before an item is still to be moved
    for item in reversed(items):
        if isinstance(item, Shift):
            shift += item.seconds
        else:
            _take(sieve, item, numbers, shift)
    with contextlib.suppress(*damage.READING_ERRORS):  # what can be read is better than nothing
        for moved, body in file.read(since - shift):
            with contextlib.suppress(ValueError):  # one damaged block is a gap, not the end of the history
                sieve.take(unpacked(body), moved + shift)
    return sieve.joined(), asked


def in_order(table: Columns, asked: Asked, limit: int) -> tuple[Point, ...]:
    """Return the points, oldest first, at most ``limit`` a series (extremes are kept)."""
    found: list[Point] = []
    for name, number in asked.items():
        found.extend(thinned(table.chosen(table.series == number), limit).points(name))
    found.sort(key=lambda point: point.at)
    return tuple(found)


def _take(sieve: Sieve, item: list[Point] | Block, numbers: Asked, shift: float) -> None:
    sieve.take(columns(item, numbers) if isinstance(item, list) else unpacked(item.body), shift)
