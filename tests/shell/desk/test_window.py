"""The desk in use: rows are acted upon, taken away, and followed."""

import csv
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.model.state import State
from app.shell.desk.pages import PAGES
from app.shell.desk.row_menu import RowAct, entries, perform
from app.shell.desk.subject import Subject, subject_of
from app.shell.window.keys import Act, keys_of
from app.shell.window.main_window import MainWindow, dialog_parent
from app.shell.wishes import Wishes
from tests.shell.boards import board, check, incident
from tests.shell.conftest import Live
from tests.shell.desk.desks import BOARD, OVER, Memory, Stage, Written, event
from tests.shell.names import nameless
from tests.shell.window.test_main_window import gone
from widgets.palette import THEMES
from widgets.tables.panel import TablePanel

pytestmark = pytest.mark.qt_log_ignore("does not support raise")  # offscreen has no stack of windows


def shown(stage: Stage, page: str) -> TablePanel:
    """Open a page with a table."""
    stage.desk.open(page)
    panel = stage.desk.pages.panel
    assert panel is not None
    return panel


def test_the_palette_is_opened_at_the_desk_too(live: Live, tmp_path: Path) -> None:
    """The desk has a shortcut for each key of the palette, and tells that one was pressed."""

    async def work() -> None:
        stage = Stage(tmp_path)
        told: list[str] = []
        stage.desk.palette_wished.connect(lambda: told.append("palette"))
        shortcuts = {each.key().toString(): each for each in stage.desk.findChildren(QShortcut)}
        for key in keys_of(Act.PALETTE):
            shortcuts[key].activated.emit()
        assert told == ["palette", "palette"]
        await stage.close()

    live(work())


def test_rows_are_acted_upon_by_keyboard(live: Live, tmp_path: Path) -> None:
    """Enter opens, letters chart, take, silence, check and explain the row; what cannot be done says why."""

    async def work() -> None:
        stage = Stage(tmp_path)
        panel = shown(stage, "checks")
        assert panel.table.rows.ids[0] == "kestrin/up"
        panel.table.choose_first()
        for key in "zajpqrw":
            QTest.keyClicks(panel.table, key)
        QTest.keyClick(panel.table, Qt.Key.Key_Return)
        assert stage.wishes.told == [
            ("open", "kestrin/up"),
            ("take", "I-1"),
            ("merge", "I-1", ()),
            ("split", "I-1", ("kestrin/up",)),
            ("quiet", "target=kestrin"),
            ("recheck", "kestrin/up"),
            ("why", "kestrin/up"),
            ("detail", "kestrin/up"),
        ]
        panel.table._choose([(1, 1)], 1)
        QTest.keyClicks(panel.table, "a")
        assert "no incident" in stage.desk.said.text()
        assert len(stage.wishes.told) == 8
        await stage.close()

    live(work())


def test_the_search_is_found_wherever_the_keyboard_stands(live: Live, tmp_path: Path) -> None:
    """With the keyboard on the tabs, and on the page without a table, / leads to a search."""

    async def work() -> None:
        stage = Stage(tmp_path)
        for page, found in (("incidents", "incidents"), ("players", "checks")):
            stage.desk.open(page)
            await stage.settle()  # shortcuts are of the active window
            bar = stage.desk.pages.tabBar()
            bar.setFocus()
            QTest.keyClick(bar, Qt.Key.Key_Slash)
            assert stage.desk.pages.shown == found
            assert stage.desk.focusWidget() is stage.desk.pages.tables[found].search
        await stage.close()

    live(work())


def test_a_row_without_an_engine_can_be_looked_at_only() -> None:
    """With the engine away nothing can be taken, silenced or checked, and the menu says why."""
    lines = entries([Subject("a/up", "I-1", "a", takeable=True)], "the engine does not answer")
    barred = {line.act for line in lines if line.why_not}
    assert barred == {RowAct.TAKE, RowAct.MERGE, RowAct.SPLIT, RowAct.SILENCE, RowAct.RECHECK}
    assert {line.why_not for line in lines if line.why_not} == {"the engine does not answer"}


def test_a_hand_cannot_check_thousands_at_once() -> None:
    """Whoever has chosen everything is told how many checks may be run by one wish."""
    many = [Subject(f"{n}/up", "", f"{n}") for n in range(101)]
    refused = {line.act: line.why_not for line in entries(many, "") if line.why_not}
    assert refused[RowAct.RECHECK] == "at most 100 at once"
    assert RowAct.RECHECK not in {line.act for line in entries(many[:100], "") if line.why_not}


def test_the_incidents_of_chosen_rows_are_joined_into_the_first() -> None:
    """Each is named once, and what is over or about no incident is left out."""
    rows = [
        Subject("a/up", "I-2", "a", open=True),
        Subject("b/up", "I-1", "b", open=True),
        Subject("c/up", "I-1", "c", open=True),
        Subject("d/up", "", "d"),
        Subject("e/up", "I-9", "e", of_incident=True),
    ]
    wishes = Written()
    perform(RowAct.MERGE, rows, cast("Wishes", wishes))
    assert wishes.told == [("merge", "I-2", ("I-1",))]


