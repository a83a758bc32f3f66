"""The window tells what was wished, by keys that work with and without a menu."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.board import Board
from app.shell.window.keys import KEYS, PAGE_KEYS, Act
from app.shell.window.main_window import MainWindow
from tests.shell.boards import board, check, incident, later
from tests.widgets.fleets import fleet
from widgets.density import Step
from widgets.sections.status_field import StatusField


@pytest.fixture
def window() -> Iterator[MainWindow]:
    """Give a desk window that is shown."""
    made = MainWindow("dark", kiosk=False, demo=True)
    made.show()
    yield made
    gone(made)


def gone(window: MainWindow) -> None:
    """Close a window for good."""
    window.may_close = True
    window.close()
    window.deleteLater()


def page(window: MainWindow) -> str:
    """Return the page that is shown; empty before the wall is there."""
    return window.wall.page if window.wall is not None else ""


def press(window: MainWindow, act: Act) -> None:
    """Do what pressing the key of an action does."""
    actions = {action.text(): action for action in window.actions()}
    actions[next(key.text for key in KEYS if key.act is act)].trigger()


def test_every_key_is_told_and_has_one_meaning(window: MainWindow) -> None:
    """Each action of the table tells its act, and no key has two meanings."""
    told: list[Act] = []
    window.acted.connect(told.append)
    for key in KEYS:
        press(window, key.act)
    assert told == [key.act for key in KEYS]
    shortcuts = [each for key in KEYS for each in key.keys]
    assert len(shortcuts) == len(set(shortcuts))


def test_a_kiosk_has_no_menu_and_changes_nothing() -> None:
    """A wall's window offers only what looks, hides its menu and the pointer."""
    made = MainWindow("dark", kiosk=True, demo=True)
    made.show()
    assert len(made.actions()) == sum(key.looks_only for key in KEYS)
    assert not made.menuBar().isVisible()
    assert made.cursor().shape() is Qt.CursorShape.BlankCursor
    gone(made)


def test_closing_is_a_wish(window: MainWindow) -> None:
    """The window stays until who composes it lets it go, so it cannot be lost."""
    wishes: list[bool] = []
    window.close_wished.connect(lambda: wishes.append(True))
    window.close()
    assert window.isVisible()
    assert wishes == [True]


def test_the_wall_comes_after_the_first_paint(window: MainWindow) -> None:
    """Boards wait until the starting picture was painted; then the wall shows them on the wanted page."""
    shown: Board = board(check("a"))
    window.show_board(shown, 0.0, lost=False)
    assert page(window) == ""
    window.say("Waiting for the first results")
    window.may_show_wall("charts")
    window.show_board(shown, 0.0, lost=False)
    assert page(window) == "charts"
    assert window.windowTitle() == "Nocwall: All checks are good"
    window.say("nothing that anybody sees")
    window.turn_page(-1)
    assert page(window) == "overview"
    window.turn_page(-1)
    assert page(window) == "network_map"


@pytest.mark.qt_log_ignore("does not support raise")  # the offscreen platform has no stack of windows
def test_a_hidden_wall_is_not_painted_and_catches_up(window: MainWindow) -> None:
    """While nobody looks only the title follows; whoever opens the window gets the newest board."""
    window.may_show_wall("overview")
    window.show_board(board(check("a")), 0.0, lost=False)
    assert window.wall is not None
    first = window.wall.now
    window.hide()
    window.show_board(later(board(check("a"), incidents=(incident(),)), 60), 0.0, lost=False)
    assert window.windowTitle() == "Nocwall: 1 incident needs someone"
    assert first is not None
    assert window.wall.now is not None
    assert window.wall.now.wall - first.wall < 30
    asked: list[bool] = []
    window.seen.connect(lambda: asked.append(True))
    window.open_from_tray()
    assert asked


def test_full_screen_has_no_menu(window: MainWindow) -> None:
    """The menu gives its place to the wall and comes back."""
    assert window.menuBar().isVisible()
    assert [action.text() for action in window.menuBar().actions()] == [
        "Nocwall",
        "Incident",
        "Notices",
        "View",
        "Demo",
        "Help",
    ]
    window.set_full_screen(on=True)
    assert not window.menuBar().isVisible()
    window.set_full_screen(on=False)
    assert window.menuBar().isVisible()


def test_the_keys_are_named_on_a_sheet(window: MainWindow) -> None:
    """The sheet lies over the wall and goes at the next key, Tab too; the focus is where it was."""
    window.may_show_wall("overview")
    window.show_board(board(check("a")), 0.0, lost=False)
    QApplication.processEvents()
    window.show_keys()
    assert window.overlay is not None
    assert window.overlay.isVisible()
    window.show_keys()
    assert not window.overlay.isVisible()
    window.focusNextPrevChild(True)
    before = QApplication.focusWidget()
    assert before is not None
    window.show_keys()
    assert QApplication.focusWidget() is window.overlay
    QTest.keyClick(window.overlay, Qt.Key.Key_Tab)
    assert not window.overlay.isVisible()
    assert QApplication.focusWidget() is before


def test_keys_go_on_after_the_sheet_where_nothing_had_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    """A sheet that was shown before anything was chosen does not keep the keyboard when it goes."""
    window.may_show_wall("overview")
    window.show_board(board(check("edge")), 0.0, lost=False)
    with qtbot.waitActive(window):
        window.activateWindow()
    if (held := QApplication.focusWidget()) is not None:
        held.clearFocus()
    window.show_keys()
    assert window.overlay is not None
    QTest.keyClick(window.overlay, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is not window.overlay
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_2)
    assert page(window) == "charts"


def test_each_page_has_a_digit(window: MainWindow, qtbot: QtBot) -> None:
    """The ten pages lie on the ten digits, the last one on 0."""
    window.may_show_wall("overview")
    pages = window.raise_wall().pages()
    assert len(pages) == len(PAGE_KEYS)
    with qtbot.waitExposed(window):
        window.activateWindow()
    for key, expected in zip(PAGE_KEYS, pages, strict=True):
        QTest.keyClicks(window, key)
        assert page(window) == expected


def test_page_keys_turn_pages_from_within_a_field_too(window: MainWindow, qtbot: QtBot) -> None:
    """Among the marks of all checks Page Down is the wall's key, and arrows are the field's."""
    window.may_show_wall("checks")
    window.show_board(fleet(1_200, bad=True).board, 0.0, lost=False)
    with qtbot.waitExposed(window):
        window.activateWindow()
    wall = window.raise_wall()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in wall.findChildren(StatusField)))
    field = next(each for each in wall.findChildren(StatusField) if each.isVisible())
    qtbot.waitUntil(lambda: field.step is Step.MARKS)
    field.setFocus()
    first = field._spot
    QTest.keyClick(field, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert field._spot != first
    stands = field._spot
    told: list[Act] = []
    window.acted.connect(told.append)
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        QTest.keyClick(field, key)
    assert told == [Act.NEXT_PAGE, Act.PREVIOUS_PAGE]
    assert field._spot == stands
