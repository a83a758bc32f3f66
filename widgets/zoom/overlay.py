"""What stands over a zoomable plot: levels with their words, the cursor; and the hand that moves them."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.model.quantity import Unit
from widgets.canvas import Canvas
from widgets.look import Look
from widgets.unit import LEAST
from widgets.zoom.levels import Placed, Rule, pictures, places

if TYPE_CHECKING:  # it loads pyqtgraph
    from widgets.plot import Sight

NOTCH = 120  # eighths of a degree of one step of the wheel
PULL = 3  # pixels by which the mouse must move before it pulls


class Marked(NamedTuple):
    """What the mark under the cursor is called."""

    at: float
    words: str


class Overlay(QWidget):
    """Transparent. Times are wall seconds; without a sight nothing is drawn and nothing is told."""

    hovered = Signal(float)  # at
    left = Signal()
    zoomed = Signal(float, float)  # factor in steps (positive: nearer), at
    panned = Signal(float)  # seconds, later is positive
    live_wished = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._sight: Sight | None = None
        self._u = 8.0
        self._unit = Unit.NONE
        self._rules: tuple[Rule, ...] = ()
        self._at: float | None = None
        self._dots: tuple[float, ...] = ()
        self._mark: Marked | None = None
        self._pulled: float | None = None  # x where the hand was last
        self._began = 0.0
        # The levels: they change seldom, what is under them each second.
        self._kept: Sequence[Placed] = ()
        self._kept_for = QSize()
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_over(self, sight: "Sight | None", rules: tuple[Rule, ...], unit: Unit, u: float) -> None:
        """Show levels over what a plot shows."""
        new = (sight, rules, unit, u)
        if new != (self._sight, self._rules, self._unit, self._u):
            levels = self._levels(self._sight) != self._levels(sight) or rules != self._rules
            self._sight, self._rules, self._unit, self._u = new
            if levels:
                self._renew_levels()
            elif self._at is not None:
                self._update_cursor()

    def show_cursor(self, at: float | None, dots: tuple[float, ...] = (), mark: Marked | None = None) -> None:
        """Stand at a wall time, with a dot on each value; None: nowhere."""
        if (at, dots, mark) == (self._at, self._dots, self._mark):
            return
        self._update_cursor()
        self._at, self._dots, self._mark = at, dots, mark
        self._update_cursor()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw levels, then the cursor."""
        sight = self._sight
        if sight is None:
            return
        dpr = self.devicePixelRatioF()
        if self._kept_for != self.size() * dpr:
            self._keep_levels(sight)
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        for place, level in self._kept:
            painter.drawPixmap(place, level)
        if self._at is not None:
            self._draw_cursor(Canvas(painter, self.look, self._u, dpr), sight, self._at)
        painter.end()

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        self.look, self._kept_for = look, QSize()
        self.update()

    def _renew_levels(self) -> None:
        """Draw the levels anew, and ask the screen for where they were and are: below is all of a plot."""
        changed = places(self._kept)
        if self._sight is None:
            self._kept = ()
        else:
            self._keep_levels(self._sight)
        self.update(self.rect() if self._at is not None else changed + places(self._kept))

    def _keep_levels(self, sight: "Sight") -> None:
        dpr = self.devicePixelRatioF()
        ruler = Canvas(QPainter(), self.look, self._u, dpr)
        self._kept, self._kept_for = pictures(ruler, sight, self._rules, self._unit), self.size() * dpr

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stand where the mouse came in."""
        self._tell(event.position())
        super().enterEvent(event)

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002 - Qt's signature
        """Take the cursor away."""
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pulled = self._began = event.position().x()
            parent = self.parentWidget()
            if parent is not None:
                parent.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull, or look."""
        sight, x = self._sight, event.position().x()
        if self._pulled is not None and sight is not None and abs(x - self._began) >= PULL:
            self.panned.emit(sight.at(self._pulled) - sight.at(x))
            self._pulled = x
            self._began = -1e9  # from now on each pixel counts
        self._tell(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._pulled = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to now."""
        del event
        self.live_wished.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the mouse by the upright wheel, move along time by the other."""
        sight, turned = self._sight, event.angleDelta()
        if sight is None:
            return
        if abs(turned.x()) > abs(turned.y()):
            self.panned.emit(-turned.x() / NOTCH * 0.1 * (sight.end - sight.start))
        else:
            self.zoomed.emit(turned.y() / NOTCH, sight.at(event.position().x()))
        event.accept()

    def _tell(self, place: QPointF) -> None:
        sight = self._sight
        if sight is not None and sight.area.contains(QPointF(place.x(), sight.area.center().y())):
            self.hovered.emit(sight.at(place.x()))
        else:
            self.left.emit()

    @staticmethod
    def _levels(sight: "Sight | None") -> object:
        return None if sight is None else (sight.area, sight.scale, sight.frame)

    def _draw_cursor(self, canvas: Canvas, sight: "Sight", at: float) -> None:
        area, x = sight.area, float(round(sight.x(at)))
        canvas.painter.fillRect(
            QRectF(x, area.top(), max(1.0, 1 / sight.dpr), area.height()), canvas.palette.ink3
        )
        for number, value in enumerate(self._dots):
            ink = canvas.palette.ink1 if not number else canvas.palette.quiet
            dot = self.look.dot(ink, sight.frame.u)
            half = dot.width() / 2 / sight.dpr
            canvas.painter.save()
            canvas.painter.translate(x - half, sight.y(value) - half)
            canvas.painter.scale(1 / sight.dpr, 1 / sight.dpr)
            canvas.painter.drawPixmap(QPoint(0, 0), dot)
            canvas.painter.restore()
        if self._mark is not None:
            self._draw_mark(canvas, sight, self._mark)

    def _draw_mark(self, canvas: Canvas, sight: "Sight", mark: Marked) -> None:
        u, area = self._u, sight.area
        wide = min(canvas.measure(mark.words, 2.5, 500), area.width() / u - 2)
        left = sight.x(mark.at) / u + 1.0
        left = min(left, area.right() / u - wide - 1.0)
        box = QRectF((left - 0.6) * u, area.top() + 0.2 * u, (wide + 1.2) * u, 3.0 * u)
        canvas.painter.fillRect(box, canvas.palette.raised)
        canvas.text(
            mark.words, left, area.top() / u + 1.7, wide + 0.2, "label", ink="ink1", least=LEAST, foreign=True
        )

    def _update_cursor(self) -> None:
        """Ask for the part of the screen that the cursor takes."""
        sight = self._sight
        if sight is None or self._at is None:
            return
        if self._mark is not None:
            self.update()
            return
        half = math.ceil(1.2 * self._u) + 2
        area = sight.area
        self.update(
            QRect(round(sight.x(self._at)) - half, int(area.top()) - 2, 2 * half, int(area.height()) + 4)
        )
