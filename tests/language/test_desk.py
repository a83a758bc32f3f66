"""The desk in a language that is 40 % longer: every word of ours is translated, and none is squeezed."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.model.event import EventKind
from app.shell.desk.pages import DeskPages
from app.shell.desk.row_menu import entries
from app.shell.desk.subject import Subject
from tests.language.pseudo import Pseudo, untranslated
from tests.language.sample import engine_words, outside
from tests.language.seen import spoken, squeezed, written
from tests.widgets.boards import bad_day
from widgets.look import Look
from widgets.tables.checks import CHECKS
from widgets.tables.column import Kind
from widgets.tables.events import EVENTS, kind_word
from widgets.tables.incidents import INCIDENTS
from widgets.views.shown import all_shown
from widgets.views.support import support_view

# Names of what is asked for by ``key:value``, and what may be asked: scripts and people type them alike.
TYPED = frozenset({*CHECKS.fields, *INCIDENTS.fields, *EVENTS.fields, "bad", "open", "payment", "nobody"}) | {
    "notice",
    "muted",
    "key",
    "value",
}


def test_the_desk_speaks_another_language(request: pytest.FixtureRequest, qtbot: QtBot) -> None:
    """Pages, menus, columns, cells and the support view hold no English of ours."""
    request.getfixturevalue("qapp")
    board = bad_day().board
    with Pseudo():
        pages = DeskPages(Look("dark"), None)
        qtbot.addWidget(pages)
        pages.resize(1440, 860)
        pages.show()
        pages.support.show_view(support_view(board, board.now, lost=False))
        views = all_shown(board.checks, board.now)
        pages.tables["checks"].feed(lambda: views, 0, board.now)
        pages.tables["incidents"].feed(lambda: board.incidents, 0, board.now)
        pages.support.grab()
        data = outside(board) | engine_words(board) | TYPED | {"Ctrl"}
        told = {*written(pages), *spoken(pages)}
        told |= {cell for name in ("checks", "incidents") for cell in cells(pages, name)}
        told |= {pages.tabText(n) for n in range(pages.count())}
        told |= {line.text + line.why_not for line in entries([Subject()], "")}
        told |= {kind_word(kind) for kind in EventKind}
        assert not {text: left for text in told if (left := untranslated(text, data))}
        assert not squeezed(pages)


def cells(pages: DeskPages, name: str) -> set[str]:
    """Return the texts of all cells that hold words of ours, and the titles."""
    panel = pages.tables[name]
    kind: Kind[object] = panel.kind
    foreign = {"name", "address", "id", "kind", "target", "owner", "incident", "hit", "title", "cause"}
    rows = panel.table.rows
    found = {
        rows.text(row, column)
        for row in range(rows.rowCount())
        for column in kind.columns
        if column.id not in foreign
    }
    return found | {rows.headerData(n, Qt.Orientation.Horizontal) for n in range(rows.columnCount())}