def test_without_a_choice_the_row_of_the_keyboard_is_meant(live: Live, tmp_path: Path) -> None:
    """A letter acts on the row where the keyboard stands; where it is chosen with others, it comes first."""

    async def work() -> None:
        stage = Stage(tmp_path)
        panel = shown(stage, "checks")
        ids = panel.table.rows.ids
        panel.table._choose([], 1)
        assert [each.check for each in stage.desk.subjects(panel)] == [ids[1]]
        panel.table._choose([(0, 2)], 2)
        assert [each.check for each in stage.desk.subjects(panel)] == [ids[2], ids[0], ids[1]]
        panel.table._choose([(0, 0)], 2)
        assert [each.check for each in stage.desk.subjects(panel)] == [ids[0]]
        await stage.close()

    live(work())


def test_events_are_about_what_is_known() -> None:
    """An event leads to its check or its incident; one of neither leads nowhere, and says so."""
    assert subject_of(event(1), {"kestrin/up"}, set()).check == "kestrin/up"
    assert subject_of(event(2), set(), {"I-7"}).incident == "I-7"
    nothing = subject_of(event(1), set(), set())
    assert nothing == Subject()
    assert entries([nothing], "")[0].why_not
    assert not subject_of(OVER, set(), set()).takeable


def test_incidents_have_their_history(live: Live, tmp_path: Path) -> None:
    """Open ones stand first, then those that are over; they are asked again only when one was closed."""

    async def work() -> None:
        stage = Stage(tmp_path)
        panel = shown(stage, "incidents")
        await stage.settle()
        assert list(panel.table.rows.ids) == ["I-1", "I-7"]
        panel.table._choose([(1, 1)], 1)
        QTest.keyClick(panel.table, Qt.Key.Key_Return)
        assert stage.wishes.told == [("incident", "I-7")]
        asked = len(stage.memory.asked)
        assert not await stage.desk.feeding.closed.renew("")
        assert len(stage.memory.asked) == asked
        stage.desk.follow(replace(BOARD, incidents=(incident(7),)), 0.0, False)
        assert list(panel.table.rows.ids) == ["I-7"]  # opened again: it stands there once
        await stage.close()

    live(work())


def test_all_events_come_page_by_page(live: Live, tmp_path: Path) -> None:
    """The newest are there first, what was before follows, and new ones come on top."""

    async def work() -> None:
        stage = Stage(tmp_path, Memory(events=3_300))
        panel = shown(stage, "events")
        await stage.settle(0.4)
        assert panel.table.rows.rowCount() == 3_300
        assert list(panel.table.rows.ids[:2]) == [3_300, 3_299]
        assert not panel.state.text()
        stage.memory.events.append(event(3_301))
        await stage.desk.feeding.renew_events()
        await stage.settle()
        assert list(panel.table.rows.ids[:2]) == [3_301, 3_300]
        panel.search.setText("reason:muted -subject:i-7 3299")
        await stage.settle()
        assert list(panel.table.rows.ids) == [3299]
        await stage.close()

    live(work())


def test_trouble_and_loss_are_said(live: Live, tmp_path: Path) -> None:
    """What the engine cannot tell is said in the table; a lost link above all, and old rows stay readable."""

    async def work() -> None:
        memory = Memory()
        memory.error = "the disk is full"
        stage = Stage(tmp_path, memory)
        panel = shown(stage, "events")
        await stage.settle()
        assert panel.note.words.text() == "the disk is full"
        checks = shown(stage, "checks")
        stage.desk.follow(BOARD, 5.0, True)
        assert "does not answer" in stage.desk.trouble.text()
        assert checks.table.cells.stale
        states = {view.state for view in checks.table.rows.rows}
        assert states == {State.UNKNOWN}
        await stage.close()

    live(work())


def test_rows_are_copied_and_saved(live: Live, tmp_path: Path) -> None:
    """The chosen rows go to the clipboard, all rows to a file without formulas; both are told."""

    async def work() -> None:
        stage = Stage(tmp_path)
        panel = shown(stage, "checks")
        panel.table._choose([(0, 0)], 0)
        stage.desk.act(RowAct.COPY)
        await stage.settle()
        copied = QApplication.clipboard().text().splitlines()
        assert len(copied) == 2
        assert copied[1].startswith("Critical  kestrin")
        assert stage.desk.said.text() == "1 row copied"
        panel.table.clearSelection()
        place = tmp_path / "out.csv"
        await stage.desk._taking._saved_csv(panel, place)
        rows = list(csv.reader(place.read_text(encoding="utf-8").splitlines()))
        assert len(rows) == 4
        assert "'=edge, spare" in {row[1] for row in rows}
        assert stage.desk.said.text() == f"3 rows saved in {place}"
        await stage.desk._taking._saved_csv(panel, tmp_path / "no" / "out.csv")
        assert stage.desk.said.text().startswith("Not saved: ")
        await stage.desk._taking._saved_picture(stage.desk.grab().toImage(), tmp_path / "desk.png")
        assert (tmp_path / "desk.png").read_bytes()[:4] == b"\x89PNG"
        stage.desk.pages.support.copy_wished.emit("Please wait.")
        assert QApplication.clipboard().text() == "Please wait."
        await stage.close()

    live(work())


