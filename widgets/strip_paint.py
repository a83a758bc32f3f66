"""Painting a stretch of time: the grid under its columns; over them limits, marks, last value."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPolygon

from widgets.columns import ColumnRing
from widgets.look import Look
from widgets.palette import tokens
from widgets.scale import Scale
from widgets.spans import Span
from widgets.ticks import value_marks

Event = Literal["began", "ended", "taken", "maintenance", "deployed"]
FEW = 3  # rectangles that are filled one by one sooner than with a brush
MOST_LINES = 3  # of a grid
LINE_ROOM = 3.2  # u between two of them


class Mark(NamedTuple):
    """Something that happened at a wall time, drawn as an upright line with a head."""

    at: float
    event: Event


@dataclass(frozen=True, slots=True)
class StripStyle:
    """What a strip shows beside its line."""

    span: float = 900.0  # seconds from the left edge to now
    gap: float = 30.0  # silence longer than this is hatched, never bridged
    gap_beside: float = 0.0  # the same of the further curves, where they are coarser
    warning: float | None = None
    critical: float | None = None
    hold_limit: bool = False  # scale so that the milder limit is seen
    decades: bool = False  # a logarithmic scale where the limit is far
    spread: bool = False  # a logarithmic scale where the values themselves span decades
    coloured: str = ""  # token of the line's colour from ``coloured_from`` on
    coloured_from: float = math.inf  # wall seconds
    failing: bool = False  # answers fail now: proved bad, so the silence at the right is no gap
    dim: bool = False  # kept from before the link was lost
    live: bool = True  # it ends now, so the newest value has its dot
    base: bool = True  # a hairline at the foot
    grows: bool = False  # while the record is short, show the last 2 or 5 minutes: no label names the span
    grid: bool = False  # lines at the ticks of the values
    nice: bool = False  # a scale that ends at ticks
    cap: float = math.inf  # no value can be larger, so no scale need be
    marks: tuple[Mark, ...] = ()


class Frame(NamedTuple):
    """Where a strip is painted, in device pixels; ``u`` is the base module in them."""

    width: int
    height: int
    u: float
    look: Look

    @property
    def room(self) -> int:
        """The number of columns; half a dot stays free at the right."""
        return max(1, self.width - round(0.5 * self.u))

    @property
    def thick(self) -> int:
        """The width of the line."""
        return max(1, round(float(tokens().chart["line"]) * self.u))

    @property
    def radius(self) -> float:
        """Of the dot, without its edge."""
        return float(tokens().chart["dot"]) / 2 * self.u

    @property
    def hair(self) -> int:
        """The width of a hairline."""
        return max(1, round(tokens().space["hairline"] * self.u))

    def y(self, scale: Scale, value: float) -> float:
        """Return the place of a value."""
        margin = 0.5 * self.u
        return self.height - margin - scale.share(value) * (self.height - 2 * margin)


class Content(NamedTuple):
    """What the columns of a strip are drawn from; the first ring is the one that is judged."""

    frame: Frame
    rings: Sequence[ColumnRing]
    scale: Scale
    style: StripStyle
    height: "Height"
    grid: tuple[int, ...]  # rows of its lines
    limits: tuple[int, ...]  # rows of those that are seen


def content_of(frame: Frame, rings: Sequence[ColumnRing], scale: Scale, style: StripStyle) -> Content:
    """Return what a strip is drawn from."""
    lines = grid_values(scale, frame) if style.grid else ()
    limits = [
        limit
        for limit in (style.warning, style.critical)
        if limit is not None and scale.low < limit <= scale.high
    ]
    grid, shown = (tuple(round(frame.y(scale, value)) for value in values) for values in (lines, limits))
    return Content(frame, rings, scale, style, Height(frame, scale), grid, shown)


def paint_ground(painter: QPainter, what: Content) -> None:
    """Paint what lies under the columns: the lines of the grid."""
    frame, colours = what.frame, what.frame.look.palette
    for row in what.grid:
        painter.fillRect(0, row, frame.room, frame.hair, colours.grid)


def paint_front(painter: QPainter, what: Content, now: float) -> None:
    """Paint what lies over the columns: silence up to now, foot, limits, marks, failure, last value."""
    ring, style, frame = what.rings[0], what.style, what.frame
    colours = frame.look.palette
    newest = ring.newest()
    if newest is not None and silent(ring, newest, style, now):
        left = max(newest, ring.left)
        hole = (left, ring.right - left + 1, 0, frame.height)
        hatch(painter, frame, [rect_of(hole, ring.left)], ring.left)
    if style.base:
        painter.fillRect(QRect(0, frame.height - frame.hair, frame.width, frame.hair), colours.hairline)
    _limits(painter, what)
    for mark in style.marks:
        _mark(painter, what, mark)
    line = colours.ink3 if style.dim else colours.trace
    hot = colours.named(style.coloured) if style.coloured else line
    if style.failing:
        _failure(painter, what, newest, hot)
    elif newest is not None and newest >= ring.left and style.live and not style.dim:
        deviates = bool(style.coloured) and newest >= hot_from(ring, style)
        row = round(what.height(ring.cell(newest)[2]))
        _dot(painter, frame, newest - ring.left, row, hot if deviates else colours.ink1)


def silent(ring: ColumnRing, newest: int, style: StripStyle, now: float) -> bool:
    """Whether nothing is known since the last number."""
    return not style.failing and now - ring.last_at(newest) > style.gap


def grid_values(scale: Scale, frame: Frame) -> list[float]:
    """Return the values of the grid's lines: at most three, as far apart as words need."""
    if scale.logarithmic:
        return []
    found = value_marks(scale.low, scale.high)
    most = max(1, min(MOST_LINES, int(frame.height / frame.u / LINE_ROOM) + 1))
    while len(found) > most:
        found = found[::2]
    return found


