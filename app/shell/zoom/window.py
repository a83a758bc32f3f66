"""A window of zoomable charts of one check: follows the board, asks for the past, saves what it shows."""

import asyncio
import contextlib
from collections import deque

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.clock import Clock
from app.model.message import AskDetail, BoardPush, Point
from app.model.phrase import foreign
from app.shell.beside import beside
from app.shell.dialogs.open_work import WorkingDialog
from app.shell.dialogs.plain import lead
from app.shell.tasks import Tasks
from app.shell.zoom.past import Asking, NoPast, Record, Wish, load
from app.shell.zoom.phases import PhaseReader
from app.shell.zoom.subject import Subject, curves_of
from app.shell.zoom.taking import Taking
from app.shell.zoom.troubles import Troubles
from widgets.focus_ring import FocusRing
from widgets.loading import Loads
from widgets.look import Look
from widgets.pace import Pace
from widgets.palette import ThemeName
from widgets.tr import tr
from widgets.views.shown import shown
from widgets.zoom.bar import ZoomBar, ZoomFoot
from widgets.zoom.chart import ZoomView
from widgets.zoom.composing import Known, Shared, zoom_view
from widgets.zoom.page import ZoomPage
from widgets.zoom.timespan import HOUR, Timespan, latest

SIZE = (1280, 760)
BUILD = 6.0  # milliseconds of a turn for building charts
SECOND = 1000  # milliseconds between pictures while it is live
SETTLE = 0.15  # seconds that a hand must rest before the history is asked
AGAIN = 10.0  # seconds between looks at limits and facts of the check
ALWAYS_FIGURES = 6 * HOUR  # up to this span percentiles are asked for unasked
FRESH = 600  # values that came lately, to be put into what is loaded meanwhile


