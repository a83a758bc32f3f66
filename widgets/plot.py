"""The plot of a live chart: axes by pyqtgraph, one strip item inside. Import it after the first paint."""

import math
from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QVBoxLayout, QWidget

from app.model.quantity import Unit, quantity
from widgets.look import Look
from widgets.scale import fitting_scale
from widgets.strip_paint import Frame, StripStyle, paint_strip
from widgets.ticks import decade_marks, time_marks, value_marks
from widgets.tr import tr
from widgets.track import Column, Track
from widgets.unit import role_size, role_weight
from widgets.views.words import clock_time

AXIS_WIDTH = 9.0  # u
AXIS_HEIGHT = 4.4

Marks = Callable[[float, float], list[float]]


class _Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no annotations
    """An axis whose ticks are chosen by ``marks`` and written by ``words``."""

    def __init__(self, side: str, words: Callable[[float], str], marks: Marks) -> None:
        super().__init__(side)
        self._words = words
        self._marks = marks

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: ARG002, N803 - pyqtgraph's signature
        """Return the places of the ticks."""
        return [(1.0, self._marks(minVal, maxVal))]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: ARG002 - pyqtgraph's signature
        """Return the words of the ticks."""
        return [self._words(value) for value in values]


class _StripItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no annotations
    """Paints a track over the whole view; min and max of each column, no curve of points."""

    def __init__(self) -> None:
        super().__init__()
        self.frame: Frame | None = None
        self.columns: Sequence[Column] = ()

    def boundingRect(self) -> QRectF:
        """Return the visible part of the plot."""
        return QRectF(self.viewRect())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 - Qt's signature
        widget: QWidget | None = None,  # noqa: ARG002 - same
    ) -> None:
        """Paint in pixels: the view gives the place, the frame the scale."""
        box = self.getViewBox()
        if self.frame is None or box is None:
            return
        area = box.mapRectToScene(box.boundingRect())
        painter.save()
        painter.resetTransform()
        painter.setClipRect(area)
        painter.translate(area.topLeft())
        paint_strip(painter, self.frame._replace(width=area.width(), height=area.height()), self.columns)
        painter.restore()


class Plot(QWidget):
    """A chart with axes; it is given a track and shows its newest part."""

    def __init__(self, look: Look, unit: Unit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._unit = unit
        self._logarithmic = False
        self._item = _StripItem()
        # Axes and view by hand: a whole PlotItem costs 22 ms and seven menus that nobody opens.
        self._left = _Axis("left", self._value_words, self._value_marks)
        self._bottom = _Axis("bottom", clock_time, time_marks)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._box.addItem(self._item, ignoreBounds=True)
        self._grid = pg.GraphicsLayout()
        self._grid.setSpacing(0)
        for part, row, column in ((self._left, 0, 0), (self._box, 0, 1), (self._bottom, 1, 1)):
            self._grid.addItem(part, row, column)
        for axis in (self._left, self._bottom):
            axis.linkToView(self._box)
        self._view = pg.GraphicsView(background=look.palette.surface)
        self._view.setCentralItem(self._grid)
        self._view.setAccessibleName(tr("Chart"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._view)

    def show_track(self, track: Track | None, now: float, style: StripStyle, u: float) -> None:
        """Show the last ``style.span`` seconds before ``now``; ``u`` in logical pixels."""
        columns = list(track.since(now - style.span)) if track else []
        limit = style.warning if style.warning is not None else style.critical
        scale = fitting_scale(
            columns, limit if style.hold_limit else None, decades=style.decades, spread=style.spread
        )
        self._logarithmic = scale.logarithmic
        self._dress(u)
        low, high = (
            (math.log10(scale.low), math.log10(scale.high)) if scale.logarithmic else (scale.low, scale.high)
        )
        self._box.setXRange(now - style.span, now, padding=0)
        self._box.setYRange(low, high, padding=0)
        dpr = self.devicePixelRatioF()
        self._item.frame = Frame(0, 0, u, dpr, now, style, scale, self._look)
        self._item.columns = columns
        self._item.update()

    def _value_marks(self, low: float, high: float) -> list[float]:
        return decade_marks(low, high) if self._logarithmic else value_marks(low, high)

    def _value_words(self, value: float) -> str:
        return quantity(10**value if self._logarithmic else value, self._unit)

    def _dress(self, u: float) -> None:
        colours = self._look.palette
        tick = self._look.typeface.font(round(role_size("tick") * u), role_weight("tick"))
        margin = round(u)
        self._grid.setContentsMargins(0, margin, margin, 0)
        self._left.setWidth(round(AXIS_WIDTH * u))
        self._bottom.setHeight(round(AXIS_HEIGHT * u))
        for axis in (self._left, self._bottom):
            axis.setTickFont(tick)
            axis.setPen(colours.hairline)
            axis.setTextPen(colours.ink3)
            axis.setStyle(tickLength=-3, maxTickLevel=0)
