"""The detail of a check: why it is as it is, with the history of the session."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.model.board import CheckDetail
from app.model.clock import Moment
from app.model.message import Point
from app.model.past import ChartMark
from widgets.canvas import place
from widgets.chart import ChartView, LiveChart
from widgets.look import Look
from widgets.palette import ThemeName
from widgets.sections.detail_sheet import DetailSheet
from widgets.tr import tr
from widgets.track import Track
from widgets.views.sheet import Sheet, age_words, sheet, sheet_text
from widgets.views.shown import shown
from widgets.views.telling import telling_series
from widgets.views.vitals import Vital, vital_of_check
from widgets.views.words import series_title
from widgets.zoom.composing import drawn_marks

WIDE, HIGH = 160.0, 108.0  # u of a desk window
LEAST_U = 5.5
SPAN = 3600.0  # seconds
FINE = 1.0  # seconds of a bucket
BUTTONS = 40  # pixels


class CheckDetailView(QWidget):
    """Paints a ``CheckDetail``; emits wishes. ``buttons`` adds a row of them below."""

    acknowledge_wished = Signal(str)  # incident id
    recheck_wished = Signal(str)  # check id
    quiet_wished = Signal(str)  # target id
    trial_wished = Signal(object)  # CheckView
    chart_wished = Signal(str)  # check id
    why_wished = Signal(str)  # check id
    runbook_wished = Signal(str)  # address
    copy_wished = Signal(str)  # the detail as plain text
    close_wished = Signal()

    def __init__(
        self, theme: ThemeName = "dark", parent: QWidget | None = None, *, buttons: bool = False
    ) -> None:
        super().__init__(parent)
        self._look = Look(theme)
        self._detail: CheckDetail | None = None
        self._words: Sheet | None = None
        self._sheet = DetailSheet(self._look, self)
        self._sheet.spot_chosen.connect(self._choose)
        self._chart = LiveChart(self._look, self)
        self._chart.rest = Qt.FocusPolicy.TabFocus  # who cannot see it hears it in a sentence
        self._chart.hide()  # until there is something to draw
        self._take = QPushButton(tr("Acknowledge"))
        self._about: tuple[QPushButton, ...] = ()  # what can only be done about a check that is known
        self._row = self._made_buttons() if buttons else None
        self.setMinimumSize(int(WIDE * LEAST_U), int(HIGH * LEAST_U) + (BUTTONS if buttons else 0))
        self.setAccessibleName(tr("Detail of a check"))

    def show_detail(
        self,
        detail: CheckDetail,
        points: Sequence[Point] = (),
        now: Moment | None = None,
        marks: Sequence[ChartMark] = (),
    ) -> None:
        """Show a check with the points of its series and what happened to it.

        ``now`` defaults to this computer's clock.
        """
        self._detail = detail
        moment = now or _present(detail)
        view = shown(detail.view, moment)
        words = self._words = sheet(detail, moment)
        self._sheet.show_sheet(words)
        for button in self._about:
            button.setEnabled(True)
        self._take.setEnabled(bool(words.incident) and not words.taken)
        series, vital = telling_series(view), vital_of_check(view, span=SPAN)
        self._chart.setVisible(vital is not None)
        if series is None or vital is None:
            return
        track = Track(bucket=FINE, capacity=int(SPAN / FINE))
        for point in points:
            if point.series == series.name:
                track.add(point.at, point.value, point.low, point.high)
        title = f"{series_title(series)}, {age_words(SPAN)}"
        style = replace(vital.style, spread=True, marks=drawn_marks(marks))
        chart = ChartView(title, vital.value, _notes(vital), series.unit, style, vital.strong)
        self._chart.show_chart(chart, track, moment.wall)

    def set_theme(self, name: ThemeName) -> None:
        """Take another theme."""
        self._look = Look(name)
        self._sheet.set_look(self._look)
        self._chart.set_look(self._look)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts."""
        foot = BUTTONS if self._row is not None else 0
        u = min(self.width() / WIDE, (self.height() - foot) / HIGH)
        self._sheet.setGeometry(0, 0, self.width(), self.height() - foot)
        self._sheet.set_unit(u)
        self._chart.set_unit(u)
        place(self._chart, u, self._sheet.chart_box())
        if self._row is not None:
            self._row.setGeometry(0, self.height() - foot, self.width(), foot)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.palette.canvas)
        painter.end()

    def _made_buttons(self) -> QWidget:
        row = QWidget(self)
        box = QHBoxLayout(row)
        box.setContentsMargins(16, 0, 16, 10)
        why, quiet, trial = QPushButton(tr("Why")), QPushButton(tr("Silence")), QPushButton(tr("Try limits"))
        chart = QPushButton(tr("Zoom chart"))
        recheck, close = QPushButton(tr("Recheck")), QPushButton(tr("Close"))
        copy = QPushButton(tr("Copy as text"))
        self._take.clicked.connect(self._wish_acknowledge)
        why.clicked.connect(self._wish_why)
        quiet.clicked.connect(self._wish_quiet)
        trial.clicked.connect(self._wish_trial)
        chart.clicked.connect(self._wish_chart)
        recheck.clicked.connect(self._wish_recheck)
        copy.clicked.connect(self._wish_copy)
        close.clicked.connect(self.close_wished)
        self._about = (self._take, why, quiet, trial, chart, recheck, copy)
        for button in self._about:
            button.setEnabled(False)
        box.addStretch()
        for button in (*self._about, close):
            box.addWidget(button)
        return row

    def _wish_acknowledge(self) -> None:
        if self._detail is not None and self._detail.view.incident:
            self.acknowledge_wished.emit(self._detail.view.incident)

    def _wish_recheck(self) -> None:
        if self._detail is not None:
            self.recheck_wished.emit(self._detail.view.id)

    def _wish_copy(self) -> None:
        if self._words is not None:
            self.copy_wished.emit(sheet_text(self._words))

    def _wish_chart(self) -> None:
        if self._detail is not None:
            self.chart_wished.emit(self._detail.view.id)

    def _wish_why(self) -> None:
        if self._detail is not None:
            self.why_wished.emit(self._detail.view.id)

    def _wish_quiet(self) -> None:
        if self._detail is not None:
            self.quiet_wished.emit(self._detail.view.target)

    def _wish_trial(self) -> None:
        if self._detail is not None:
            self.trial_wished.emit(self._detail.view)

    def _choose(self, what: str) -> None:
        if what == "runbook" and self._detail is not None:
            self.runbook_wished.emit(self._detail.view.runbook)


def _notes(vital: Vital) -> tuple[str, ...]:
    parts = [part for part in dict.fromkeys((vital.usual, vital.limit)) if part]
    return (" · ".join(parts), parts[-1]) if parts else ("",)


def _present(detail: CheckDetail) -> Moment:
    return moment_of(detail, QDateTime.currentMSecsSinceEpoch() / 1000)


def moment_of(detail: CheckDetail, wall: float) -> Moment:
    """Return a moment on the engine's clocks, by the wall clock both share."""
    known = detail.view.last or detail.view.since
    return Moment(wall=wall, mono=wall) if known is None else known.later(max(0.0, wall - known.wall))
