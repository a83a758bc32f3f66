"""A section with strips: all are drawn in one pass, and only what changed is asked of the screen."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QTimer
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, Canvas, area
from widgets.group import Key
from widgets.look import Look
from widgets.painted import Painted
from widgets.strip import Strip, draw_strips, frame_of
from widgets.strip_item import Shown
from widgets.strip_paint import Frame, StripStyle
from widgets.tracks import Tracks


class Chart(NamedTuple):
    """One strip of a section; ``name`` tells it from the others for as long as it is there."""

    name: str
    box: Box
    keys: tuple[Key, ...]  # the first is judged
    style: StripStyle


class _Placed(NamedTuple):
    """Where a chart stands: what that was found for, its area, the pixels it touches, its frame."""

    found_for: tuple[Box, float, float]
    place: QRectF
    touched: QRect
    frame: Frame


class StripField(Painted):
    """Base of sections with strips. Subclasses say by ``charts`` which there are now, and where."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._tracks = tracks
        self._now = 0.0
        self._strips: dict[str, Strip] = {}
        self._placed: dict[str, _Placed] = {}
        self._asked = QRegion()
        self._coming = False  # a turn in which the strips that are behind are looked at

    def charts(self) -> Iterable[Chart]:
        """Return the strips."""
        return ()

    def show_strips(self, now: float) -> None:
        """Let all strips take what is new up to a wall time."""
        self._now = now
        charts = list(self.charts())
        if len(self._strips) > len(charts):
            names = {chart.name for chart in charts}
            self._strips = {name: strip for name, strip in self._strips.items() if name in names}
            self._placed = {name: known for name, known in self._placed.items() if name in names}
        self._show(charts)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is asked for only."""
        self._asked = event.region()
        super().paintEvent(event)

    def draw_live(self, canvas: Canvas) -> None:
        """Paint the strips."""
        dpr, placed = self.devicePixelRatioF(), []
        for chart in self.charts():
            _, place, touched, frame = self._place(chart, dpr)
            if not self._asked.intersects(touched):
                continue
            strip = self.strip(chart.name)
            if not strip.has(frame):
                if self._tracks.prepare(chart.keys, self.look.pace.may):
                    strip.show(frame, self._shown(chart))
                else:
                    strip.behind = True
            if strip.has(frame):
                placed.append((place.topLeft(), strip))
        draw_strips(canvas.painter, placed)
        self._go_on()

    def scale_changed(self, name: str) -> None:
        """Take note that a chart with ticks has another scale."""

    def strip(self, name: str) -> Strip:
        """Return a strip by its name."""
        found = self._strips.get(name)
        if found is None:
            found = self._strips[name] = Strip(len(self._strips))
        return found

    def _go_on(self) -> None:
        """Come back in the next turn where some strips are still to be built."""
        if not self._coming and any(strip.behind for strip in self._strips.values()):
            self._coming = True
            QTimer.singleShot(self.look.pace.back, self, self._build_on)

    def _build_on(self) -> None:
        self._coming = False
        if self.isVisible():
            self._show([chart for chart in self.charts() if self.strip(chart.name).behind])

    def _show(self, charts: Iterable[Chart]) -> None:
        changed, dpr = QRegion(), self.devicePixelRatioF()
        for chart in charts:
            strip = self.strip(chart.name)
            if not self._tracks.prepare(chart.keys, self.look.pace.may):
                strip.behind = True
                continue
            scale = strip.scale if chart.style.grid else None
            _, place, _, frame = self._place(chart, dpr)
            part = strip.show(frame, self._shown(chart))
            if part is None:
                continue
            if chart.style.grid and strip.scale != scale:
                self.scale_changed(chart.name)
            changed += _on_screen(place, part, dpr)
        if not changed.isEmpty():
            self.update(changed)
        self._go_on()

    def _place(self, chart: Chart, dpr: float) -> _Placed:
        known, wanted = self._placed.get(chart.name), (chart.box, self.u, dpr)
        if known is None or known.found_for != wanted or known.frame.look is not self.look:
            place = area(chart.box, self.u)
            frame = frame_of(place, self.u, dpr, self.look)
            known = self._placed[chart.name] = _Placed(wanted, place, place.toRect(), frame)
        return known

    def _shown(self, chart: Chart) -> Shown:
        return Shown(tuple([self._tracks.track(key) for key in chart.keys]), self._now, chart.style)


def _on_screen(place: QRectF, part: QRect, dpr: float) -> QRect:
    """Return a part of a strip in the pixels of its section, with those that it only touches."""
    return QRect(
        int(place.left() + part.left() / dpr) - 1,
        int(place.top()),
        int(part.width() / dpr) + 3,
        int(place.height()) + 1,
    )
