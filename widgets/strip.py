"""A strip: the small live chart of the wall, painted from a track and kept until something moves."""

import math
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from widgets.canvas import Box, Canvas
from widgets.scale import fitting_scale
from widgets.strip_paint import Frame, StripStyle, paint_strip
from widgets.track import Track

_SPANS = (120.0, 300.0)  # seconds


class Strip:
    """Keeps the painted picture of one chart.

    ``number`` tells strips of one size apart: they move on in turn, not all in the same second.
    """

    TURNS = 16

    def __init__(self, number: int = 0) -> None:
        self._phase = number % self.TURNS / self.TURNS  # of a column
        self._key: tuple[object, ...] = ()
        self._picture: QPixmap | None = None

    def paint(
        self,
        canvas: Canvas,
        box: Box,
        track: Track | None,
        now: float,
        style: StripStyle,
    ) -> None:
        """Paint the track over an area in u; ``now`` is wall seconds at its right edge."""
        place = canvas.area(box)
        if style.grows:
            style = replace(style, span=fitting_span(track, now, style.span))
        column = style.span / max(1.0, place.width())
        # the picture moves by whole columns
        shown = (math.ceil(now / column - self._phase) + self._phase) * column
        key = (
            id(track),
            track.revision if track else 0,
            shown,
            place.size().toTuple(),
            style,
            id(canvas.look),
        )
        if self._picture is None or key != self._key:
            self._key = key
            self._picture = _painted(canvas, place, track, shown, style)
        canvas.painter.drawPixmap(place.topLeft(), self._picture)


def fitting_span(track: Track | None, now: float, span: float) -> float:
    """Return the shortest span that holds the whole record, ``span`` at most; seconds."""
    began = track.first_at if track else None
    if began is None:
        return span
    return min(span, next((step for step in _SPANS if now - began <= step), span))


def _painted(canvas: Canvas, place: QRectF, track: Track | None, now: float, style: StripStyle) -> QPixmap:
    dpr = canvas.dpr
    picture = QPixmap(QSize(math.ceil(place.width() * dpr), math.ceil(place.height() * dpr)))
    picture.setDevicePixelRatio(dpr)
    picture.fill(Qt.GlobalColor.transparent)
    columns = list(track.since(now - style.span)) if track else []
    limit = style.warning if style.warning is not None else style.critical
    scale = fitting_scale(
        columns, limit if style.hold_limit else None, decades=style.decades, spread=style.spread
    )
    frame = Frame(place.width(), place.height(), canvas.u, dpr, now, style, scale, canvas.look)
    painter = QPainter(picture)
    paint_strip(painter, frame, columns)
    painter.end()
    return picture
