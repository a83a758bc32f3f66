"""Points as an engine packs them."""

from collections.abc import Sequence
from math import nan

from app.model.message import Point
from app.model.packed import PackedPast


def packed_past(check: str, series: str, points: Sequence[Point]) -> PackedPast:
    """Return points of one series, oldest first, in packed numbers."""
    rows = [
        [nan if number is None else number for number in row]
        for row in ([p.value for p in points], [p.low for p in points], [p.high for p in points])
    ]
    return PackedPast.of(check, series, [point.at for point in points], *rows)
