"""What stands over a zoomable plot: levels with their words, the cursor; and the hand that moves them."""

import math
from collections.abc import Callable, Sequence
from functools import partial
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
        self._levels_kept: tuple[QSize, list[tuple[QPoint, QPixmap]]] | None = None
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
                self._levels_kept = None
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
        if self._levels_kept is None or self._levels_kept[0] != self.size() * dpr:
            self._levels_kept = (self.size() * dpr, self._painted_levels(sight, dpr))
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        for place, level in self._levels_kept[1]:
            painter.drawPixmap(place, level)
        if self._at is not None:
            self._draw_cursor(Canvas(painter, self.look, self._u, dpr), sight, self._at)
        painter.end()

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        self.look, self._levels_kept = look, None
        self.update()

    def _painted_levels(self, sight: "Sight", dpr: float) -> list[tuple[QPoint, QPixmap]]:
        """Return pictures of the lines and words of the levels, each with its place.

        One picture of all would be as large as the plot, at 4K eight million pixels of nothing.
        """
        ruler, taken = Canvas(QPainter(), self.look, self._u, dpr), list[QRectF]()
        lines, names = [], []
        for rule in self._rules:
            if not sight.holds(rule.value):
                continue
            y, area = round(sight.y(rule.value)), sight.area
            if not rule.drawn:
                line = partial(_draw_line, rule=rule, sight=sight, y=y)
                lines.append(self._kept(QRectF(area.left(), y - 1, area.width(), 2), dpr, line))
            words = f"{rule.words} {quantity(rule.value, self._unit)}"
            middle = y / self._u + (-LIFT if y - area.top() > 2 * LIFT * self._u else LIFT)
            box = self._words_box(ruler.measure(words, LEAST, 500), area.left(), middle, taken)
            taken.append(box)
            names.append(self._kept(box, dpr, partial(_draw_words, words=words, box=box, middle=middle)))
        return [*lines, *names]  # after all lines: a level nearby is not drawn through the words of another

    def _words_box(self, wide: float, left: float, middle: float, taken: Sequence[QRectF]) -> QRectF:
        """Return where the words of a level stand: where no others do."""
        u = self._u
        box = QRectF(left + 0.5 * u, (middle - 1.15) * u, (wide + 0.6) * u, 2.3 * u)
        while (other := next((each for each in taken if each.intersects(box)), None)) is not None:
            box.moveLeft(other.right() + 0.6 * u)
        return box

    def _kept(self, area: QRectF, dpr: float, draw: Callable[[Canvas], None]) -> tuple[QPoint, QPixmap]:
        """Return a picture of an area and a little more, whose edges are whole pixels at any scale."""
        more = math.ceil(self._u)
        left, top = (math.floor((edge - more) / WHOLE) * WHOLE for edge in (area.left(), area.top()))
        right, foot = (math.ceil((edge + more) / WHOLE) * WHOLE for edge in (area.right(), area.bottom()))
        made = QPixmap(QSize(right - left, foot - top) * dpr)
        made.setDevicePixelRatio(dpr)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.translate(-left, -top)
        draw(Canvas(painter, self.look, self._u, dpr))
        painter.end()
        return QPoint(left, top), made

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


def _draw_line(canvas: Canvas, rule: Rule, sight: "Sight", y: int) -> None:
    pen = QPen(canvas.palette.named(rule.ink), max(1.0, sight.frame.hair / sight.dpr))
    pen.setDashPattern(DOTS)
    canvas.painter.setPen(pen)
    canvas.painter.drawLine(QPointF(sight.area.left(), y + 0.5), QPointF(sight.area.right(), y + 0.5))


def _draw_words(canvas: Canvas, words: str, box: QRectF, middle: float) -> None:
    canvas.painter.fillRect(box, canvas.palette.surface)
    left = box.left() / canvas.u + 0.3
    canvas.text(words, left, middle, box.width() / canvas.u + 0.4, "tick", ink="ink2", size=LEAST)
