"""A section with strips: all are drawn in one pass, and only what changed is asked of the screen."""

from collections.abc import Iterable
from functools import partial
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

NOT_TAKEN = -1


class Chart(NamedTuple):
    """One strip of a section; ``name`` tells it from the others for as long as it is there."""

    name: str
    box: Box
    keys: tuple[Key, ...]  # the first is judged
    style: StripStyle


class _Place:
    """Where a chart stands: its area, the pixels it touches, its frame; and what its strip has taken."""

    __slots__ = ("area", "changes", "chart", "frame", "strip", "touched")

    def __init__(self, chart: Chart, area: QRectF, frame: Frame, strip: Strip) -> None:
        self.chart, self.area, self.frame, self.strip = chart, area, frame, strip
        self.touched = area.toRect()
        self.changes = NOT_TAKEN  # of the tracks, when the strip last took all that there was


class StripField(Painted):
    """Base of sections with strips. Subclasses say by ``charts`` which there are now, and where."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._tracks = tracks
        self._now = 0.0
        self._strips: dict[str, Strip] = {}
        self._placed: dict[str, _Place] = {}
        self._placed_for: tuple[float, float, Look] | None = None
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

    @property
    def ready(self) -> bool:
        """Whether layer and strips are there."""
        return super().ready and not self._behind()

    def make_ready(self) -> None:
        """Draw of the strips, then of the layer, what this turn allows before they are seen."""
        self._show(self._behind())
        super().make_ready()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is asked for only."""
        self.look.pace.may()  # a turn holds this too, and what strips have to draw comes in others
        self._asked = event.region()
        super().paintEvent(event)

    def draw_live(self, canvas: Canvas) -> None:
        """Paint the strips."""
        placed, dpr = [], self._take_measures()
        for chart in self.charts():
            place = self._place(chart, dpr)
            if not self._asked.intersects(place.touched):
                continue
            strip, frame = place.strip, place.frame
            if not strip.has(frame):
                if self._tracks.prepare(chart.keys, self.look.pace.may):
                    strip.show(frame, self._shown(chart))
                else:
                    strip.behind = True
            if strip.has(frame):
                placed.append((place.area.topLeft(), strip))
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
            QTimer.singleShot(self.look.pace.back, self, partial(self._build_on))

    def _build_on(self) -> None:
        self._coming = False
        if self.isVisible():
            self._show([chart for chart in self.charts() if self.strip(chart.name).behind])

    def _behind(self) -> list[Chart]:
        """Return the charts that are not wholly drawn in their place."""
        dpr = self._take_measures()
        places = ((chart, self._place(chart, dpr)) for chart in self.charts())
        return [chart for chart, at in places if at.strip.behind or not at.strip.has(at.frame)]

    def _show(self, charts: Iterable[Chart]) -> None:
        changed, dpr, changes = QRegion(), self._take_measures(), self._tracks.changes
        for chart in charts:
            place = self._place(chart, dpr)
            if place.changes == changes and place.strip.rests(self._now):
                continue
            part = self._take(place, changes)
            if part is not None:
                changed += _on_screen(place.area, part, dpr)
        if not changed.isEmpty():
            self.update(changed)
        self._go_on()

    def _take(self, place: _Place, changes: int) -> QRect | None:
        """Let a strip take what is new; return the part of it that changed."""
        chart, strip, place.changes = place.chart, place.strip, NOT_TAKEN
        if not self._tracks.prepare(chart.keys, self.look.pace.may):
            strip.behind = True
            return None
        scale = strip.scale if chart.style.grid else None
        part = strip.show(place.frame, self._shown(chart))
        if not chart.style.grows and not self._tracks.grouped(chart.keys):
            place.changes = changes
        if part is not None and chart.style.grid and strip.scale != scale:
            self.scale_changed(chart.name)
        return part

    def _take_measures(self) -> float:
        """Return the device pixels of a logical one; of another size or theme no place is known any more."""
        measures = (self.u, self.devicePixelRatioF(), self.look)
        if measures != self._placed_for:
            self._placed.clear()
            self._placed_for = measures
        return measures[1]

    def _place(self, chart: Chart, dpr: float) -> _Place:
        known = self._placed.get(chart.name)
        if known is None or (known.chart is not chart and known.chart.box != chart.box):
            place = area(chart.box, self.u)
            frame = frame_of(place, self.u, dpr, self.look)
            known = self._placed[chart.name] = _Place(chart, place, frame, self.strip(chart.name))
        elif known.chart is not chart:
            known.chart, known.changes = chart, NOT_TAKEN
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
