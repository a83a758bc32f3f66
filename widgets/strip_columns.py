"""Drawing the columns of a strip: band, silence and lines, each column by itself."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter

from widgets.columns import Piece
from widgets.spans import Reach, Span, band_spans, hole_spans, line_spans
from widgets.strip_paint import Content, Frame, hatch, hot_from, rect_of
from widgets.strip_pixels import StripPixels


class Part(NamedTuple):
    """Columns that are drawn, both included, and the one that stands at 0 of the picture."""

    pixels: StripPixels
    first: int
    last: int
    origin: int

    def fill(self, spans: Sequence[Span], colour: QColor) -> None:
        """Fill spans as far as they lie within."""
        within = (self.first - self.origin, self.last - self.origin)
        self.pixels.fill(spans, colour, within, self.origin)


def parts(pixels: StripPixels, first: int, last: int) -> Iterator[Part]:
    """Yield columns as they lie together in a picture: those beyond its seam stand at its beginning."""
    base = first - first % pixels.width
    while base <= last:
        yield Part(pixels, max(first, base), min(last, base + pixels.width - 1), base)
        base += pixels.width


def draw_columns(part: Part, what: Content, *, fresh: bool = False) -> None:
    """Draw columns anew; ``fresh``: nothing was drawn there."""
    ring, style, frame = what.rings[0], what.style, what.frame
    reach = Reach(part.first, part.last + frame.thick, style.gap)
    if not fresh:
        part.pixels.clear(part.first - part.origin, part.last - part.origin)
    pieces = list(ring.pieces(reach.first, reach.last, style.gap))
    part.fill(band_spans(ring, pieces, reach, what.height), frame.look.palette.band)
    holes = hole_spans(pieces, reach, frame.height)
    if holes:
        _hatch_columns(part, frame, [rect_of(hole, part.origin) for hole in holes])
    for place in range(len(what.rings) - 1, 0, -1):
        _draw_beside(part, what, place, reach)
    _draw_judged(part, what, pieces, reach)


def draw_growth(part: Part, what: Content, grown: Sequence[tuple[int, int]]) -> None:
    """Draw what strokes have grown by: of each the place of its ring, and its newest column.

    A stroke that takes a sample covers what it covered, so nothing is cleared; but over what has grown of
    another curve the judged line is drawn again.
    """
    for place, number in grown:
        if place:
            _draw_beside(part, what, place, Reach(number, number, what.style.gap))
    reach = Reach(part.first, part.last + what.frame.thick, what.style.gap)
    _draw_judged(part, what, list(what.rings[0].pieces(reach.first, reach.last, reach.gap)), reach)


def _draw_beside(part: Part, what: Content, place: int, reach: Reach) -> None:
    """Draw one of the further curves, the third and later ones dashed."""
    ring, frame, style = what.rings[place], what.frame, what.style
    pieces = list(ring.pieces(reach.first, reach.last, style.gap_beside or style.gap))
    dash = max(2, round(0.6 * frame.u)) if place > 1 else 0
    spans = line_spans(ring, pieces, reach, what.height, dash)
    part.fill(_thick(spans, frame.thick), frame.look.palette.quiet)


def _draw_judged(part: Part, what: Content, pieces: Sequence[Piece], reach: Reach) -> None:
    ring, style, frame = what.rings[0], what.style, what.frame
    colours, height, thick = frame.look.palette, what.height, frame.thick
    line = colours.ink3 if style.dim else colours.trace
    hot = hot_from(ring, style)
    cool = [piece for piece in pieces if piece.end < hot]
    part.fill(_thick(line_spans(ring, cool, reach, height), thick), line)
    if len(cool) < len(pieces):
        warm = line_spans(ring, pieces[len(cool) :], reach, height)
        part.fill(_thick(warm, thick), colours.named(style.coloured) if style.coloured else line)


def _hatch_columns(part: Part, frame: Frame, rects: Sequence[QRect]) -> None:
    painter = QPainter(part.pixels.image)
    painter.setClipRect(part.first - part.origin, 0, part.last - part.first + 1, frame.height)
    hatch(painter, frame, rects, part.origin)
    painter.end()


def _thick(spans: Sequence[Span], thick: int) -> list[Span]:
    """Return spans of the line's width; they grow to the left, so no column hangs on older ones."""
    more, half = thick - 1, thick // 2
    return [
        (number - more, wide + more, top - half, bottom - half + more) for number, wide, top, bottom in spans
    ]
