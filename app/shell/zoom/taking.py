"""What is taken along from charts: values as text, a table, a picture; all written beside the window."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from app.model import phases
from app.model.message import Point
from app.model.metric import RESPONSE_TIME
from app.model.past import step_for, tier_for
from app.model.phrase import foreign
from app.model.quantity import Unit
from app.shell.tasks import Tasks
from app.shell.window.picture import write_picture
from app.shell.zoom import saving
from app.shell.zoom.past import FINE_COLUMNS, Asking, NoPast, Wish, values
from widgets.tr import tr, tr_phrase
from widgets.zoom.bar import ZoomFoot
from widgets.zoom.page import ZoomPage

MOST_ROWS = 5000  # of a series in one part of a table: no turn of the loop decodes more
MOST_COPIED = 500


class Taking(QObject):
    """Joins the foot's buttons to what they do. ``wish``: what is shown now; ``units``: of its series."""

    def __init__(
        self,
        window: QDialog,
        page: ZoomPage,
        foot: ZoomFoot,
        *,
        ask: Asking,
        tasks: Tasks,
        now: Callable[[], float],
        wish: Callable[[], Wish | None],
        units: Callable[[], Mapping[str, Unit]],
    ) -> None:
        super().__init__(window)
        self._window, self._page, self._foot = window, page, foot
        self._ask, self._tasks, self._now = ask, tasks, now
        self._wish, self._units = wish, units
        foot.copy_wished.connect(lambda: self._start(self.copy()))
        foot.csv_wished.connect(lambda: self._ask_place(tr("Save CSV"), "csv", self.save_table))
        foot.picture_wished.connect(lambda: self._ask_place(tr("Save picture"), "png", self.save_picture))

    async def copy(self) -> None:
        """Put the values of the span into the clipboard, after the charts in words."""
        found = await self._values(MOST_COPIED)
        if found is None:
            return
        points, _ = found
        sentences = [chart.accessibleDescription() for chart in self._page.charts]
        text = await asyncio.to_thread(
            saving.plain, self._window.windowTitle(), sentences, points, self._units()
        )
        QGuiApplication.clipboard().setText(text)
        many = tr("{n} values copied", n=str(len(points)))
        self._foot.show_state(tr("1 value copied") if len(points) == 1 else many)

    async def save_table(self, path: Path) -> None:
        """Write the values of the span."""
        found = await self._values(MOST_ROWS)
        if found is not None:
            points, rolled = found
            runs = [] if rolled else await self._phases()
            write = partial(_write_table, points, self._units(), path, rolled=rolled, runs=runs)
            self._say_saved(await asyncio.to_thread(write), path)

    async def save_picture(self, path: Path) -> None:
        """Write the charts as they are seen."""
        image = self._page.grab().toImage()
        self._say_saved(await asyncio.to_thread(write_picture, image, path), path)

    async def _values(self, limit: int) -> tuple[list[Point], bool] | None:
        """Return the values of the span, and whether they are averages; None where they were not told."""
        wish, now = self._wish(), self._now()
        if wish is None:
            return None
        found: list[Point] = []
        try:
            async for points in values(self._ask, wish, now, limit):
                found += points
                self._foot.show_state(tr("{n} values read", n=str(len(found))))
        except NoPast as trouble:
            self._foot.show_state(tr_phrase(trouble.sentence), trouble=True)
            return None
        step = step_for(wish.window.start, wish.window.end, now, FINE_COLUMNS)
        return found, tier_for(step) is not None

    async def _phases(self) -> list[Point]:
        """Return the phases of the span's runs; none where other values are shown, or they are not told."""
        wish, now = self._wish(), self._now()
        if wish is None or RESPONSE_TIME.name not in wish.series:
            return []
        found: list[Point] = []
        with contextlib.suppress(NoPast):  # the values themselves are there
            async for points in values(self._ask, wish._replace(series=(phases.SERIES,)), now, MOST_ROWS):
                found += points
        return found

    def _ask_place(self, title: str, suffix: str, save: Callable[[Path], Awaitable[None]]) -> None:
        name = self._window.windowTitle()
        saving.ask_place(self._window, title, name, suffix, lambda path: self._start(save(path)))

    def _start(self, work: Awaitable[None]) -> None:
        async def run() -> None:
            await work

        self._tasks.start(run(), "take along")

    def _say_saved(self, trouble: str, path: Path) -> None:
        self._foot.show_state(foreign(trouble) or tr("Saved as {path}", path=foreign(str(path), 200)))


def _write_table(
    points: list[Point], units: Mapping[str, Unit], path: Path, *, rolled: bool, runs: list[Point]
) -> str:
    return saving.write_text(saving.table(points, units, rolled=rolled, phases=runs), path)
