"""The state glyphs, drawn from their geometry in the token file."""

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from app.model.board import Glyph
from widgets.palette import Palette, ThemeName, palette, tokens
from widgets.sign import Sign

BOX = 16.0
_FILLED = (Glyph.WARNING, Glyph.CRITICAL, Glyph.UNKNOWN)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_HEXAGON = ((1, 0), (0.5, 0.8660254), (-0.5, 0.8660254), (-1, 0), (-0.5, -0.8660254), (0.5, -0.8660254))


class GlyphPainter:
    """Paints signs of one theme round the origin of a box of 16."""

    def __init__(self, theme: ThemeName, colours: Palette | None = None) -> None:
        self._colours = colours or palette(theme)
        self._shapes = tokens().glyphs
        self._edge = tokens().theme_rules.get(theme, {}).get("warning_glyph_edge")
        self._plain: dict[Glyph, Callable[[QPainter, QColor | None], None]] = {
            Glyph.OK: self._dot,
            Glyph.MAINTENANCE: self._nut,
            Glyph.PENDING: self._waiting,
            Glyph.GOOD: self._tick,
            Glyph.DEAD: self._dead,
        }

    def paint(self, painter: QPainter, sign: Sign) -> None:
        """Paint the sign; the painter stands at the centre, one unit is a sixteenth of the box."""
        if sign.glyph in self._plain:
            self._plain[sign.glyph](painter, self._colours.hairline if sign.dim else None)
        elif sign.soft >= 0:
            self._soft(painter, sign)
        elif sign.taken or sign.dim:
            self._outlined(painter, sign)
        else:
            self._solid(painter, sign)

    def _solid(self, painter: QPainter, sign: Sign) -> None:
        name = sign.glyph.value
        fill = self._colours.named(f"on_{name}" if sign.plate else name)
        mark = self._colours.named(name if sign.plate else f"on_{name}")
        edge, width = fill, float(self._shapes[name]["edge"])
        if sign.glyph is Glyph.WARNING and self._edge and not sign.plate:
            edge, width = self._colours.named(self._edge[0]), float(self._edge[1])
        painter.setPen(_pen(edge, width))
        painter.setBrush(fill)
        painter.drawPath(_outline(sign.glyph, self._shapes[name]))
        paint_mark(painter, name, mark)

    def _outlined(self, painter: QPainter, sign: Sign) -> None:
        name = sign.glyph.value
        colour = self._colours.hairline if sign.dim else self._line_colour(name)
        if sign.plate:
            colour = self._colours.named(f"on_{name}")
        painter.setPen(_pen(colour, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_outline(sign.glyph, self._shapes[name]))
        paint_mark(painter, name, colour)

    def _line_colour(self, name: str) -> QColor:
        return self._colours.warning_line if name == "warning" else self._colours.named(name)

    def _soft(self, painter: QPainter, sign: Sign) -> None:
        """Paint a sign that fills from below with each bad try."""
        path = _outline(sign.glyph, self._shapes[sign.glyph.value])
        box = path.boundingRect()
        top = box.bottom() - box.height() * min(1.0, sign.soft)
        painter.save()
        painter.setClipRect(QRectF(-BOX, top, 2 * BOX, 2 * BOX))
        painter.fillPath(path, self._colours.named(sign.glyph.value))
        painter.restore()
        painter.setPen(_pen(self._colours.ink3, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _dot(self, painter: QPainter, dim: QColor | None) -> None:
        radius = self._shapes["ok"]["circle"][2]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(dim or self._colours.ok)
        painter.drawEllipse(QPointF(0, 0), radius, radius)

    def _nut(self, painter: QPainter, dim: QColor | None) -> None:
        shape = self._shapes["maintenance"]
        painter.setPen(_pen(dim or self._colours.ink3, float(shape["stroke"][1])))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = float(shape["hexagon_radius"])
        painter.drawPolygon(QPolygonF([QPointF(x * radius, y * radius) for x, y in _HEXAGON]))
        hole = float(shape["hole_radius"])
        painter.drawEllipse(QPointF(0, 0), hole, hole)

    def _waiting(self, painter: QPainter, dim: QColor | None) -> None:
        shape = self._shapes["pending"]
        pen = QPen(dim or self._colours.ink3, float(shape["stroke"][1]))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([float(part) for part in shape["dash_in_widths"]])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = float(shape["circle"][2])
        painter.drawEllipse(QPointF(0, 0), radius, radius)

    def _tick(self, painter: QPainter, dim: QColor | None) -> None:
        shape = self._shapes["good"]
        colour = dim or self._colours.proof
        radius = float(shape["circle"][2])
        painter.setPen(_pen(colour, float(shape["stroke"][1])))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(0, 0), radius, radius)
        painter.setPen(_pen(colour, float(shape["tick_width"])))
        painter.drawPolyline(QPolygonF([QPointF(*point) for point in shape["tick"]]))

    def _dead(self, painter: QPainter, dim: QColor | None) -> None:
        shape = self._shapes["dead"]
        painter.setPen(_pen(dim or self._colours.ink2, float(shape["stroke"][1])))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        arc = shape["arc"]
        radius = float(arc["radius"])
        # Qt counts sixteenths of a degree against the clock, from three o'clock.
        painter.drawArc(
            QRectF(-radius, -radius, 2 * radius, 2 * radius),
            int(float(arc["from_degrees"]) * 16),
            int(float(arc["sweep_degrees"]) * 16),
        )
        start, end = shape["line"]
        painter.drawLine(QPointF(*start), QPointF(*end))


def paint_mark(painter: QPainter, name: str, colour: QColor) -> None:
    """Paint what stands on a shape, in a box of 16 round the origin."""
    mark: dict[str, Any] = tokens().glyphs[name]["mark"]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if "lines" in mark:
        painter.setPen(_pen(colour, float(mark["width"])))
        for start, end in mark["lines"]:
            painter.drawLine(QPointF(*start), QPointF(*end))
    if "line" in mark:
        start, end, width = mark["line"]
        painter.setPen(_pen(colour, float(width)))
        painter.drawLine(QPointF(*start), QPointF(*end))
    if "path" in mark:
        painter.setPen(_pen(colour, float(mark["width"])))
        painter.drawPath(_curve(str(mark["path"])))
    if "dot" in mark:
        x, y, radius = mark["dot"]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(x, y), radius, radius)


class GlyphStore:
    """Pixmaps of signs, each painted once a size."""

    def __init__(self, theme: ThemeName) -> None:
        self._painter = GlyphPainter(theme)
        self._kept: dict[tuple[Sign, int, float], QPixmap] = {}

    def pixmap(self, sign: Sign, pixels: int, dpr: float = 1.0) -> QPixmap:
        """Return the sign in a square of ``pixels`` device pixels."""
        key = (sign, pixels, dpr)
        if key not in self._kept:
            self._kept[key] = self._painted(sign, pixels, dpr)
        return self._kept[key]

    def _painted(self, sign: Sign, pixels: int, dpr: float) -> QPixmap:
        made = QPixmap(pixels, pixels)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(pixels / 2, pixels / 2)
        painter.scale(pixels / BOX, pixels / BOX)
        self._painter.paint(painter, sign)
        painter.end()
        made.setDevicePixelRatio(dpr)
        return made


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _outline(glyph: Glyph, shape: dict[str, Any]) -> QPainterPath:
    """Return the outer shape of an alarm glyph."""
    path = QPainterPath()
    if glyph is Glyph.CRITICAL:
        radius = float(shape["radius"])
        path.addRoundedRect(QRectF(*shape["rect"]), radius, radius)
    else:
        path.addPolygon(QPolygonF([QPointF(*point) for point in shape["polygon"]]))
        path.closeSubpath()
    return path


def _curve(data: str) -> QPainterPath:
    """Return a path of one move and cubic curves, as the token file writes the question mark."""
    numbers = [float(n) for n in _NUMBER.findall(data)]
    points = [QPointF(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
    path = QPainterPath(points[0])
    for index in range(1, len(points) - 2, 3):
        path.cubicTo(points[index], points[index + 1], points[index + 2])
    return path
