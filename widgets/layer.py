"""Showing a kept picture where it is asked for."""

from PySide6.QtGui import QPainter, QPixmap, QRegion


def show_layer(painter: QPainter, layer: QPixmap, asked: QRegion) -> None:
    """Paint a layer part by part: within an area of many parts Qt goes through all lines of the whole.

    At 1.5 the edges of parts do not lie on pixels, so there it is done at once.
    """
    if asked.rectCount() == 1 or not layer.devicePixelRatio().is_integer():
        painter.drawPixmap(0, 0, layer)
        return
    for part in asked:  # type: ignore[attr-defined]  # the stubs do not know that it has an order
        painter.setClipRect(part)
        painter.drawPixmap(0, 0, layer)
    painter.setClipRegion(asked)
