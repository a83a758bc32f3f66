"""Small pictures that are no states: a bell, a person, a square wave."""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from widgets.palette import tokens

Pictogram = Literal["bell", "bell_slashed", "person", "wave"]


def paint_pictogram(painter: QPainter, name: Pictogram, colour: QColor, gap: QColor) -> None:
    """Paint in a box of 16 round the origin; ``gap`` is the ground, which frees the slash of a bell."""
    if name == "person":
        _person(painter, colour)
    elif name == "wave":
        _wave(painter, colour)
    else:
        _bell(painter, colour)
        if name == "bell_slashed":
            _slash(painter, colour, gap)


def _person(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(0, -3.6), 3.3, 3.3)
    body = QPainterPath(QPointF(-6.4, 7))
    body.cubicTo(-6.4, -1.6, 6.4, -1.6, 6.4, 7)
    body.closeSubpath()
    painter.drawPath(body)


def _bell(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    bell = QPainterPath(QPointF(-6.6, 4.2))
    bell.cubicTo(-4.6, 2.4, -4.8, 0.4, -4.8, -1.6)
    bell.cubicTo(-4.8, -8.4, 4.8, -8.4, 4.8, -1.6)
    bell.cubicTo(4.8, 0.4, 4.6, 2.4, 6.6, 4.2)
    bell.closeSubpath()
    painter.drawPath(bell)
    painter.drawPie(QRectF(-2.2, 3.2, 4.4, 4.4), 180 * 16, 180 * 16)


def _slash(painter: QPainter, colour: QColor, gap: QColor) -> None:
    """Strike the bell through; without a ground the gap is cut out of the picture."""
    for ink, width in ((gap, 4.4), (colour, 1.8)):
        cut = ink.alpha() == 0
        mode = QPainter.CompositionMode
        painter.setCompositionMode(mode.CompositionMode_Clear if cut else mode.CompositionMode_SourceOver)
        pen = QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(-6.4, -6.4), QPointF(6.4, 6.4))


def _wave(painter: QPainter, colour: QColor) -> None:
    shape = tokens().glyphs["flapping"]
    pen = QPen(colour, float(shape["stroke"][1]))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(*point) for point in shape["polyline"]]))
