"""From columns to upright spans of whole device pixels: each column stands by itself, so any can be drawn.

A span is (number of its first column, how many columns, top row, row beyond the bottom). Plain tuples in
plain loops: a chart has some hundred of them, and they are made while a page opens.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from widgets.columns import ColumnRing, Piece

Height = Callable[[float], float]  # from a value to device pixels from the top
Span = tuple[int, int, int, int]


class Reach(NamedTuple):
    """Which columns are drawn, both included, and how long a silence breaks the line; seconds."""

    first: int
    last: int
    gap: float


def line_spans(
    ring: ColumnRing, pieces: Sequence[Piece], reach: Reach, height: Height, dash: int = 0
) -> list[Span]:
    """Return the thin line of some pieces: the extremes of each end, and the way there from its start.

    ``dash``: columns of a stroke and of the space after it, 0 for a whole line.
    """
    spans: list[Span] = []
    known, before = None, 0.0  # a column and the height of its last number: pieces hang together
    for start, end, broken in pieces:
        low, high, last = ring.cell(end)
        top, bottom = round(height(high)), round(height(low))
        after = height(last)
        if start is None or broken:
            spans.append((end, 1, top, bottom + 1))
        else:
            if start != known:
                before = height(ring.cell(start)[2])
            if end == start + 1 and reach.first <= end <= reach.last:  # the way ends within the extremes
                row = round(before)
                spans.append((end, 1, min(top, row), (max(bottom, row)) + 1))
            else:
                if high > low:
                    spans.append((end, 1, top, bottom + 1))
                _way(spans, (start, end), (before, after), reach)
        known, before = end, after
    return _dashed(spans, dash) if dash else spans


def band_spans(ring: ColumnRing, pieces: Sequence[Piece], reach: Reach, height: Height) -> list[Span]:
    """Return the usual band along some pieces."""
    spans: list[Span] = []
    for start, end, broken in pieces:
        before, after = (None if start is None else ring.band(start)), ring.band(end)
        if start is None or broken or before is None or after is None:
            continue
        under, over = height(before[0]), height(before[1])
        fall, rise = (height(after[0]) - under) / (end - start), (height(after[1]) - over) / (end - start)
        known: tuple[int, int] | None = None
        begun = max(start + 1, reach.first)
        for number in range(begun, min(end, reach.last) + 1):
            rows = round(over + rise * (number - start)), round(under + fall * (number - start))
            if known is not None and rows != known:
                spans.append((begun, number - begun, *known))
                begun = number
            known = rows
        if known is not None:
            spans.append((begun, min(end, reach.last) + 1 - begun, *known))
    return spans


def hole_spans(pieces: Sequence[Piece], reach: Reach, high: int) -> list[Span]:
    """Return the silent areas between pieces, each over all rows."""
    edges = [
        (max(start, reach.first), min(end, reach.last + 1))
        for start, end, broken in pieces
        if broken and start is not None
    ]
    return [(left, right - left, 0, high) for left, right in edges if right > left]


def _way(spans: list[Span], ends: tuple[int, int], heights: tuple[float, float], reach: Reach) -> None:
    """Add a straight line between two columns; neighbours of the same row are one span.

    Each column holds the way from the one before it, so no later sample changes the column where it starts.
    """
    (start, end), (before, after) = ends, heights
    first, last = max(start + 1, reach.first), min(end, reach.last)
    if first > last:
        return
    if round(before) == round(after):
        spans.append((first, last - first + 1, round(before), round(before) + 1))
        return
    slope = (after - before) / (end - start)
    row = round(before + slope * (first - 1 - start))
    begun = first
    for number in range(first, last + 1):
        next_row = round(after if number == end else before + slope * (number - start))
        if next_row != row:
            if begun < number:
                spans.append((begun, number - begun, row, row + 1))
            spans.append((number, 1, min(row, next_row), max(row, next_row) + 1))
            begun, row = number + 1, next_row
    if begun <= last:
        spans.append((begun, last + 1 - begun, row, row + 1))


def _dashed(spans: Sequence[Span], dash: int) -> list[Span]:
    """Return the columns of the strokes; they stand at absolute numbers and move with the line."""
    return [
        (number, 1, top, bottom)
        for begun, wide, top, bottom in spans
        for number in range(begun, begun + wide)
        if number // dash % 2 == 0
    ]
