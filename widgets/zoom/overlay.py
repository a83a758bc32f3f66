"""What stands over a zoomable plot: levels with their words, the cursor; and the hand that moves them."""

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.model.quantity import Unit, quantity
from widgets.canvas import Canvas
from widgets.look import Look
from widgets.unit import LEAST

if TYPE_CHECKING:  # it loads pyqtgraph
    from widgets.plot import Sight

NOTCH = 120  # eighths of a degree of one step of the wheel
PULL = 3  # pixels by which the mouse must move before it pulls
DOTS = (2.0, 4.0)  # of a level that is no limit of the check itself, in widths of its line
LIFT = 1.3  # u of words over their line
WHOLE = 4  # so many logical pixels are whole ones at every scale of a desktop


class Rule(NamedTuple):
    """A level that is drawn across; ``ink``: token of its colour, ``drawn``: the strip draws its line."""

    value: float
    words: str
    ink: str
    drawn: bool = False


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
        self._bands: tuple[QSize, list[tuple[int, QPixmap]]] | None = None
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
                self._bands = None
                self.update()
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
        if self._bands is None or self._bands[0] != self.size() * dpr:
            self._bands = (self.size() * dpr, self._painted_levels(sight, dpr))
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        for top, band in self._bands[1]:
            painter.drawPixmap(QPointF(0, top), band)
        if self._at is not None:
            self._draw_cursor(Canvas(painter, self.look, self._u, dpr), sight, self._at)
        painter.end()

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        self.look, self._bands = look, None
        self.update()

    def _painted_levels(self, sight: "Sight", dpr: float) -> list[tuple[int, QPixmap]]:
        """Return the stretches of the height that hold a level, each with where it begins.

        One picture of all would be as large as the plot, at 4K eight million pixels of nothing.
        """
        bands = []
        for top, bottom in self._stretches(sight):
            band = QPixmap(QSize(self.width(), bottom - top) * dpr)
            band.setDevicePixelRatio(dpr)
            band.fill(Qt.GlobalColor.transparent)
            painter = QPainter(band)
            painter.translate(0, -top)
            canvas = Canvas(painter, self.look, self._u, dpr)
            taken: list[QRectF] = []
            held = [rule for rule in self._rules if sight.holds(rule.value)]
            for rule in held:
                _draw_level(canvas, sight, rule)
            for rule in held:  # after all lines: a level nearby is not drawn through its words
                self._write_level(canvas, sight, rule, taken)
            painter.end()
            bands.append((top, band))
        return bands

    def _stretches(self, sight: "Sight") -> list[tuple[int, int]]:
        """Return from where to where there are levels with their words, on whole pixels at any scale."""
        reach = math.ceil(2 * LIFT * self._u) + WHOLE
        found: list[tuple[int, int]] = []
        for y in sorted(round(sight.y(rule.value)) for rule in self._rules if sight.holds(rule.value)):
            top, bottom = (max(0, y - reach) // WHOLE * WHOLE, min(self.height(), y + reach))
            if found and top <= found[-1][1]:
                top = found.pop()[0]
            found.append((top, bottom))
        return found

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

    def _write_level(self, canvas: Canvas, sight: "Sight", rule: Rule, taken: list[QRectF]) -> None:
        """Name a level where no other is named."""
        y, u, area = round(sight.y(rule.value)), self._u, sight.area
        words = f"{rule.words} {quantity(rule.value, self._unit)}"
        middle = y / u + (-LIFT if y - area.top() > 2 * LIFT * u else LIFT)
        wide = canvas.measure(words, LEAST, 500)
        box = QRectF(area.left() + 0.5 * u, (middle - 1.15) * u, (wide + 0.6) * u, 2.3 * u)
        while (other := next((each for each in taken if each.intersects(box)), None)) is not None:
            box.moveLeft(other.right() + 0.6 * u)
        taken.append(box)
        canvas.painter.fillRect(box, canvas.palette.surface)
        canvas.text(words, box.left() / u + 0.3, middle, wide + 1, "tick", ink="ink2", size=LEAST)

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


def _draw_level(canvas: Canvas, sight: "Sight", rule: Rule) -> None:
    if rule.drawn:
        return
    y, area = round(sight.y(rule.value)) + 0.5, sight.area
    pen = QPen(canvas.palette.named(rule.ink), max(1.0, sight.frame.hair / sight.dpr))
    pen.setDashPattern(DOTS)
    canvas.painter.setPen(pen)
    canvas.painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
