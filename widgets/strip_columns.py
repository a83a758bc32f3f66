"""Drawing the columns of a strip: band, silence and lines, each column by itself."""

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from widgets.spans import Reach, Span, band_spans, hole_spans, line_spans
from widgets.strip_paint import Content, Frame, hatch, hot_from, rect_of
from widgets.strip_pixels import StripPixels


def draw_columns(pixels: StripPixels, what: Content, first: int, last: int, origin: int) -> None:
    """Draw some columns, both included, anew; column ``origin`` stands at 0 of the picture."""
    ring, style, frame = what.rings[0], what.style, what.frame
    reach = Reach(first, last + frame.thick, style.gap)
    colours, height = frame.look.palette, what.height
    within = (first - origin, last - origin)
    pixels.clear(*within)
    pieces = list(ring.pieces(reach.first, reach.last, style.gap))
    pixels.fill(band_spans(ring, pieces, reach, height), colours.band, within, origin)
    holes = hole_spans(pieces, reach, frame.height)
    if holes:
        _hatch_columns(pixels, frame, [rect_of(hole, origin) for hole in holes], within, origin)
    thick, dash = frame.thick, max(2, round(0.6 * frame.u))
    for number in range(len(what.rings) - 1, 0, -1):
        other = what.rings[number]
        others = list(other.pieces(reach.first, reach.last, style.gap_beside or style.gap))
        spans = line_spans(other, others, reach, height, dash if number > 1 else 0)
        pixels.fill(_thick(spans, thick), colours.quiet, within, origin)
    line = colours.ink3 if style.dim else colours.trace
    hot = hot_from(ring, style)
    cool = [piece for piece in pieces if piece.end < hot]
    pixels.fill(_thick(line_spans(ring, cool, reach, height), thick), line, within, origin)
    if len(cool) < len(pieces):
        warm = line_spans(ring, pieces[len(cool) :], reach, height)
        colour = colours.named(style.coloured) if style.coloured else line
        pixels.fill(_thick(warm, thick), colour, within, origin)


def _hatch_columns(
    pixels: StripPixels, frame: Frame, rects: Sequence[QRect], within: tuple[int, int], origin: int
) -> None:
    painter = QPainter(pixels.image)
    painter.setClipRect(within[0], 0, within[1] - within[0] + 1, frame.height)
    hatch(painter, frame, rects, origin)
    painter.end()


def _thick(spans: Sequence[Span], thick: int) -> list[Span]:
    """Return spans of the line's width; they grow to the left, so no column hangs on older ones."""
    more, half = thick - 1, thick // 2
    return [
        (number - more, wide + more, top - half, bottom - half + more) for number, wide, top, bottom in spans
    ]
