"""A dialog that works as long as it is open, and no longer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from app.shell.tasks import Tasks


class WorkingDialog(QDialog):
    """Its ``work`` begins whenever it is shown, and is cancelled when it is hidden."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._working: asyncio.Task[Any] | None = None

    async def work(self) -> None:
        """Do what is done while the dialog is open."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        """Begin."""
        super().showEvent(event)
        self._working = self._tasks.start(self.work(), type(self).__name__)

    def hideEvent(self, event: QHideEvent) -> None:
        """End."""
        super().hideEvent(event)
        if self._working is not None:
            self._working.cancel()


async def each(seconds: float) -> AsyncIterator[bool]:
    """Yield at once (True) and then every so many seconds (False), for ever."""
    yield True
    while True:
        await asyncio.sleep(seconds)
        yield False
