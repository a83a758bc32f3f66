"""Points packed into one blob: columns of numbers, bytes of equal weight together, compressed.

Written with the standard library alone: an engine that only records never loads numpy, which is a third of
what its imports weigh. ``blocks`` reads what is written here.
"""

import math
import zlib
from array import array
from collections.abc import Mapping, Sequence

from app.model.message import Point

FORM = 1
HEAD = 5  # form (1 byte), number of points (4 bytes)
COLUMNS = 4  # at, value, low, high; a gap or a missing band is NaN
_WIDTH = 8


def packed(points: Sequence[Point], numbers: Mapping[tuple[str, str], int]) -> bytes:
    """Return the points as a blob with a checksum inside, a series' points together and in their order.

    ``numbers`` knows each series.
    """
    series = [numbers[point.check, point.series] for point in points]
    order = sorted(range(len(points)), key=series.__getitem__)
    ordered = [points[place] for place in order]
    return packed_columns(
        [series[place] for place in order],
        (
            [point.at for point in ordered],
            [_number(point.value) for point in ordered],
            [_number(point.low) for point in ordered],
            [_number(point.high) for point in ordered],
        ),
    )


def packed_columns(series: Sequence[int], columns: Sequence[Sequence[float]]) -> bytes:
    """Return numbers of series, which do not fall, and four columns of numbers as a blob."""
    # Each column holds the difference to its neighbour: what changes little is mostly zeros.
    steps, before = array("I"), 0
    for number in series:
        steps.append(number - before)
        before = number
    raw = _by_weight(steps.tobytes(), steps.itemsize)
    raw += b"".join(_changes(array("d", column)) for column in columns)
    return bytes([FORM]) + len(series).to_bytes(4, "big") + zlib.compress(raw, 6)


def _changes(column: "array[float]") -> bytes:
    """Return each number XORed with the one before, as one operation on a number of all the bits."""
    raw = column.tobytes()
    bits = int.from_bytes(raw, "little")
    return _by_weight(((bits ^ bits << 8 * _WIDTH) & (1 << 8 * len(raw)) - 1).to_bytes(len(raw), "little"))


def _by_weight(raw: bytes, width: int = _WIDTH) -> bytes:
    return b"".join(raw[place::width] for place in range(width))


def _number(value: float | None) -> float:
    return math.nan if value is None else value
