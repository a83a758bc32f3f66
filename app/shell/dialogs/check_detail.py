"""The detail of one check, asked anew as long as it is open."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.model.board import CheckDetail
from app.model.clock import Clock
from app.model.message import Answer, AskDetail, AskHistory, Question
from app.model.phrase import foreign
from app.shell.dialogs.plain import plain_label
from app.shell.tasks import Tasks
from widgets.palette import ThemeName
from widgets.tr import tr

AGAIN = 2.0  # seconds
SPAN = 3600.0  # seconds of history
POINTS = 600
SIZE = (980, 720)

Asking = Callable[[Question], Awaitable[Answer]]


class CheckDetailDialog(QDialog):
    """Shows ``widgets.detail`` for one check; offers what can be done about it."""

    take_wished = Signal(str)  # incident
    recheck_wished = Signal(str)  # check

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
        super().__init__(parent)
        from widgets.detail import CheckDetailView

        self._check = check
        self._ask = ask
        self._clock = clock
        self._tasks = tasks
        self._following: asyncio.Task[Any] | None = None
        self.setWindowTitle(tr("Detail: {check}", check=foreign(check, 80)))
        self.resize(*SIZE)
        self._trouble = plain_label(tr("Asking the engine"), self)
        self._view = CheckDetailView(theme, self, buttons=True)
        self._view.acknowledge_wished.connect(self.take_wished)
        self._view.recheck_wished.connect(self.recheck_wished)
        self._view.runbook_wished.connect(open_address)
        self._view.close_wished.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._trouble)
        box.addWidget(self._view, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to ask."""
        super().showEvent(event)
        self._following = self._tasks.start(self._follow(), f"detail of {self._check}")

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask no more: soon there is nothing left to show it on."""
        super().hideEvent(event)
        if self._following is not None:
            self._following.cancel()

    async def _follow(self) -> None:
        while True:
            answer = await self._ask(AskDetail(check=self._check))
            if answer.detail is not None:
                await self._show(answer.detail)
            else:
                self._trouble.setText(foreign(answer.error) or tr("The engine does not know this check"))
            self._trouble.setVisible(answer.detail is None)
            await asyncio.sleep(AGAIN)

    async def _show(self, detail: CheckDetail) -> None:
        series = tuple((self._check, view.name) for view in detail.view.series)
        since = self._clock.now().wall - SPAN
        history = await self._ask(AskHistory(wanted=series, since=since, limit=POINTS))
        self._view.show_detail(detail, history.points)


def open_address(address: str) -> None:
    """Open a runbook in the browser; an inventory's text opens nothing else."""
    if address.startswith(("https://", "http://")):
        QDesktopServices.openUrl(QUrl(address))
