"""The plot of a live chart: axes by pyqtgraph, one strip item inside. Import it after the first paint."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.model.quantity import Unit, quantity
from widgets.look import Look
from widgets.pace import BACK
from widgets.pyqtgraph_parts import AxisItem, GraphicsObject, GraphicsView, ViewBox
from widgets.scale import Scale
from widgets.strip import Strip, frame_of
from widgets.strip_item import Shown
from widgets.strip_paint import Frame, StripStyle
from widgets.ticks import decade_marks, value_marks
from widgets.time_marks import local_marks, moment_words
from widgets.tr import tr
from widgets.track import Track
from widgets.unit import role_size, role_weight

AXIS_WIDTH = 9.0  # u
AXIS_HEIGHT = 4.4
LAG = 3  # columns by which the words of an axis may be behind

Marks = Callable[[float, float], list[float]]
Tracks = Sequence[Track | None]


class Sight(NamedTuple):
    """Where times and values stand in a plot: its area in logical pixels, wall seconds at both edges."""

    area: QRectF
    start: float
    end: float
    frame: Frame
    scale: Scale
    dpr: float

    def x(self, at: float) -> float:
        """Return the place of a wall time."""
        share = (at - self.start) / (self.end - self.start)
        return self.area.left() + share * self.frame.room / self.dpr

    def at(self, x: float) -> float:
        """Return the wall time at a place."""
        share = (x - self.area.left()) * self.dpr / self.frame.room
        return self.start + share * (self.end - self.start)

    def y(self, value: float) -> float:
        """Return the place of a value, kept within."""
        return self.area.top() + self.frame.y(self.scale, value) / self.dpr

    def holds(self, value: float) -> bool:
        """Whether a value lies within the scale."""
        return self.scale.low <= value <= self.scale.high


class _Axis(AxisItem):  # type: ignore[misc]  # pyqtgraph has no annotations
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


class _StripItem(GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no annotations
    """Puts a strip into the view: its kept columns and the layers over them, no curve of points."""

    def __init__(self, strip: Strip, fit: Callable[[QRectF], None]) -> None:
        super().__init__()
        self._strip = strip
        self._fit = fit

    def boundingRect(self) -> QRectF:
        """Return the visible part of the plot."""
        return QRectF(self.viewRect())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 - Qt's signature
        widget: QWidget | None = None,  # noqa: ARG002 - same
    ) -> None:
        """Paint in pixels: the view gives the place."""
        box = self.getViewBox()
        if box is None:
            return
        area = box.mapRectToScene(box.boundingRect())
        self._fit(area)
        painter.save()
        painter.resetTransform()
        painter.setClipRect(area)
        self._strip.draw_at(painter, area.topLeft())
        painter.restore()


class Plot(QWidget):
    """A chart with axes; it is given a track and shows its newest part.

    ``built``: a strip that was drawn over several turns is whole by now.
    """

    built = Signal()

    def __init__(self, look: Look, unit: Unit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._unit = unit
        self._logarithmic = False
        self._strip = Strip()
        self._shown: Shown | None = None
        self._ranges: tuple[float, ...] = ()
        self._nowhere = QPixmap(1, 1)
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self._take_late)
        self._built: Frame | None = None
        self._u = self._dressed = 0.0
        self._arranged = (QSize(), 0.0)
        self._item = _StripItem(self._strip, self._fit)
        # Axes and view by hand: a whole PlotItem costs 22 ms and seven menus that nobody opens. Placed by
        # hand too: a layout asks each part again and again how large it would be.
        self._left = _Axis("left", self._value_words, self._value_marks)
        self._bottom = _Axis("bottom", moment_words, local_marks)
        self._box = ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._box.addItem(self._item, ignoreBounds=True)
        self._view = GraphicsView(self, background=look.palette.surface)
        for part in (self._box, self._left, self._bottom):
            self._view.addItem(part)
        for axis in (self._left, self._bottom):
            axis.linkToView(self._box)
        # Its ground is painted once, by the view: not by the system before, nor kept as a picture.
        self._view.setCacheMode(GraphicsView.CacheModeFlag.CacheNone)
        self._view.viewport().setAutoFillBackground(False)
        self._view.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the chart round it has it, and its ring is seen
        self.tell(tr("Chart"), "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the parts."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the scene be done with what it does when it is shown, where its page waits for that.

        Else it asks for a second painting, and has the window painted at once for each plot on it.
        """
        super().showEvent(event)
        if not self.updatesEnabled():
            QCoreApplication.sendPostedEvents(self._view.scene(), QEvent.Type.MetaCall.value)

    def tell(self, name: str, words: str) -> None:
        """Say what is shown to those who do not see it."""
        for part in (self._view, self._view.viewport()):  # either may have the focus
            part.setAccessibleName(name)
            part.setAccessibleDescription(words)

    def show_track(
        self, track: Track | None, now: float, style: StripStyle, u: float, beside: Tracks = ()
    ) -> None:
        """Show the last ``style.span`` seconds before ``now``; ``u`` in logical pixels.

        ``beside``: further curves, drawn quieter.
        """
        if u != self._dressed:
            self._dress(u)
        self._shown, self._u = Shown((track, *beside), now, replace(style, grid=True, nice=True)), u
        self._take()

    @property
    def whole(self) -> bool:
        """Whether all is drawn that was to be shown."""
        return self._shown is not None and not self._strip.behind

    @property
    def ready(self) -> bool:
        """Whether nothing is left to be drawn but on the screen."""
        return self.whole and all(axis.picture is not None for axis in (self._left, self._bottom))

    def make_ready(self) -> None:
        """Draw of that, before it is seen, what this turn allows; the strip sees to itself."""
        painter = QPainter(self._nowhere)
        for axis in (self._left, self._bottom):
            if axis.picture is None and self._look.pace.may():
                axis.paint(painter, None, None)
        painter.end()

    @property
    def sight(self) -> "Sight | None":
        """What is where; None before anything was shown."""
        scale, window, frame = self._strip.scale, self._strip.window, self._built
        if scale is None or window is None or frame is None:
            return None
        area = self._box.mapRectToScene(self._box.boundingRect())
        return Sight(area, window[0], window[1], frame, scale, self.devicePixelRatioF())

    def _take(self) -> None:
        """Let the strip take what is new, and ask the screen for what has changed."""
        self._arrange()
        area = self._box.mapRectToScene(self._box.boundingRect())
        part = self._show(area)
        if part is not None:
            self._set_ranges()
            dpr = self.devicePixelRatioF()
            corner = area.topLeft() + QPointF(part.left() / dpr - 1, 0)
            changed = QRectF(corner, QSizeF(part.width() / dpr + 2, area.height()))
            self._view.viewport().update(changed.toAlignedRect())

    def _take_late(self) -> None:
        """Look after a strip whose turn had not come."""
        self._take()
        if not self._strip.behind:
            self.built.emit()

    def _arrange(self) -> None:
        """Place axes and view where size or unit is another; a hidden widget is not told of its size."""
        if self._arranged == (self.size(), self._dressed):
            return
        self._arranged = (self.size(), self._dressed)
        self._view.setGeometry(self.rect())
        margin, left, low = (round(part * self._dressed) for part in (1.0, AXIS_WIDTH, AXIS_HEIGHT))
        wide, high = max(0, self.width() - left - margin), max(0, self.height() - low - margin)
        self._left.setGeometry(QRectF(0, margin, left, high))
        self._box.setGeometry(QRectF(left, margin, wide, high))
        self._bottom.setGeometry(QRectF(left, margin + high, wide, low))

    def _fit(self, area: QRectF) -> None:
        """Build for another place before it is painted; the axes follow in the next turn."""
        if self._late.isActive():
            return  # its parts are drawn in turns of their own
        if not self._strip.has(self._frame(area)) and self._show(area) is not None:
            QTimer.singleShot(0, self, partial(self._set_ranges))

    def _show(self, area: QRectF) -> QRect | None:
        if self._shown is None or area.width() < 1:
            return None
        self._built = self._frame(area)
        part = self._strip.show(self._built, self._shown)
        if self._strip.behind:
            self._late.start(BACK)
        return part

    def _frame(self, area: QRectF) -> Frame:
        return frame_of(area, self._u, self.devicePixelRatioF(), self._look)

    def _set_ranges(self) -> None:
        """Let the axes tell the truth: the strip leaves a margin over, under and right of its columns."""
        scale, window, frame = self._strip.scale, self._strip.window, self._built
        if scale is None or window is None or frame is None:
            return
        self._logarithmic = scale.logarithmic
        low, high = (
            (math.log10(scale.low), math.log10(scale.high)) if scale.logarithmic else (scale.low, scale.high)
        )
        margin = 0.5 * frame.u * (high - low) / max(1.0, frame.height - frame.u)
        start, end = window
        ranges = (start, start + (end - start) * frame.width / frame.room, low - margin, high + margin)
        # Axes are drawn anew as a whole: they follow time in steps that nobody sees.
        moved = start - self._ranges[0] if self._ranges and ranges[2:] == self._ranges[2:4] else math.inf
        same = self._ranges and math.isclose(end - start, self._ranges[4])
        if not (same and 0 <= moved < LAG * (end - start) / frame.room):
            self._ranges = (*ranges, end - start)
            self._box.setRange(xRange=ranges[:2], yRange=ranges[2:], padding=0)
            self._view.scene().prepareForPaint()  # else all moves while it is painted, and is painted twice

    def _value_marks(self, low: float, high: float) -> list[float]:
        return decade_marks(low, high) if self._logarithmic else value_marks(low, high)

    def _value_words(self, value: float) -> str:
        return quantity(10**value if self._logarithmic else value, self._unit)

    def _dress(self, u: float) -> None:
        self._dressed = u
        colours = self._look.palette
        tick = self._look.typeface.font(round(role_size("tick") * u), role_weight("tick"))
        self._left.setWidth(round(AXIS_WIDTH * u))
        self._bottom.setHeight(round(AXIS_HEIGHT * u))
        for axis in (self._left, self._bottom):
            axis.setTickFont(tick)
            axis.setPen(colours.hairline)
            axis.setTextPen(colours.ink3)
            axis.setStyle(tickLength=-3, maxTickLevel=0)
