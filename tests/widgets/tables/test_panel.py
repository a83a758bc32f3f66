"""A table in use: by keyboard, while rows come and go, with nothing in it."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.model.board import CheckView
from app.model.state import State
from tests.shell.boards import NOW, check
from widgets.look import Look
from widgets.tables.checks import CHECKS
from widgets.tables.finding import Order
from widgets.tables.panel import TablePanel
from widgets.tables.setting import Setting
from widgets.tables.table import gaps, runs

MANY = tuple(check(f"check-{n:03}") for n in range(200))


@pytest.fixture
def panel(qtbot: QtBot) -> TablePanel:
    """Give a table of two hundred checks, sorted by name."""
    made = TablePanel(
        CHECKS,
        Look("dark"),
        name="Checks",
        example="state:bad",
        nothing=lambda typed: f"No check matches “{typed}”: clear the search",
    )
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.arrangement.sort_by(Order("name"))
    feed(made, MANY)
    made.show()
    with qtbot.waitExposed(made):
        made.activateWindow()
    return made


def feed(panel: TablePanel, views: Sequence[CheckView]) -> None:
    """Give it rows."""
    panel.feed(lambda: views, len(views), NOW)


def test_selection_and_place_stay_while_rows_come_and_go(panel: TablePanel) -> None:
    """What was chosen stays chosen, and the row at the upper edge stays there, whatever comes above it."""
    table = panel.table
    table._choose([(100, 101), (150, 150)], 101)
    table.verticalScrollBar().setValue(90)
    new = tuple(check(f"a-{n}") for n in range(7))
    feed(panel, (*new, *MANY[:50], *MANY[51:]))
    assert table.chosen_ids() == ["check-100/up", "check-101/up", "check-150/up"]
    assert table.current_id() == "check-101/up"
    assert table.rows.ids[table.verticalScrollBar().value()] == "check-090/up"
    feed(panel, MANY[:101])
    assert table.chosen_ids() == ["check-100/up"]


def test_other_values_move_nothing(panel: TablePanel) -> None:
    """A push that only brings numbers resets nothing: rows are told anew where they stand."""
    resets: list[bool] = []
    panel.table.rows.modelReset.connect(lambda: resets.append(True))
    changed = tuple(replace(view, owner="Mira") for view in MANY)
    feed(panel, changed)
    assert not resets
    column = CHECKS.column("owner")
    assert panel.table.rows.text(0, column) == "Mira"


def test_at_the_top_new_rows_are_seen(panel: TablePanel) -> None:
    """Whoever stands at the top sees what comes there."""
    feed(panel, (check("a-new"), *MANY))
    assert panel.table.verticalScrollBar().value() == 0
    assert panel.table.rows.ids[0] == "a-new/up"


def test_everything_by_keyboard(panel: TablePanel) -> None:
    """Slash searches, Down leads to the rows, Enter opens, letters act, Esc empties and goes back."""
    opened: list[str] = []
    letters: list[str] = []
    backs: list[bool] = []
    panel.opened.connect(opened.append)
    panel.letter_pressed.connect(letters.append)
    panel.back_wished.connect(lambda: backs.append(True))
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Slash)
    assert panel.search.hasFocus()
    QTest.keyClicks(panel.search, "check-07")
    assert len(panel.table.rows.ids) == 10
    QTest.keyClick(panel.search, Qt.Key.Key_Down)
    assert panel.table.hasFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert opened == ["check-071/up"]
    QTest.keyClicks(panel.table, "rw")
    assert letters == ["R", "W"]
    panel.start_search()
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    assert not panel.search.text()
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    QTest.keyClick(panel.table, Qt.Key.Key_Escape)
    assert backs == [True]


def test_home_and_end_lead_to_the_first_and_the_last_row(panel: TablePanel) -> None:
    """The ends of a table are its rows: a row is one thing, its columns are none to walk along."""
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_End)
    assert panel.table.current_id() == panel.table.rows.ids[-1]
    QTest.keyClick(panel.table, Qt.Key.Key_Home)
    assert panel.table.current_id() == panel.table.rows.ids[0]


def test_the_menu_key_opens_at_the_row(panel: TablePanel) -> None:
    """The menu of the keyboard stands at its row, not at a pointer that is elsewhere."""
    places: list[QPoint] = []
    panel.menu_wished.connect(places.append)
    panel.table._choose([(3, 3)], 3)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(panel.table.viewport(), event)
    rect = panel.table.visualRect(panel.table.currentIndex())
    assert panel.table.viewport().mapFromGlobal(places[0]).y() == rect.bottom()


def test_an_empty_table_says_why(panel: TablePanel) -> None:
    """What was typed and a button that clears it; else why there is nothing, or what went wrong."""
    panel.search.setText("nothing <b>like</b> this")
    assert panel.note.words.text() == "No check matches “nothing <b>like</b> this”: clear the search"
    assert panel.note.clear.isVisible()
    panel.note.clear.click()
    assert len(panel.table.rows.ids) == 200
    assert not panel.note.isVisible()
    panel.say(none="No check is watched")
    feed(panel, ())
    assert panel.note.words.text() == "No check is watched"
    assert not panel.note.clear.isVisible()
    panel.say(trouble="there is no connection to the engine")
    assert panel.state.text() == panel.note.words.text() == "there is no connection to the engine"


def test_columns_widths_order_and_search_are_kept(panel: TablePanel, qtbot: QtBot) -> None:
    """What one has arranged is there again in the next window; the last column cannot be hidden."""
    panel.arrangement.show_column("address", shown=True)
    panel.arrangement.show_column("class", shown=False)
    panel.table.setColumnWidth(1, 333)
    panel.arrangement.sort_by(Order("since", descending=True))
    panel.search.setText("state:bad")
    setting = panel.setting()
    other = TablePanel(CHECKS, Look("light"), name="Checks", example="", nothing=str)
    qtbot.addWidget(other)
    other.restore(setting)
    shown = {column.id for column in other.table.shown_columns()}
    assert "address" in shown
    assert "class" not in shown
    assert other.table.columnWidth(1) == 333
    assert other.setting() == setting
    other.restore(Setting(sort="gone", hidden=tuple(column.id for column in CHECKS.columns)))
    assert other.table.shown_columns()
    assert other.arrangement.order.column == "state"


def test_the_columns_menu_does_what_the_heads_do(panel: TablePanel) -> None:
    """Each column can be shown and can sort, by keyboard; sorting once more turns the order round."""
    menu = panel.columns.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    entries = {action.text(): action for action in menu.actions()}
    entries["Address"].toggle()
    assert "address" in {column.id for column in panel.table.shown_columns()}
    sorting = panel.columns.menu().findChild(QMenu)
    assert sorting is not None
    next(action for action in sorting.actions() if action.text() == "Check").trigger()
    assert panel.arrangement.order == Order("name", descending=True)
    assert panel.table.rows.ids[0] == "check-199/up"


def test_the_ear_gets_the_column_with_the_text(panel: TablePanel) -> None:
    """A cell is told with its title; foreign text in a tip is never markup."""
    feed(panel, (replace(check("x", State.CRITICAL), name="<b>x</b>"),))
    index = panel.table.rows.index(0, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Check: <b>x</b>"
    assert "&lt;b&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_all_that_was_chosen_stays_so_and_what_is_new_is_not(panel: TablePanel) -> None:
    """Where everything was chosen, rows that come are not: what is copied is what was meant."""
    panel.table.selectAll()
    feed(panel, (*MANY[:3], check("check-002-new"), *MANY[4:], check("a-new"), check("z-new")))
    assert set(panel.table.chosen_ids()) == {view.id for view in MANY} - {"check-003/up"}
    feed(panel, (check("a-new"),))
    assert panel.table.chosen_ids() == []


def test_rows_in_runs_and_what_lies_between_them() -> None:
    """Neighbours are one run; what lies between rows, before the first and behind the last is a gap."""
    assert runs([0, 1, 4, 6, 7]) == [(0, 1), (4, 4), (6, 7)]
    assert gaps([0, 1, 4, 6, 7], 10) == [(2, 3), (5, 5), (8, 9)]
    assert gaps([], 3) == [(0, 2)]
    assert gaps([], 0) == runs([]) == []
