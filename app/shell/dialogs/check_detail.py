"""The detail of one check, asked anew as long as it is open."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.model.board import CheckDetail
from app.model.clock import Clock
from app.model.message import Answer, AskDetail, AskHistory, Question
from app.model.phrase import foreign
from app.shell.dialogs.plain import plain_label
from app.shell.tasks import Tasks
from widgets.palette import ThemeName
from widgets.tr import tr

if TYPE_CHECKING:
    from widgets.detail import CheckDetailView

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
        self._check = check
        self._ask = ask
        self._clock = clock
        self._tasks = tasks
        self._theme: ThemeName = theme
        self._incident = ""
        self._view: CheckDetailView | None = None
        self.setWindowTitle(tr("Detail: {check}", check=foreign(check, 80)))
        self.resize(*SIZE)
        self._trouble = plain_label(tr("Asking the engine"), self)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._trouble)
        self._box.addStretch()
        self._box.addWidget(self._made_buttons())

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to ask."""
        super().showEvent(event)
        self._tasks.start(self._follow(), f"detail of {self._check}")

    def _made_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self._take = buttons.addButton(tr("Take the incident"), role.ActionRole)
        recheck = buttons.addButton(tr("Check now"), role.ActionRole)
        close = buttons.addButton(tr("Close"), role.RejectRole)
        self._take.clicked.connect(lambda: self.take_wished.emit(self._incident))
        recheck.clicked.connect(lambda: self.recheck_wished.emit(self._check))
        buttons.rejected.connect(self.reject)
        self._take.setEnabled(False)
        close.setDefault(True)
        return buttons

    async def _follow(self) -> None:
        while self.isVisible():
            answer = await self._ask(AskDetail(check=self._check))
            if answer.detail is None:
                self._trouble.setText(foreign(answer.error) or tr("The engine does not know this check"))
                self._trouble.show()
            else:
                await self._show(answer.detail)
            await asyncio.sleep(AGAIN)

    async def _show(self, detail: CheckDetail) -> None:
        series = tuple((self._check, view.name) for view in detail.view.series)
        since = self._clock.now().wall - SPAN
        history = await self._ask(AskHistory(wanted=series, since=since, limit=POINTS))
        self._trouble.hide()
        view = detail.view
        self._incident = view.incident
        self._take.setEnabled(bool(view.incident) and not view.owner)
        self._raised().show_detail(detail, history.points)

    def _raised(self) -> "CheckDetailView":
        from widgets.detail import CheckDetailView

        if self._view is None:
            self._view = CheckDetailView(self._theme)
            self._box.insertWidget(1, self._view, 1)
        return self._view
