"""Windows of charts are joined to what goes on in the shell."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.shell.tasks import Tasks
from app.shell.zoom.opening import Charts
from app.shell.zoom.window import ZoomWindow
from tests.shell.conftest import Live
from tests.shell.zoom.engines import Asked, StillClock
from tests.widgets.boards import NOW, good_day
from widgets.palette import palette

VIEW = good_day().board.checks[0]


class Link(QObject):
    """What of the bridge charts need."""

    pushed, lost, found = Signal(object), Signal(str), Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.ask = Asked(VIEW, NOW.wall)


def test_an_open_chart_follows_the_theme(live: Live) -> None:
    """A window that is open takes another theme; one that was closed is no trouble."""

    async def work() -> None:
        tasks, opened = Tasks(), list[QDialog]()
        charts = Charts(
            cast("Any", Link()),
            cast("Any", SimpleNamespace(present=SimpleNamespace(theme="dark"))),
            cast("Any", QWidget()),
            clock=StillClock(NOW),
            tasks=tasks,
            show=opened.append,
            detail=lambda _: None,
        )
        charts.open(VIEW.id)
        charts.open(VIEW.id)
        first, second = opened
        assert isinstance(first, ZoomWindow)
        opened.clear()
        second.deleteLater()
        del second
        await asyncio.sleep(0.1)
        assert first.page._look.palette == palette("dark")
        charts.set_theme("light")
        assert first.page._look.palette == palette("light")
        first.close()
        await tasks.close()
        first.deleteLater()

    live(work())