class Height:
    """From a value to rows; the arithmetic of a straight scale is done once."""

    __slots__ = ("_bent", "_factor", "_foot", "_frame", "_low", "_scale", "_top")

    def __init__(self, frame: Frame, scale: Scale) -> None:
        self._frame, self._scale = frame, scale
        self._bent, self._low = scale.logarithmic, scale.low
        self._foot, self._top = frame.y(scale, scale.low), frame.y(scale, scale.high)
        self._factor = (self._foot - self._top) / (scale.high - scale.low)

    def __call__(self, value: float) -> float:
        """Return the place of a value in device pixels from the top, kept within."""
        if self._bent:
            return self._frame.y(self._scale, value)
        y, foot = self._foot - (value - self._low) * self._factor, self._foot
        if y < self._top:
            return self._top
        return foot if foot < y else y  # noqa: FURB136 - called a thousand times a frame, min() costs twice

    def values(self, row: int) -> tuple[float, float]:
        """Return the lowest and the highest of some values that are surely drawn in a row."""
        return self._value(row + 0.499), self._value(row - 0.499)

    def _value(self, y: float) -> float:
        share = (self._foot - y) / (self._foot - self._top)
        if not self._bent:
            return self._low + share * (self._scale.high - self._low)
        return self._low * math.exp(share * math.log(self._scale.high / self._low))


def hot_from(ring: ColumnRing, style: StripStyle) -> float:
    """Return the column from which on the line has its state's colour."""
    return ring.number(style.coloured_from) if math.isfinite(style.coloured_from) else math.inf


def rect_of(span: Span, origin: int) -> QRect:
    """Return a span as a rectangle of a picture."""
    number, wide, top, bottom = span
    return QRect(number - origin, top, wide, bottom - top)


def _fill(painter: QPainter, rects: Sequence[QRect], colour: QColor) -> None:
    for rect in rects if len(rects) < FEW else ():
        painter.fillRect(rect, colour)
    if len(rects) >= FEW:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRects(rects)


def hatch(painter: QPainter, frame: Frame, rects: Sequence[QRect], origin: int) -> None:
    """Fill with the hatch, whose lines stand at absolute columns: it moves with time."""
    if rects:
        tile = frame.look.hatch(frame.u, 1.0)
        painter.setBrushOrigin(QPoint(-(origin % tile.width()), 0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(tile))
        painter.drawRects(rects)


def _limits(painter: QPainter, what: Content) -> None:
    frame = what.frame
    if what.limits:
        dash = frame.look.dash(frame.u)
        for row in what.limits:
            painter.drawTiledPixmap(QRect(0, row, frame.width, dash.height()), dash)


_HEADS: dict[Event, tuple[str, tuple[tuple[int, int], ...]]] = {  # colour, corners in halves of u
    "began": ("critical", ((-1, 0), (1, 0), (1, 2), (-1, 2))),
    "ended": ("proof", ((0, 0), (1, 1), (0, 2), (-1, 1))),
    "taken": ("ink2", ((-1, 0), (1, 1), (-1, 2))),
    "maintenance": ("ink3", ((-1, 0), (1, 0), (0, 1), (1, 2), (-1, 2), (0, 1))),
    "deployed": ("ink3", ((0, 0), (1, 2), (-1, 2))),
}


def _mark(painter: QPainter, what: Content, mark: Mark) -> None:
    ring, frame = what.rings[0], what.frame
    number = ring.number(mark.at)
    if not ring.left <= number <= ring.right:
        return
    name, corners = _HEADS[mark.event]
    colour, x, half = frame.look.palette.named(name), number - ring.left, max(1, round(0.5 * frame.u))
    painter.fillRect(QRect(x, 0, frame.hair, frame.height), frame.look.palette.quiet)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygon([QPoint(x + right * half, down * half) for right, down in corners]))


def _failure(painter: QPainter, what: Content, newest: int | None, hot: QColor) -> None:
    """Draw answers that fail at the top, where they leave the scale, from the last number on to now."""
    ring, style, frame = what.rings[0], what.style, what.frame
    top, thick = round(0.5 * frame.u), frame.thick
    began = style.coloured_from if math.isfinite(style.coloured_from) else ring.begins(ring.left)
    start = max(ring.left, ring.number(began) if newest is None else newest) - ring.left
    rects = [QRect(start, top - thick // 2, frame.room - start, thick)]
    if newest is not None and newest >= ring.left:
        foot = round(frame.y(what.scale, ring.cell(newest)[2]))
        rects.append(QRect(start - thick // 2, top, thick, max(1, foot - top)))
    _fill(painter, rects, hot)
    _dot(painter, frame, frame.room, top, hot)


def _dot(painter: QPainter, frame: Frame, x: float, row: int, colour: QColor) -> None:
    """Draw the dot round a row: it moves when the line's end does, and then only."""
    picture = frame.look.dot(colour, frame.u)
    half = picture.width() / 2
    left = min(x + 0.5 - half, frame.width - half - frame.radius)
    painter.drawPixmap(QPoint(round(left), math.floor(row + 1 - half)), picture)
