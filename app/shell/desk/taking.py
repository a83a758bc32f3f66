"""Rows and pictures of the desk, taken away: to the clipboard, or to a file beside the window."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.model.clock import Moment
from app.shell.tasks import Tasks
from app.shell.window.picture import write_picture
from app.shell.zoom.saving import ask_place, write_text
from widgets.tables.panel import TablePanel
from widgets.tables.texting import aligned_text, csv_text, tab_text
from widgets.tr import tr

MOST_COPIED = 5_000  # rows: a clipboard is no place for more


class Taking:
    """Copies and saves; ``say`` is told what became of it. All texts are made beside the window."""

    def __init__(
        self, window: QWidget, tasks: Tasks, *, now: Callable[[], Moment], say: Callable[[str], None]
    ) -> None:
        self._window = window
        self._tasks = tasks
        self._now = now
        self._say = say

    def copy(self, panel: TablePanel, *, tabs: bool = False) -> None:
        """Copy the chosen rows, else all that were found: in columns for people, or with tabs between."""
        self._tasks.start(self._copied(panel, tabs=tabs), "copy rows")

    def copy_words(self, words: str) -> None:
        """Copy a sentence."""
        QApplication.clipboard().setText(words)
        self._say(tr("Copied: {words}", words=words))

    def save_csv(self, panel: TablePanel) -> None:
        """Ask where, then save the chosen rows, else all that were found."""

        def chosen(path: Path) -> None:
            self._tasks.start(self._saved_csv(panel, path), "save rows")

        ask_place(self._window, tr("Save as CSV"), f"nocwall-{panel.kind.id}", "csv", chosen)

    def save_picture(self, name: str) -> None:
        """Take a picture now, then ask where it is saved."""
        image = self._window.grab().toImage()

        def chosen(path: Path) -> None:
            self._tasks.start(self._saved_picture(image, path), "save picture")

        ask_place(self._window, tr("Save a picture"), f"nocwall-{name}", "png", chosen)

    async def _copied(self, panel: TablePanel, *, tabs: bool) -> None:
        rows, columns, now = panel.wanted_rows(), panel.table.shown_columns(), self._now()
        rest = max(0, len(rows) - MOST_COPIED)
        made = tab_text if tabs else aligned_text
        text = await asyncio.to_thread(partial(made, columns, rows[:MOST_COPIED], now))
        QApplication.clipboard().setText(text)
        taken = len(rows) - rest
        words = tr("1 row copied") if taken == 1 else tr("{n} rows copied", n=f"{taken:,}")
        self._say(tr("{words}, {n} left out", words=words, n=f"{rest:,}") if rest else words)

    async def _saved_csv(self, panel: TablePanel, path: Path) -> None:
        rows, columns, now = panel.wanted_rows(), panel.table.shown_columns(), self._now()
        trouble = await asyncio.to_thread(lambda: write_text(csv_text(columns, rows, now), path))
        where, n = str(path), len(rows)
        words = tr("1 row saved in {path}", path=where)
        self._told(trouble, words if n == 1 else tr("{n} rows saved in {path}", n=f"{n:,}", path=where))

    async def _saved_picture(self, image: QImage, path: Path) -> None:
        trouble = await asyncio.to_thread(write_picture, image, path)
        self._told(trouble, tr("Saved in {path}", path=str(path)))

    def _told(self, trouble: str, words: str) -> None:
        self._say(tr("Not saved: {why}", why=trouble) if trouble else words)
