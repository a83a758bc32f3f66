"""From columns to upright spans of whole device pixels: each column is drawn by itself, so any part can be."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from widgets.columns import ColumnRing, Piece

Height = Callable[[float], float]  # from a value to device pixels from the top


class Span(NamedTuple):
    """Columns from ``number`` on that are ``wide`` together, filled from row ``top`` to ``bottom`` (beyond)."""

    number: int
    wide: int
    top: int
    bottom: int


class Reach(NamedTuple):
    """Which columns are drawn, both included, and how long a silence breaks the line; seconds."""

    first: int
    last: int
    gap: float


def line_spans(ring: ColumnRing, piece: Piece, reach: Reach, height: Height, dash: int = 0) -> Iterator[Span]:
    """Yield the thin line of one piece: the extremes of its end, and the way there from its start.

    ``dash``: columns of a stroke and of the space after it, 0 for a whole line.
    """
    low, high, last = ring.cell(piece.end)
    top, bottom = round(height(high)), round(height(low))
    spans = [Span(piece.end, 1, top, bottom + 1)]
    if piece.start is not None and not piece.broken:
        before = height(ring.cell(piece.start)[2])
        spans += _way(piece.start, piece.end, before, height(last), reach)
    return _dashed(spans, dash) if dash else iter(spans)


def band_spans(ring: ColumnRing, piece: Piece, reach: Reach, height: Height) -> Iterator[Span]:
    """Yield the usual band along one piece."""
    if piece.start is None or piece.broken:
        return
    start, end = ring.band(piece.start), ring.band(piece.end)
    if start is None or end is None:
        return
    left, right = piece.start, piece.end
    under, over = height(start[0]), height(start[1])
    fall, rise = (height(end[0]) - under) / (right - left), (height(end[1]) - over) / (right - left)
    yield from _joined(
        Span(number, 1, round(over + rise * (number - left)), round(under + fall * (number - left)))
        for number in range(max(left, reach.first), min(right, reach.last) + 1)
    )


def _way(start: int, end: int, before: float, after: float, reach: Reach) -> Iterator[Span]:
    """Yield a straight line between the middles of two columns."""
    first, last = max(start, reach.first), min(end, reach.last)
    if first > last:
        return
    if round(before) == round(after):
        yield Span(first, last - first + 1, round(before), round(before) + 1)
        return
    slope = (after - before) / (end - start)
    yield from _joined(_step(number, start, end, before, slope) for number in range(first, last + 1))


def _step(number: int, start: int, end: int, before: float, slope: float) -> Span:
    one = round(before + slope * max(0.0, number - 0.5 - start))
    other = round(before + slope * (min(float(end), number + 0.5) - start))
    return Span(number, 1, min(one, other), max(one, other) + 1)


def _joined(spans: Iterator[Span]) -> Iterator[Span]:
    """Yield neighbours of the same rows as one: a line that lies flat is few rectangles."""
    kept: Span | None = None
    for span in spans:
        if kept is not None and kept.top == span.top and kept.bottom == span.bottom:
            kept = kept._replace(wide=kept.wide + span.wide)
            continue
        if kept is not None:
            yield kept
        kept = span
    if kept is not None:
        yield kept


def _dashed(spans: list[Span], dash: int) -> Iterator[Span]:
    """Yield the columns of the strokes; they stand at absolute numbers and move with the line."""
    for span in spans:
        for number in range(span.number, span.number + span.wide):
            if number // dash % 2 == 0:
                yield span._replace(number=number, wide=1)
