"""Levels across a zoomable plot, each with its words: pictures, for they change seldom."""

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QRegion

from app.model.quantity import Unit, quantity
from widgets.canvas import Canvas
from widgets.unit import LEAST

if TYPE_CHECKING:  # it loads pyqtgraph
    from widgets.plot import Sight

DOTS = (2.0, 4.0)  # of a level that is no limit of the check itself, in widths of its line
LIFT = 1.3  # u of words over their line
WHOLE = 4  # so many logical pixels are whole ones at every scale of a desktop

Placed = tuple[QPoint, QPixmap]


class Rule(NamedTuple):
    """A level that is drawn across; ``ink``: token of its colour, ``drawn``: the strip draws its line."""

    value: float
    words: str
    ink: str
    drawn: bool = False


def pictures(ruler: Canvas, sight: "Sight", rules: Iterable[Rule], unit: Unit) -> list[Placed]:
    """Return pictures of the lines and words of some levels, each with its place; ``ruler`` paints nothing.

    One picture of all would be as large as the plot, at 4K eight million pixels of nothing.
    """
    u, area, taken = ruler.u, sight.area, list[QRectF]()
    lines, names = [], []
    for rule in rules:
        if not sight.holds(rule.value):
            continue
        y = round(sight.y(rule.value))
        if not rule.drawn:
            line = partial(_draw_line, rule=rule, sight=sight, y=y)
            lines.append(_picture(ruler, QRectF(area.left(), y - 1, area.width(), 2), line))
        words = f"{rule.words} {quantity(rule.value, unit)}"
        middle = y / u + (-LIFT if y - area.top() > 2 * LIFT * u else LIFT)
        box = QRectF(
            area.left() + 0.5 * u,
            (middle - 1.15) * u,
            (ruler.measure(words, LEAST, 500) + 0.6) * u,
            2.3 * u,
        )
        _move_beside(box, taken, 0.6 * u)
        taken.append(box)
        names.append(_picture(ruler, box, partial(_draw_words, words=words, box=box, middle=middle)))
    return [*lines, *names]  # after all lines: a level nearby is not drawn through the words of another


def places(placed: Iterable[Placed]) -> QRegion:
    """Return where some pictures stand, in logical pixels."""
    found = QRegion()
    for place, level in placed:
        found += QRect(place, level.deviceIndependentSize().toSize())
    return found


def _move_beside(box: QRectF, taken: Sequence[QRectF], gap: float) -> None:
    """Move the box of some words to the right, until no others stand there."""
    while (other := next((each for each in taken if each.intersects(box)), None)) is not None:
        box.moveLeft(other.right() + gap)


def _picture(ruler: Canvas, area: QRectF, draw: Callable[[Canvas], None]) -> Placed:
    """Return a picture of an area and a little more, whose edges are whole pixels at any scale."""
    more = math.ceil(ruler.u)
    left, top = (math.floor((edge - more) / WHOLE) * WHOLE for edge in (area.left(), area.top()))
    right, foot = (math.ceil((edge + more) / WHOLE) * WHOLE for edge in (area.right(), area.bottom()))
    made = QPixmap(QSize(right - left, foot - top) * ruler.dpr)
    made.setDevicePixelRatio(ruler.dpr)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.translate(-left, -top)
    draw(Canvas(painter, ruler.look, ruler.u, ruler.dpr))
    painter.end()
    return QPoint(left, top), made


def _draw_line(canvas: Canvas, rule: Rule, sight: "Sight", y: int) -> None:
    pen = QPen(canvas.palette.named(rule.ink), max(1.0, sight.frame.hair / sight.dpr))
    pen.setDashPattern(DOTS)
    canvas.painter.setPen(pen)
    canvas.painter.drawLine(QPointF(sight.area.left(), y + 0.5), QPointF(sight.area.right(), y + 0.5))


def _draw_words(canvas: Canvas, words: str, box: QRectF, middle: float) -> None:
    canvas.painter.fillRect(box, canvas.palette.surface)
    left = box.left() / canvas.u + 0.3
    canvas.text(words, left, middle, box.width() / canvas.u + 0.4, "tick", ink="ink2", size=LEAST)
