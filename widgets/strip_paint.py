"""Painting a stretch of time: band, silence, limits, line, last value."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from widgets.look import Look
from widgets.palette import tokens
from widgets.scale import Scale
from widgets.track import Column


@dataclass(frozen=True, slots=True)
class StripStyle:
    """What a strip shows beside its line."""

    span: float = 900.0  # seconds from the left edge to now
    gap: float = 30.0  # silence longer than this is hatched, never bridged
    warning: float | None = None
    critical: float | None = None
    hold_limit: bool = False  # scale so that the milder limit is seen
    decades: bool = False  # a logarithmic scale where the limit is far
    spread: bool = False  # a logarithmic scale where the values themselves span decades
    coloured: str = ""  # token of the line's colour from ``coloured_from`` on
    coloured_from: float = math.inf  # wall seconds
    failing: bool = False  # answers fail now: proved bad, so the silence at the right is no gap
    dim: bool = False  # kept from before the link was lost
    base: bool = True  # a hairline at the foot
    grows: bool = False  # while the record is short, show the last 2 or 5 minutes: no label names the span


class Frame(NamedTuple):
    """Where a strip is painted: logical size, pixels of u, and the time at its right edge."""

    width: float
    height: float
    u: float
    dpr: float
    now: float
    style: StripStyle
    scale: Scale
    look: Look

    def x(self, at: float) -> float:
        """Return the place of a wall time; half a dot stays free at the right."""
        room = self.width - 0.5 * self.u
        return room - (self.now - at) / self.style.span * room

    def y(self, value: float) -> float:
        """Return the place of a value."""
        margin = 0.5 * self.u
        return self.height - margin - self.scale.share(value) * (self.height - 2 * margin)


def paint_strip(painter: QPainter, frame: Frame, columns: Sequence[Column]) -> None:
    """Paint columns into a frame whose upper left corner is the painter's origin."""
    colours = frame.look.palette
    runs = list(_runs(columns, frame.style.gap))
    _band(painter, frame, runs, colours.band)
    hatch = QBrush(frame.look.hatch(frame.u, frame.dpr))
    for left, right in _gaps(runs, frame):
        painter.fillRect(QRectF(left, 0, right - left, frame.height), hatch)
    if frame.style.base:
        painter.fillRect(QRectF(0, frame.height - 1, frame.width, 1), colours.hairline)
    _limits(painter, frame, colours.quiet)
    line = colours.ink3 if frame.style.dim else colours.trace
    hot = colours.named(frame.style.coloured) if frame.style.coloured else line
    for run in runs:
        _line(painter, frame, run, line, hot)
    if frame.style.failing:
        _failure(painter, frame, runs[-1][-1] if runs else None, hot)
    elif runs and not frame.style.dim:
        last = runs[-1][-1]
        deviates = last.at >= frame.style.coloured_from and bool(frame.style.coloured)
        _dot(
            painter, frame, QPointF(frame.x(last.at), frame.y(_end(last))), hot if deviates else colours.ink1
        )


def _runs(columns: Sequence[Column], gap: float) -> list[list[Column]]:
    """Return the stretches without a gap."""
    runs: list[list[Column]] = []
    before = -math.inf
    for column in columns:
        if math.isnan(column.low):
            before = -math.inf
            continue
        if column.at - before > gap:
            runs.append([])
        runs[-1].append(column)
        before = column.at
    return runs


def _gaps(runs: Sequence[Sequence[Column]], frame: Frame) -> list[tuple[float, float]]:
    """Return the silent areas between the runs and up to now, from left to right."""
    edges = [(earlier[-1].at, later[0].at) for earlier, later in pairwise(runs)]
    if runs and not frame.style.failing and frame.now - runs[-1][-1].at > frame.style.gap:
        edges.append((runs[-1][-1].at, frame.now))
    return [(max(0.0, frame.x(a)), frame.x(b)) for a, b in edges]


def _band(painter: QPainter, frame: Frame, runs: Sequence[Sequence[Column]], colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for run in runs:
        banded = [c for c in run if not math.isnan(c.usual_high) and not math.isnan(c.usual_low)]
        if len(banded) > 1:
            over = [QPointF(frame.x(c.at), frame.y(c.usual_high)) for c in banded]
            under = [QPointF(frame.x(c.at), frame.y(c.usual_low)) for c in reversed(banded)]
            painter.drawPolygon(QPolygonF(over + under))


def _limits(painter: QPainter, frame: Frame, colour: QColor) -> None:
    measures = tokens().chart["limit"]
    pen = QPen(colour, max(1.0, float(measures["stroke"][1]) * frame.u))
    pen.setDashPattern([float(part) * frame.u / pen.widthF() for part in measures["dash"]])
    painter.setPen(pen)
    for limit in (frame.style.warning, frame.style.critical):
        if limit is not None and frame.scale.low < limit <= frame.scale.high:
            y = round(frame.y(limit))
            painter.drawLine(QPointF(0, y), QPointF(frame.width, y))


def _line(painter: QPainter, frame: Frame, run: Sequence[Column], line: QColor, hot: QColor) -> None:
    """Draw one run, in the state's colour from the moment it deviates."""
    width = max(1.0, round(float(tokens().chart["line"]) * frame.u))
    cool = [c for c in run if c.at < frame.style.coloured_from]
    warm = [c for c in run if c.at >= frame.style.coloured_from]
    if cool and warm:
        warm.insert(0, cool[-1])
    for part, colour in ((cool, line), (warm, hot)):
        if part:
            painter.setPen(QPen(colour, width))
            painter.drawPolyline(QPolygonF(_points(frame, part)))


def _points(frame: Frame, run: Sequence[Column]) -> list[QPointF]:
    """Return the corners of a run, one pixel column after the other with its extremes."""
    points: list[QPointF] = []
    for column in run:
        x = round(frame.x(column.at))
        if column.high > column.low:
            points += [QPointF(x, frame.y(column.low)), QPointF(x, frame.y(column.high))]
        points.append(QPointF(x, frame.y(_end(column))))
    if len(points) == 1:
        points.append(points[0] + QPointF(1, 0))
    return points


def _end(column: Column) -> float:
    """Return the value at which a column ends; a gap may have come after its last number."""
    return column.high if math.isnan(column.last) else column.last


def _failure(painter: QPainter, frame: Frame, last: Column | None, hot: QColor) -> None:
    """Draw answers that fail at the top, where they leave the scale, from the last number on to now."""
    top = 0.5 * frame.u
    start = (
        frame.x(last.at) if last else frame.x(max(frame.style.coloured_from, frame.now - frame.style.span))
    )
    corners = [QPointF(start, top), QPointF(frame.x(frame.now), top)]
    if last is not None:
        corners.insert(0, QPointF(start, frame.y(_end(last))))
    painter.setPen(QPen(hot, max(1.0, round(float(tokens().chart["line"]) * frame.u))))
    painter.drawPolyline(QPolygonF(corners))
    _dot(painter, frame, corners[-1], hot)


def _dot(painter: QPainter, frame: Frame, place: QPointF, colour: QColor) -> None:
    measures = tokens().chart
    radius = float(measures["dot"]) / 2 * frame.u
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(frame.look.palette.surface, float(measures["dot_edge"]) * frame.u))
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(min(place.x(), frame.width - radius), place.y()), radius, radius)
