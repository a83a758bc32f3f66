"""Pages are turned over several turns of the loop, and painted once."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.widgets.beside import at_once
from tests.widgets.boards import bad_day
from widgets.pages.page import Page
from widgets.sections.incident_list import IncidentList
from widgets.sections.tile_grid import TileGrid
from widgets.wall import Wall


class Paintings(QObject):
    """Counts the paintings of a widget."""

    def __init__(self, watched: QObject) -> None:
        super().__init__()
        self.number = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count."""
        self.number += event.type() is QEvent.Type.Paint
        return super().eventFilter(watched, event)


@pytest.fixture
def wall(qtbot: QtBot) -> Wall:
    """Return a living wall on its first page."""
    wall = Wall(beside=at_once)  # type: ignore[arg-type]  # its work is done at once
    qtbot.addWidget(wall)
    wall.resize(1280, 720)
    wall.show_board(bad_day().board)
    wall.show()
    qtbot.waitUntil(lambda: all(section.ready for section in wall._current.sections()))
    return wall


def seen(wall: Wall) -> list[QWidget]:
    """Return the pages that can be seen."""
    return [page for page in wall.findChildren(Page) if page.isVisible()]


def test_the_former_page_stands_until_the_next_is_drawn(wall: Wall, qtbot: QtBot) -> None:
    """Never are both seen or none, and what is seen first of a page is all of what stands still on it."""
    former = wall._current
    wall.set_page("incidents")
    assert seen(wall) == [former]
    qtbot.waitUntil(lambda: seen(wall) != [former])
    assert seen(wall) == [wall._current]
    assert wall._current.is_ready()


def test_what_was_seen_before_a_wall_stands_until_its_first_page_is_drawn(qtbot: QtBot) -> None:
    """A wall that comes in place of a picture is never seen empty; that picture is gone afterwards."""
    wall, before = Wall(beside=at_once), QWidget()  # type: ignore[arg-type]  # its work is done at once
    qtbot.addWidget(wall)
    wall.resize(1280, 720)
    wall.turning.follow(before, wall)
    gone = list[bool]()
    before.destroyed.connect(lambda: gone.append(wall._current.is_ready()))
    wall.show()
    assert before.isVisible()
    assert before.geometry() == wall.rect()
    assert seen(wall) == []
    wall.show_board(bad_day().board)
    assert before.isVisible()
    qtbot.waitUntil(lambda: bool(gone))
    assert gone == [True]
    assert seen(wall) == [wall._current]


def test_a_page_comes_with_its_charts(wall: Wall, qtbot: QtBot) -> None:
    """The first that is seen of a page of charts is all of them: none comes after the others."""
    wall.set_page("charts")
    qtbot.waitUntil(lambda: seen(wall) == [wall._current])
    grid = wall._current.findChildren(TileGrid)[0]
    assert grid.charts()
    assert not grid._behind()


def test_a_page_that_comes_is_painted_once(wall: Wall, qtbot: QtBot) -> None:
    """Showing a page and hiding the former one make one painting of it."""
    wall.set_page("incidents")
    qtbot.waitUntil(lambda: seen(wall) == [wall._current])
    wall.set_page("errors")
    qtbot.waitUntil(lambda: seen(wall) == [wall._current])
    paintings = Paintings(wall.findChildren(IncidentList)[0])
    wall.set_page("incidents")
    qtbot.waitUntil(lambda: paintings.number > 0)
    qtbot.wait(30)
    assert paintings.number == 1


def test_who_goes_back_at_once_stays(wall: Wall, qtbot: QtBot) -> None:
    """A page that is left before it was seen does not come afterwards."""
    former = wall._current
    wall.set_page("incidents")
    wall.set_page("overview")
    qtbot.wait(60)
    assert seen(wall) == [former]
