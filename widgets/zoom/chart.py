"""A chart that is looked into: large value, legend, read-out, and a plot whose time the hand moves."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.model.past import ChartMark, SpanFigures
from widgets.canvas import Box, Canvas, place
from widgets.chart import PAD, ChartView, LiveChart
from widgets.look import Look
from widgets.tr import tr, tr_phrase
from widgets.zoom.levels import Rule
from widgets.zoom.line import LineOfWords
from widgets.zoom.overlay import Marked, Overlay
from widgets.zoom.readings import (
    Curve,
    Limit,
    Outline,
    extremes,
    nearest,
    outline,
    percentiles,
    reading,
    spoken,
)
from widgets.zoom.timespan import Timespan

ROW = 4.4  # u of the row under the title
SPENT = 3.6  # and of the one for phases
TOP = 7.6
VALUE = 24.0  # of the last value
OFTEN = 10.0  # seconds after which highest, lowest and gaps of a live chart are looked for anew
SETTLE = 60  # milliseconds
REACH = 0.008  # of the span, within which the cursor stands on a mark


class ZoomView(NamedTuple):
    """What a zoomable chart shows; the first curve is judged."""

    chart: ChartView
    curves: tuple[Curve, ...]
    limits: tuple[Limit, ...]
    marks: tuple[ChartMark, ...]
    figures: SpanFigures | None
    lines: bool  # percentiles as lines
    window: Timespan
    now: float
    grain: float  # seconds between two values
    coarse: str = ""  # how coarse they are, in words
    phases: str | None = None  # of the newest answer, in words; None: of these values there are none


class ZoomChart(LiveChart):
    """Passive: hand and wheel become signals."""

    head = TOP + ROW
    hovered = Signal(float)
    left = Signal()
    zoomed = Signal(float, float)
    panned = Signal(float)
    live_wished = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._zoom: ZoomView | None = None
        self._names: tuple[str, ...] = ()
        self._seen: tuple[object, Outline] | None = None
        self._at: float | None = None
        self._phases: tuple[float, str] | None = None  # where the cursor stands, and those of the run there
        self._settle = QTimer(self, singleShot=True)
        self._settle.timeout.connect(self._settled)
        self._late = QTimer(
            self, singleShot=True, interval=look.pace.back
        )  # a turn of their own for the levels
        self._late.timeout.connect(self._show_over)
        self._line = LineOfWords(tr("What is seen"), look, self)
        self._spent = LineOfWords(tr("Phases"), look, self)
        self._spent.hide()
        self._value = LineOfWords(tr("Newest value"), look, self, role="value_large", align="right")
        self._over = Overlay(look, self)
        for name in ("hovered", "left", "zoomed", "panned", "live_wished"):
            getattr(self._over, name).connect(getattr(self, name))

    def show_zoom(self, view: ZoomView) -> None:
        """Show a span of some curves."""
        names = tuple(curve.name for curve in view.curves)
        if names != self._names:
            self._names = names
            self.renew()
        news = self._zoom is None or self._zoom.phases != view.phases
        self._zoom = view
        first, *others = view.curves
        self.show_chart(view.chart, first.track, view.window.end, tuple(curve.track for curve in others))
        self._value.show_words((view.chart.value,), strong=view.chart.strong)
        self._make_room(view.phases is not None)
        if news:
            self.tell()
        self._show_line()
        self._show_over()

    @property
    def read_out(self) -> str:
        """What the line under the title says."""
        return self._line.accessibleDescription()

    def show_phases(self, at: float, words: str) -> bool:
        """Say what the run at a wall time spent; return whether the cursor stands there and there is room."""
        self._phases = (at, words)
        self._show_phases()
        return at == self._at and not self._spent.isHidden()

    def show_cursor(self, at: float | None) -> None:
        """Stand at a wall time; None: nowhere."""
        if at != self._at:
            self._at = at
            self._show_line()
            self._show_phases()
            self._show_cursor()

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        super().set_look(look)
        self._line.set_look(look)
        self._spent.set_look(look)
        self._value.set_look(look)
        self._over.set_look(look)

    @property
    def whole(self) -> bool:
        """Whether the plot stands, with all that was to be shown."""
        return self._plot is not None and self._plot.whole

    def tell(self) -> None:
        """Say in one sentence what is seen."""
        if self._view is not None:
            self.setAccessibleName(self._view.title)
        zoom = self._zoom
        if zoom is not None:
            words = spoken(zoom.chart.title, zoom.chart.unit, self.seen(zoom), zoom.window, zoom.now)
            if zoom.phases and zoom.window.live:
                words = f"{words}. {zoom.phases}"
            if words != self.accessibleDescription():
                self.setAccessibleDescription(words)
        self._tell_plot()

    def seen(self, zoom: ZoomView) -> Outline:
        """Return what the first curve holds; while it is live that is looked for now and then only."""
        window, track = zoom.window, zoom.curves[0].track
        turn = window.end // OFTEN if window.live else window.end
        key = (id(track), turn, window.span, len(track) // 8)
        if self._seen is None:
            self._seen = (key, outline(track, window, zoom.chart.style.gap))
        elif self._seen[0] != key:
            self._settle.start(SETTLE)  # not while a hand moves it
        found = self._seen[1]
        return found.joined(track.last, window.end) if window.live else found

    def _settled(self) -> None:
        """Look anew for what the curve holds, and say it."""
        self._seen = None
        self.tell()
        self._show_line()

    def draw(self, canvas: Canvas) -> None:
        """Paint title and legend."""
        canvas.panel(Box(0, 0, self.wide(), self.high()), canvas.palette.surface)
        view = self._view
        if view is None:
            return
        left = self.wide() - 2 * PAD - VALUE - 3
        legend = _legend_wide(canvas, self._zoom.curves) if self._zoom is not None else 0.0
        room = max(left / 2, left - legend)
        title = canvas.text(
            view.title, PAD, TOP / 2 + 0.5, room, "name", ink="ink1", least=2.75, foreign=True
        )
        if self._zoom is not None:
            _draw_legend(canvas, self._zoom.curves, PAD + title + 3, left - title - 3)

    def _words(self) -> ChartView | None:
        words = super()._words()
        return None if words is None else words._replace(value="", strong=False, notes=())

    def _show_line(self) -> None:
        zoom = self._zoom
        if zoom is None:
            return
        unit = zoom.chart.unit
        if self._at is not None:
            words = reading(zoom.curves, self._at, unit, zoom.limits, within=1.5 * zoom.grain, now=zoom.now)
            mark = _mark_at(zoom, self._at)
            words += [mark.words] if mark else []
        else:
            words = extremes(unit, self.seen(zoom), zoom.now) or [tr("No value in this span")]
            words += percentiles(unit, zoom.figures) if zoom.figures is not None else []
            words += [note for note in (zoom.coarse, *zoom.chart.notes) if note]
        self._line.show_words(words, strong=self._at is not None)

    def _make_room(self, phased: bool) -> None:
        """Keep a row for phases where there are some: nothing may move when a hand comes."""
        head = TOP + ROW + (SPENT if phased else 0.0)
        if head != self.head:
            self.head = head
            self._spent.setVisible(phased)
            self._place_plot()
        self._show_phases()

    def _show_phases(self) -> None:
        zoom, at = self._zoom, self._at
        if zoom is None or zoom.phases is None:
            return
        if at is None:
            words = zoom.phases if zoom.window.live else tr("Phases: of the moment under the pointer")
        else:
            words = self._phases[1] if self._phases is not None and self._phases[0] == at else ""
        self._spent.show_words((words,), strong=at is not None)

    def _show_over(self) -> None:
        zoom = self._zoom
        if zoom is None or self._plot is None:
            return
        self._over.raise_()
        self._over.show_over(self._plot.sight, _rules(zoom), zoom.chart.unit, self.u)
        self._show_cursor()

    def _show_cursor(self) -> None:
        zoom, at = self._zoom, self._at
        if zoom is None or at is None:
            self._over.show_cursor(None)
            return
        found = [nearest(curve.track, at, 1.5 * zoom.grain) for curve in zoom.curves]
        dots = tuple(column.high if column.last != column.last else column.last for column in found if column)
        self._over.show_cursor(at, dots if found[0] else (), _mark_at(zoom, at))

    def _raise(self, kept: QWidget) -> None:
        super()._raise(kept)
        if self._plot is not None:
            self._plot.built.connect(self._late.start)

    def _refresh_plot(self) -> None:
        super()._refresh_plot()
        self._show_over()

    def _place_plot(self) -> None:
        super()._place_plot()
        if self._plot is not None:
            self._over.setGeometry(self._plot.geometry())
        place(self._line, self.u, Box(PAD, TOP, self.wide() - 2 * PAD, ROW))
        place(self._value, self.u, Box(self.wide() - PAD - VALUE, 0.8, VALUE, TOP - 0.8))
        place(self._spent, self.u, Box(PAD, TOP + ROW - 0.6, self.wide() - 2 * PAD, SPENT))
        for part in (self._line, self._spent, self._value):
            part.set_unit(self.u)


def _mark_at(zoom: ZoomView, at: float) -> Marked | None:
    near = [mark for mark in zoom.marks if abs(mark.at - at) <= REACH * zoom.window.span]
    if not near:
        return None
    nearest_one = min(near, key=lambda mark: abs(mark.at - at))
    return Marked(nearest_one.at, tr_phrase(nearest_one.text))


def _rules(zoom: ZoomView) -> tuple[Rule, ...]:
    style = zoom.chart.style
    drawn = (style.warning, style.critical)
    words = {"warning": tr("warning"), "critical": tr("critical")}
    found = [
        Rule(limit.value, words[limit.level], "quiet", drawn=limit.value in drawn) for limit in zoom.limits
    ]
    if zoom.lines and zoom.figures is not None:
        of = zoom.figures
        found += [Rule(of.p50, "p50", "ink3"), Rule(of.p95, "p95", "ink3"), Rule(of.p99, "p99", "ink3")]
    return tuple(found)


def _legend_wide(canvas: Canvas, curves: Sequence[Curve]) -> float:
    """Return the room that the names of several curves need beside the title."""
    if len(curves) < 2:
        return 0.0
    return 3 + sum(canvas.measure(curve.name, 2.5, 500) + 7 for curve in curves)


def _draw_legend(canvas: Canvas, curves: Sequence[Curve], x: float, room: float) -> None:
    """Name the curves beside samples of their lines, where there are several; what has no room is counted."""
    if len(curves) < 2:
        return
    y, end = TOP / 2 + 0.5, x + room
    for number, curve in enumerate(curves):
        wide = canvas.measure(curve.name, 2.5, 500)
        rest = len(curves) - number
        if x + wide + 5 > end:
            canvas.text(tr("+{n}", n=str(rest)), x, y, 6, "label", ink="ink3")
            return
        colour = canvas.palette.trace if not number else canvas.palette.quiet
        for part in range(3):
            if number < 2 or part != 1:
                canvas.fill(Box(x + part, y - 0.15, 1.02, 0.3), colour)
        canvas.text(curve.name, x + 3.8, y, wide + 0.2, "label", ink="ink2", foreign=True)
        x += wide + 7
