"""A strip: the live chart of the wall, kept as a ring of pixel columns of which only the newest are drawn."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QTransform

from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.scale import Scale
from widgets.strip_item import Shown, StripItem
from widgets.strip_paint import Frame, StripStyle
from widgets.track import Track

_SPANS = (120.0, 300.0)  # seconds
PAINTED = 600_000  # pixels of strips that are painted on the screen in a millisecond
FEW = 3  # columns that a strip moves on by at once, however long the turn has taken


class Strip:
    """Keeps the item of one chart, and makes another where the chart's size, span, theme or tracks change.

    ``number`` tells strips of one size apart: they move on in turn, not all in the same second. ``behind``:
    its turn to be built has not come, see ``Pace``; meanwhile it shows what it had.
    """

    TURNS = 16

    def __init__(self, number: int = 0) -> None:
        self.behind = False
        self._phase = number % self.TURNS / self.TURNS  # of a column
        self._frame: Frame | None = None
        self._item: StripItem | None = None
        self._coming: tuple[Frame, StripItem] | None = None  # it is drawn a part a turn

    @property
    def scale(self) -> Scale | None:
        """The scale in use; None before anything was shown."""
        return self._item.scale if self._item else None

    @property
    def window(self) -> tuple[float, float] | None:
        """Wall seconds at the left edge, and where the newest column ends."""
        return self._item.window if self._item else None

    def paint(self, canvas: Canvas, box: Box, track: Track | None, now: float, style: StripStyle) -> None:
        """Paint the track over an area in u; ``now`` is wall seconds at its right edge."""
        frame = frame_of(canvas.area(box), canvas.u, canvas.dpr, canvas.look)
        self.show(frame, Shown((track,), now, style))
        self.draw(canvas, box)

    def rests(self, now: float) -> bool:
        """Whether ``show`` with the same frame, tracks and style would find nothing to do."""
        item = self._item
        return item is not None and not self.behind and self._coming is None and item.rests(now)

    def show(self, frame: Frame, shown: Shown) -> QRect | None:
        """Take what is new. Returns the area that changed in device pixels, None where nothing did."""
        style = shown.style
        if style.grows:
            shown = shown._replace(
                style=replace(style, span=fitting_span(shown.tracks[0], shown.now, style.span))
            )
        if self._coming is not None and self._coming[0] == frame:
            return self._build_on(shown)
        self._coming = None
        if self._item is not None and self._item.serves(frame, shown):
            # A page that comes back has missed much: its strips follow over several turns.
            self.behind = self._item.columns_to(shown.now) > FEW and not frame.look.pace.may()
            return None if self.behind else self._item.go_on(shown)
        self.behind = not frame.look.pace.may()
        if self.behind:
            return None
        self._coming = (frame, StripItem(frame, shown, self._phase, drawn=False))
        return self._build_on(shown)

    def _build_on(self, shown: Shown) -> QRect | None:
        """Draw another item as far as this turn allows; the former stays until it is whole."""
        assert self._coming is not None
        frame, item = self._coming
        pace = frame.look.pace
        while item.unfinished:
            if not pace.may():
                self.behind = True
                return None
            item.draw_more()
        if not pace.may(frame.width * frame.height / PAINTED):
            self.behind = True
            return None
        self._frame, self._item, self._coming = frame, item, None
        # What is wished may be another stretch of time by now: that one comes next.
        self.behind = not item.serves(frame, shown)
        if not self.behind:
            item.go_on(shown)
        return QRect(0, 0, frame.width, frame.height)

    def has(self, frame: Frame) -> bool:
        """Whether there is something to draw into a frame."""
        return frame is self._frame or frame == self._frame

    def draw(self, canvas: Canvas, box: Box) -> None:
        """Paint what was last shown; of a strip of another size or theme nothing is left."""
        place = canvas.area(box)
        if self.has(frame_of(place, canvas.u, canvas.dpr, canvas.look)):
            self.draw_at(canvas.painter, place.topLeft())

    def draw_at(self, painter: QPainter, corner: QPointF) -> None:
        """Paint what was last shown, its corner at a place in logical pixels."""
        with in_pixels(painter, corner):
            self.draw_here(painter)

    def draw_here(self, painter: QPainter) -> None:
        """Paint what was last shown; a unit of the painter is a device pixel, its origin our corner."""
        if self._item is not None:
            self._item.draw(painter)


def draw_strips(painter: QPainter, placed: Sequence[tuple[QPointF, Strip]]) -> None:
    """Paint what some strips last showed, the corner of each at a place in logical pixels."""
    shown = painter.deviceTransform()
    if shown.isScaling():
        for corner, strip in placed:
            strip.draw_at(painter, corner)
        return
    painter.save()  # once for all of them: it costs as much as a strip's picture
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    right, down = shown.dx(), shown.dy()
    for corner, strip in placed:
        x, y = round(corner.x() + right) - right, round(corner.y() + down) - down
        painter.translate(x, y)
        strip.draw_here(painter)
        painter.translate(-x, -y)
    painter.restore()


def frame_of(place: QRectF, u: float, dpr: float, look: Look) -> Frame:
    """Return the frame of an area in logical pixels."""
    width, height = (max(1, round(side * dpr)) for side in (place.width(), place.height()))
    return Frame(width, height, u * dpr, look)


@contextmanager
def in_pixels(painter: QPainter, corner: QPointF) -> Iterator[None]:
    """Let a unit be a device pixel, and the origin the one that lies nearest to a corner."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    shown = painter.deviceTransform()
    place = shown.map(corner)
    if not shown.isScaling():  # a unit is a pixel already
        painter.translate(round(place.x()) - shown.dx(), round(place.y()) - shown.dy())
        yield
        painter.restore()
        return
    base = painter.worldTransform().inverted()[0] * shown
    moved = QTransform.fromTranslate(math.floor(place.x() + 0.5), math.floor(place.y() + 0.5))
    painter.setWorldTransform(moved * base.inverted()[0])
    try:
        yield
    finally:
        painter.restore()


def fitting_span(track: Track | None, now: float, span: float) -> float:
    """Return the shortest span that holds the whole record, ``span`` at most; seconds."""
    began = track.first_at if track else None
    if began is None:
        return span
    return min(span, next((step for step in _SPANS if now - began <= step), span))