def test_where_to_save_is_asked_without_waiting(live: Live, tmp_path: Path) -> None:
    """The file dialog stands beside the loop, and knows what the file is called."""

    async def work() -> None:
        stage = Stage(tmp_path)
        panel = shown(stage, "checks")
        panel.csv_wished.emit()
        dialog = stage.desk.findChild(QFileDialog)
        assert dialog is not None
        assert dialog.defaultSuffix() == "csv"
        stage.desk.hide()
        assert not dialog.isVisible()  # it goes with the desk
        await stage.close()

    live(work())


def test_the_arrangement_is_remembered(live: Live, tmp_path: Path) -> None:
    """Columns, order and search of each table are there in the next desk."""

    async def work() -> None:
        stage = Stage(tmp_path)
        panel = shown(stage, "checks")
        panel.arrangement.show_column("address", shown=True)
        panel.search.setText("state:bad")
        other = stage.made()
        again = other.pages.tables["checks"]
        assert again.search.text() == "state:bad"
        assert "address" in {column.id for column in again.table.shown_columns()}
        assert other.pages.tables["incidents"].search.text() == ""
        other.deleteLater()
        await stage.close()

    live(work())


def test_dialogs_stand_over_the_window_that_is_used(live: Live, tmp_path: Path) -> None:
    """What is opened at the desk opens over the desk, else over the wall."""

    async def work() -> None:
        stage = Stage(tmp_path)
        wall = MainWindow("dark", kiosk=False, demo=False)
        wall.show()
        wall.activateWindow()
        await stage.settle()
        assert dialog_parent(wall) is wall
        stage.desk.open("checks")
        await stage.settle()
        assert dialog_parent(wall) is stage.desk
        gone(wall)
        await stage.close()

    live(work())


def test_another_theme_is_worn_at_once(live: Live, tmp_path: Path) -> None:
    """The desk follows the application's theme, support view and tables alike."""

    async def work() -> None:
        stage = Stage(tmp_path)
        panel = shown(stage, "checks")
        stage.keeper.change(theme="light")
        palette = stage.desk.palette()
        palette.setColor(palette.ColorRole.Window, Qt.GlobalColor.white)
        stage.desk.setPalette(palette)
        assert panel.table.cells.look.theme == "light"
        assert stage.desk.pages.support.sheet.look.theme == "light"
        await stage.close()

    live(work())


def test_every_control_of_the_desk_has_a_name(live: Live, tmp_path: Path) -> None:
    """A screen reader has a name for each control of each page, and a description for each table."""

    async def work() -> None:
        stage = Stage(tmp_path)
        for page in PAGES:
            stage.desk.open(page)
            await stage.settle(0.05)
            assert not nameless(stage.desk)
        for panel in stage.desk.pages.tables.values():
            assert panel.table.accessibleDescription()
            assert panel.search.accessibleDescription()
        assert stage.desk.pages.support.sheet.accessibleDescription()
        await stage.close()

    live(work())


@pytest.mark.parametrize("theme", THEMES)
def test_an_empty_board_is_no_good_news(theme: str, live: Live, tmp_path: Path) -> None:
    """Without checks the desk says that nothing is watched, in every theme, and shows no tick."""

    async def work() -> None:
        stage = Stage(tmp_path, shown=board())
        stage.keeper.change(theme=theme)
        panel = shown(stage, "checks")
        assert panel.note.words.text() == "No check is watched"
        stage.desk.open("players")
        view = stage.desk.pages.support.sheet.view
        assert view is not None
        assert view.headline == "Nothing that players use is watched"
        assert view.sign.glyph.value != "good"
        await stage.close()

    live(work())


def test_a_check_that_comes_is_there_at_once(live: Live, tmp_path: Path) -> None:
    """A board that brings a check shows it, and Ctrl+1 to Ctrl+4 lead to each page."""

    async def work() -> None:
        stage = Stage(tmp_path)
        panel = shown(stage, "checks")
        stage.desk.follow(replace(BOARD, checks=(*BOARD.checks, check("new"))), 0.0, False)
        assert "new/up" in panel.table.rows.ids
        await stage.settle()
        for number, page in enumerate(PAGES, 1):
            QTest.keyClick(stage.desk, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
            assert stage.desk.pages.shown == page
        await stage.close()

    live(work())
