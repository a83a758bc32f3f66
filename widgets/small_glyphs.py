"""The alarm glyphs in the few pixels of a tray: edges on whole pixels, marks of whole pixels.

Scaled down from their geometry they have grey edges and a mark that swims; here each size is fitted by hand.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.model.board import Glyph
from widgets.glyphs import paint_mark
from widgets.palette import Palette
from widgets.sign import Sign

LARGEST: Final = 24  # pixels; above it the drawn geometry is as sharp
_STROKE: Final = {16: 1.4, 22: 2.0, 24: 2.0}
# A question mark for 16 pixels: no curve is legible in six columns.
_QUESTION: Final = (
    ".####.",
    "##..##",
    "....##",
    "...##.",
    "..##..",
    "......",
    "..##..",
    "..##..",
)
_SHAPES: Final = (Glyph.CRITICAL, Glyph.WARNING, Glyph.UNKNOWN)


def may_paint(sign: Sign, size: int) -> bool:
    """Return whether a sign is fitted by hand at this size."""
    return size in _STROKE and sign.glyph in _SHAPES and sign.soft < 0 and not sign.plate


def paint_small(painter: QPainter, sign: Sign, size: int, colours: Palette, edge: QColor | None) -> None:
    """Paint an alarm glyph into a square of ``size`` pixels; ``edge`` is a line round a solid triangle."""
    name = sign.glyph.value
    outlined = sign.taken or sign.dim
    line = colours.warning_line if sign.glyph is Glyph.WARNING else colours.named(name)
    fill = line if outlined else colours.named(name)
    mark = line if outlined else colours.named(f"on_{name}")
    whole = _outline(sign.glyph, size, 0.0)
    painter.setPen(Qt.PenStyle.NoPen)
    if outlined:
        painter.fillPath(
            whole.subtracted(
                _outline(sign.glyph, size, 2.0 if sign.glyph is Glyph.CRITICAL else _STROKE[size])
            ),
            fill,
        )
    elif edge is not None and sign.glyph is Glyph.WARNING:
        painter.fillPath(whole, edge)
        painter.fillPath(_outline(sign.glyph, size, 1.0), fill)
    else:
        painter.fillPath(whole, fill)
    _MARK[sign.glyph](painter, size, mark)


def _outline(glyph: Glyph, size: int, inset: float) -> QPainterPath:
    """Return a shape with its straight edges on whole pixels, smaller by ``inset`` all round."""
    path = QPainterPath()
    if glyph is Glyph.CRITICAL:
        side = size - 2 - 2 * inset
        radius = 1.5 if not inset else 0.5
        path.addRoundedRect(QRectF(1 + inset, 1 + inset, side, side), radius, radius)
    elif glyph is Glyph.WARNING:
        middle, bottom = size / 2, size - 1 - inset
        # The slanted sides keep the same distance to theirs: their slope is about two to one.
        top, half = 0.5 + 2.2 * inset, size / 2 - 0.25 - 1.7 * inset
        corners = [QPointF(middle, top), QPointF(middle + half, bottom), QPointF(middle - half, bottom)]
        path.addPolygon(QPolygonF(corners))
        path.closeSubpath()
    else:
        middle, reach = size / 2, size / 2 - 1.4142 * inset
        path.addPolygon(QPolygonF([QPointF(middle + x * reach, middle + y * reach) for x, y in _DIAMOND]))
        path.closeSubpath()
    return path


def _cross(painter: QPainter, size: int, colour: QColor) -> None:
    arm = 3.0 if size == 16 else size * 0.18
    pen = QPen(colour, 2.4 if size == 16 else size * 0.13)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    middle = size / 2
    for sense in (1, -1):
        painter.drawLine(
            QPointF(middle - arm, middle - sense * arm), QPointF(middle + arm, middle + sense * arm)
        )


def _exclamation(painter: QPainter, size: int, colour: QColor) -> None:
    left = size // 2 - 1
    top, high = round(size * 0.4), round(size * 0.26)
    painter.fillRect(QRectF(left, top, 2, high), colour)
    painter.fillRect(QRectF(left, top + high + 1, 2, 2), colour)


def _question(painter: QPainter, size: int, colour: QColor) -> None:
    if size == 16:
        for row, pixels in enumerate(_QUESTION):
            for column, pixel in enumerate(pixels):
                if pixel == "#":
                    painter.fillRect(QRectF(5 + column, 4 + row, 1, 1), colour)
        return
    painter.save()
    painter.translate(size / 2, size / 2)
    painter.scale(size / 16, size / 16)
    paint_mark(painter, "unknown", colour)
    painter.restore()


_DIAMOND: Final = ((0, -1), (1, 0), (0, 1), (-1, 0))
_MARK: Final = {Glyph.CRITICAL: _cross, Glyph.WARNING: _exclamation, Glyph.UNKNOWN: _question}
