"""The detail of one check, asked anew as long as it is open."""

import asyncio
from collections.abc import Awaitable, Callable

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.model.board import CheckDetail
from app.model.clock import Clock
from app.model.matcher import Matcher
from app.model.message import Answer, AskDetail, AskHistory, AskMarks, Question
from app.model.phrase import foreign
from app.shell.dialogs.open_work import WorkingDialog
from app.shell.dialogs.plain import ROOM, TroubleLine
from app.shell.tasks import Tasks
from widgets.palette import ThemeName
from widgets.tr import tr

AGAIN = 2.0  # seconds
SPAN = 3600.0  # seconds of history
POINTS = 600
SIZE = (980, 720)

Asking = Callable[[Question], Awaitable[Answer]]


class CheckDetailDialog(WorkingDialog):
    """Shows ``widgets.detail`` for one check; offers what can be done about it."""

    take_wished = Signal(str)  # incident
    recheck_wished = Signal(str)  # check
    quiet_wished = Signal(str)  # matchers of what is to be silenced
    trial_wished = Signal(object)  # CheckView
    chart_wished = Signal(str)  # check
    why_wished = Signal(str)  # check

    def __init__(
        self,
        check: str,
        *,
        ask: Asking,
        clock: Clock,
        tasks: Tasks,
        theme: ThemeName,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tasks, parent)
        from widgets.detail import CheckDetailView

        self._check = check
        self._ask = ask
        self._clock = clock
        self.setWindowTitle(tr("Detail: {check}", check=foreign(check, 80)))
        self.resize(*SIZE)
        self._trouble = TroubleLine(self)
        self._view = CheckDetailView(theme, self, buttons=True)
        self._view.acknowledge_wished.connect(self.take_wished)
        self._view.recheck_wished.connect(self.recheck_wished)
        self._view.quiet_wished.connect(self._wish_quiet)
        self._view.trial_wished.connect(self.trial_wished)
        self._view.chart_wished.connect(self._wish_chart)
        self._view.why_wished.connect(self.why_wished)
        self._view.runbook_wished.connect(open_address)
        self._view.copy_wished.connect(lambda words: QApplication.clipboard().setText(words))
        self._view.close_wished.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        above = QVBoxLayout()
        above.setContentsMargins(ROOM, 0, ROOM, 0)
        above.addWidget(self._trouble)
        box.addLayout(above)
        box.addWidget(self._view, 1)

    def _wish_chart(self, check: str) -> None:
        self.accept()  # it would keep the charts from being used
        self.chart_wished.emit(check)

    def _wish_quiet(self, target: str) -> None:
        self.quiet_wished.emit(Matcher(label="target", value=target).written())

    async def work(self) -> None:
        """Ask again and again."""
        while True:
            answer = await self._ask(AskDetail(check=self._check))
            if answer.detail is not None:
                await self._show(answer.detail)
                self._trouble.say("")
            else:
                self._trouble.say(foreign(answer.error) or tr("The engine does not know this check"))
            await asyncio.sleep(AGAIN)

    async def _show(self, detail: CheckDetail) -> None:
        series = tuple((self._check, view.name) for view in detail.view.series)
        from widgets.detail import moment_of

        now = self._clock.now().wall
        since = now - SPAN
        history = await self._ask(AskHistory(wanted=series, since=since, limit=POINTS))
        happened = await self._ask(AskMarks(check=self._check, since=since, until=now + SPAN))
        self._view.show_detail(detail, history.points, moment_of(detail, now), happened.marks)


def open_address(address: str) -> None:
    """Open a runbook in the browser; an inventory's text opens nothing else."""
    if address.startswith(("https://", "http://")):
        QDesktopServices.openUrl(QUrl(address))