class ZoomWindow(WorkingDialog):
    """Not modal: the wall goes on beside it."""

    detail_wished = Signal(str)

    def __init__(
        self,
        check: str,
        *,
        ask: Asking,
        clock: Clock,
        tasks: Tasks,
        theme: ThemeName,
        metric: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tasks, parent)
        self._ask, self._clock = ask, clock
        self.subject = Subject(check, metric or None)
        self._window = latest(HOUR, clock.now().wall)
        self._shift = 0.0
        self._percentiles = self._lost = False
        self._record: Record | None = None
        self._fresh: deque[Point] = deque(maxlen=FRESH)
        self._changed, self._again = asyncio.Event(), asyncio.Event()
        self.setWindowTitle(tr("Chart: {check}", check=foreign(check, 80)))
        self.setModal(False)
        self.resize(*SIZE)
        look = Look(theme, pace=Pace(BUILD, self), loads=Loads(beside))
        self.bar, self.page, self.foot = ZoomBar(self), ZoomPage(theme, self, look=look), ZoomFoot(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.bar)
        box.addWidget(self.page, 1)
        box.addWidget(self.foot)
        lead(self)
        self._ring = FocusRing(self, look.palette.focus)
        self._join()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(SECOND)
        self._troubles = Troubles(look, self.page, self.foot)
        self.page.setFocus()
        self.foot.show_state(tr("Asking the engine"))

    def take(self, push: BoardPush) -> None:
        """Follow the board: values and state of this check."""
        subject = self.subject
        for view in push.board.checks:
            if view.id == subject.check and subject.view is not None:
                subject.view = view
        for point in push.points:
            if point.check == subject.check:
                self._fresh.append(point)
                if self._record is not None:
                    self._record.add(point)

    def link_lost(self, _why: str = "") -> None:
        """Know that nothing is proved from now on."""
        self._lost = True
        self._show()

    def link_found(self, _welcome: object = None) -> None:
        """Ask for what was missed."""
        self._lost = False
        self._changed.set()

    def set_theme(self, theme: ThemeName) -> None:
        """Take another theme."""
        self.page.set_theme(theme)
        look = Look(theme)
        self._troubles.panel.set_look(look)
        self._ring.set_colour(look.palette.focus)

    async def work(self) -> None:
        """Know the check, and load whatever stretch of time is wished."""

        def found() -> None:
            if not self.subject.phased:
                self.subject.phased = True
                self._show()

        reader = PhaseReader(
            self.subject.check,
            ask=self._ask,
            clock=self._clock,
            view=lambda: self.subject.view,
            show=self.page.show_phases,
            found=found,
        )
        self.page.read_at.connect(reader.move)
        beside = [asyncio.ensure_future(each) for each in (self._follow_facts(), reader.run())]
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                await asyncio.sleep(SETTLE)
                if not self._changed.is_set():
                    await self._load()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    def _join(self) -> None:
        bar, foot = self.bar, self.foot
        self.page.window_wished.connect(self._move)
        bar.span_wished.connect(lambda span: self._move(self._of_span(span)))
        bar.live_wished.connect(lambda: self._move(latest(self._window.span, self._now())))
        bar.compare_wished.connect(self._compare)
        bar.lines_wished.connect(self._show_lines)
        bar.metric_wished.connect(self._choose)
        for again in (self._changed, self._again):
            foot.again_wished.connect(again.set)
        self._taking = Taking(
            self,
            self.page,
            foot,
            ask=self._ask,
            tasks=self._tasks,
            now=self._now,
            wish=self._wish,
            units=self.subject.units,
        )
        foot.detail_wished.connect(lambda: self.detail_wished.emit(self.subject.check))

    def _now(self) -> float:
        return self._clock.now().wall

    def _of_span(self, span: float) -> Timespan:
        if self._window.live:
            return latest(span, self._now())
        return self._window.zoomed(span / self._window.span, None, self._now())

    def _move(self, window: Timespan) -> None:
        self._window = window
        self._show()
        wish = self._wish()
        if wish is not None and (self._record is None or not self._record.serves(wish)):
            self._changed.set()

    def _compare(self, shift: float) -> None:
        self._shift = shift
        self._changed.set()

    def _show_lines(self, on: bool) -> None:
        self._percentiles = on
        self._changed.set()
        self._show()

    def _choose(self, metric: str) -> None:
        self.subject.metric = metric
        self._changed.set()
        self._show()

    async def _follow_facts(self) -> None:
        while True:
            subject = self.subject
            answer = await self._ask(AskDetail(check=subject.check))
            if answer.detail is not None:
                first = subject.view is None
                subject.take(answer.detail)
                self.bar.show_metrics(subject.offered(), subject.metric or "")
                if first or self._troubles.stand:
                    self._changed.set()
                self._show()
            elif subject.view is None:
                self._troubles.no_check(answer.error)
            self._again.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN):
                    await self._again.wait()

    def _wish(self) -> Wish | None:
        names = self.subject.names()
        if not names:
            return None
        shifts = (self._shift,) if self._shift else ()
        figures = self._percentiles or self._window.span <= ALWAYS_FIGURES
        return Wish(self.subject.check, names, self._window, shifts, figures)

    async def _load(self) -> None:
        wish = self._wish()
        if wish is None:
            if self.subject.view is not None:
                self._troubles.no_series()
            return
        try:
            async for record, done, total in load(self._ask, wish, self._now()):
                self._use(record)
                words = tr("Asking the history: {done} of {total} parts", done=str(done), total=str(total))
                self.foot.show_state(words if done < total else "")
                if self._changed.is_set():
                    return  # something else is wished by now
        except NoPast as trouble:
            self._troubles.no_past(trouble)
        self._show()

    def _use(self, record: Record) -> None:
        if self._record is not record:
            self._record = record
            for point in self._fresh:
                if point.at >= record.covered.start:
                    record.add(point)
        self._show()

    def _tick(self) -> None:
        if not self.isVisible() or not self._window.live:
            return
        self._show()
        record = self._record
        # Of what was before only a while is known in advance.
        if record is not None and record.rolled_before and self._now() > record.covered.end + HOUR / 2:
            self._changed.set()

    def _show(self) -> None:
        """Show what is known at this moment."""
        now = self._now()
        self._window = self._window.at(now)
        self.bar.show_window(self._window)
        views = self._views(now)
        if views:
            self._troubles.gone()
            self.page.show_views(views)

    def _views(self, now: float) -> list[ZoomView]:
        record, subject = self._record, self.subject
        if subject.view is None or record is None:
            return []
        known = Known(
            shown(subject.view, self._clock.now(), lost=self._lost),
            subject.limits,
            record.marks,
            record.figures,
            record.rolled,
            record.thinned,
            subject.phases,
            record.rolled_before,
        )
        shared = Shared(self._window, now, self._percentiles, self._lost)
        found = []
        for group in subject.groups():
            made = zoom_view(known, group, curves_of(record, group), shared)
            if made is not None and made.curves:
                found.append(made)
        return found
