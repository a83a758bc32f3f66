"""The window comes back to where it was, and never to where nobody sees it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.shell.preferences import Keeper
from app.shell.tasks import Tasks
from app.shell.window.main_window import MainWindow
from app.shell.window.place import Place
from tests.shell.conftest import Live
from tests.shell.window.test_main_window import gone


@pytest.fixture
def window() -> Iterator[MainWindow]:
    """Give a window that is not shown yet."""
    made = MainWindow("dark", kiosk=False, demo=False)
    yield made
    gone(made)


def test_the_place_is_remembered(live: Live, qapp: QApplication, window: MainWindow, tmp_path: Path) -> None:
    """A moved window is where it was left; full screen is remembered too, and given back."""

    async def work() -> Any:
        tasks = Tasks()
        keeper = Keeper(tmp_path / "desk.json", tasks, on_trouble=lambda _what: None)
        keeper.change(geometry=(40, 50, 760, 440))
        place = Place(window, qapp, keeper, kiosk=False)
        place.open()
        assert window.geometry().getRect() == (40, 50, 760, 440)
        window.setGeometry(10, 20, 780, 450)
        await asyncio.sleep(0.05)
        assert keeper.present.geometry == (10, 20, 780, 450)
        place.fill(on=True)
        assert window.isFullScreen()
        assert keeper.present.full_screen
        assert keeper.present.geometry == (10, 20, 780, 450)
        place.fill(on=False)
        assert window.geometry().getRect() == (10, 20, 780, 450)
        await keeper.flush()
        await tasks.close()

    live(work())


def test_a_place_on_no_screen_is_not_taken(
    live: Live, qapp: QApplication, window: MainWindow, tmp_path: Path
) -> None:
    """A window that stood on a screen that is gone opens where it is seen."""

    async def work() -> Any:
        tasks = Tasks()
        keeper = Keeper(tmp_path / "desk.json", tasks, on_trouble=lambda _what: None)
        keeper.change(geometry=(90_000, 90_000, 700, 400), screen="gone")
        place = Place(window, qapp, keeper, kiosk=False)
        place.open()
        seen = qapp.primaryScreen().geometry().intersected(window.geometry())
        assert seen.width() > 100
        place.fill(on=True)
        assert window.geometry() == qapp.primaryScreen().geometry()
        await keeper.flush()
        await tasks.close()

    live(work())
