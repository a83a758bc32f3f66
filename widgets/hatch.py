"""The hatch: the ground of what is not proved. Text never stands on it."""

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from widgets.palette import tokens


def hatch_tile(colour: QColor, u: float, dpr: float) -> QPixmap:
    """Return one period of 45 degree lines that repeats without a seam; ``u`` in logical pixels."""
    measures = tokens().hatch
    period = max(4, round(float(measures["pitch"]) * math.sqrt(2) * u * dpr))
    tile = QPixmap(period, period)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(1.0, float(measures["width"]) * u * dpr)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
    for shift in (-period, 0, period):
        painter.drawLine(QPointF(shift, period), QPointF(shift + period, 0))
    painter.end()
    tile.setDevicePixelRatio(dpr)
    return tile
