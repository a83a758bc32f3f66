"""Whoever does not see the window is told all of it."""

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

import widgets.plot  # noqa: F401 - else a thread loads it while the test goes on
from app.shell.window.main_window import MainWindow
from tests.shell.names import nameless
from tests.widgets.boards import SAMPLES
from widgets.popover import Popover


@pytest.fixture
def window(qapp: QApplication) -> Iterator[MainWindow]:
    """Give a desk window that is shown."""
    made = MainWindow("dark", kiosk=False, demo=True)
    made.resize(1440, 860)
    made.show()
    made.may_show_wall("overview")
    qapp.processEvents()
    yield made
    made.may_close = True
    made.close()
    made.deleteLater()
    QTest.qWait(30)  # what waits for its turn to paint asks again by a timer that only a loop ends


def settle() -> None:
    """Let what was asked for be painted; charts are raised in turns of their own."""
    for _ in range(4):
        QApplication.processEvents()


@pytest.mark.parametrize("day", ["good-day", "bad-day-banner", "blind", "empty"])
def test_every_control_of_every_page_has_a_name(window: MainWindow, day: str) -> None:
    """No control is without a name and no picture without a description, on any page, good day or bad."""
    sample = SAMPLES[day]()
    window.show_board(sample.board, sample.age, lost=sample.lost)
    found: list[str] = []
    wall = window.raise_wall()
    for page in wall.pages():
        wall.set_page(page)
        settle()
        found += (f"{page}: {fault}" for fault in nameless(window))
    assert not found


def test_the_sheet_of_keys_and_the_pop_over_are_told(window: MainWindow, qtbot: QtBot) -> None:
    """The sheet of keys can be heard line by line, and the pop-over of the tray has its words."""
    window.show_board(SAMPLES["bad-day"]().board, 0.0, lost=False)
    window.show_keys()
    assert window.overlay is not None
    assert "Ctrl+K Ctrl+Shift+P: Command palette" in window.overlay.accessibleDescription()
    assert not nameless(window)
    window.overlay.hide()
    pop_over = Popover("dark")
    qtbot.addWidget(pop_over)
    pop_over.show_board(SAMPLES["bad-day"]().board)
    assert not nameless(pop_over)


def test_a_control_without_a_name_is_found(window: MainWindow) -> None:
    """The walk through the window sees a button that nobody named."""
    bare = QPushButton(window)
    bare.show()
    assert nameless(window) == ["has no name: QPushButton  in MainWindow"]
    bare.hide()
    bare.setParent(None)
    bare.deleteLater()


def test_every_entry_of_the_menu_has_words(window: MainWindow) -> None:
    """Each menu and each of its entries is called by a text."""
    menus = [menu for each in window.menuBar().actions() if isinstance(menu := each.menu(), QMenu)]
    assert menus
    assert all(each.title() and all(entry.text() for entry in each.actions()) for each in menus)
