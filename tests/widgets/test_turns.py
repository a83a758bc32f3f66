"""Tab goes through every page in one ring: the worst first, whatever was made or painted first."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.widgets.beside import at_once
from tests.widgets.boards import SAMPLES, bad_day, good_day
from widgets.chart import LiveChart
from widgets.pace import Pace
from widgets.painted import Painted
from widgets.palette import ThemeName
from widgets.sections.class_panel import ClassPanel
from widgets.sections.deviation_shelf import DeviationShelf
from widgets.sections.incident_column import IncidentColumn
from widgets.sections.tile_grid import TileGrid
from widgets.wall import Wall

FIRST = {"overview": IncidentColumn, "charts": TileGrid, "checks": DeviationShelf}
THEME: ThemeName = "dark"


@pytest.fixture
def wall(qtbot: QtBot) -> Wall:
    """Give a wall that has the keyboard, and no section that has it."""
    return opened(qtbot, Wall(THEME))


def opened(qtbot: QtBot, wall: Wall) -> Wall:
    """Show a wall at 1080p."""
    qtbot.addWidget(wall)
    wall.resize(1920, 1080)
    wall.show()
    wall.activateWindow()
    qtbot.waitUntil(wall.isActiveWindow)
    return wall


def clear() -> None:
    """Take the focus from whoever has it."""
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()


def focused() -> Painted | None:
    """Return the section that has the focus."""
    found = QApplication.focusWidget()
    return found if isinstance(found, Painted) else None


def tab(wall: Wall, *, back: bool = False) -> Painted:
    """Press Tab, and return where it led."""
    QTest.keyClick(QApplication.focusWidget() or wall, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
    found = focused()
    assert found is not None
    return found


def ring(wall: Wall) -> list[Painted]:
    """Return where Tab leads, once round."""
    found = [tab(wall)]
    while (following := tab(wall)) is not found[0]:
        assert following not in found
        found.append(following)
    return found


@pytest.mark.parametrize("page", Wall.pages())
def test_tab_leads_once_round_what_can_be_chosen(wall: Wall, page: str) -> None:
    """Each section with something to choose is reached once, the worst first, and backwards as forwards."""
    wall.set_page(page)
    wall.show_board(bad_day().board)
    wall.grab()
    clear()
    found = ring(wall)
    choosable = {each for each in wall.findChildren(Painted) if each.isVisible() and each.spots}
    assert choosable <= set(found)
    assert all(each.turn <= following.turn for each, following in pairwise(found))
    assert page not in FIRST or isinstance(found[0], FIRST[page])
    assert tab(wall, back=True) is found[-1]


def test_large_charts_come_after_the_grid(wall: Wall) -> None:
    """Where a chart can be opened comes before those that are only heard, left before right."""
    wall.set_page("charts")
    wall.show_board(bad_day().board)
    wall.grab()
    clear()
    grid, left, right = ring(wall)
    assert isinstance(grid, TileGrid)
    assert isinstance(left, LiveChart)
    assert isinstance(right, LiveChart)
    assert left.x() < right.x()


def test_panels_come_as_one_reads(wall: Wall) -> None:
    """The panels of the overview come line by line."""
    wall.set_page("overview")
    wall.show_board(bad_day().board)
    wall.grab()
    clear()
    panels = [each for each in ring(wall) if isinstance(each, ClassPanel)]
    places = [(each.y(), each.x()) for each in panels]
    assert len(panels) == 6
    assert places == sorted(places)


def test_the_focus_follows_to_another_page(wall: Wall) -> None:
    """Who turns the page by key stands on its first section, never on what is round it or nowhere."""
    wall.set_page("overview")
    wall.show_board(bad_day().board)
    wall.grab()
    clear()
    tab(wall)
    wall.set_page("charts")
    assert isinstance(focused(), TileGrid)
    wall.set_page("overview")
    assert isinstance(focused(), IncidentColumn)


def test_nothing_to_choose_lets_the_keyboard_go_on(qtbot: QtBot) -> None:
    """A section that proves to hold nothing passes the focus on; Tab may be pressed before it is painted."""
    made = opened(qtbot, Wall(THEME))
    made.show_board(good_day().board)
    assert isinstance(tab(made), IncidentColumn)
    qtbot.waitUntil(lambda: not isinstance(focused(), IncidentColumn))
    found = focused()
    assert found is not None
    assert found.accessibleName() == "Availability of services"
    made.show_board(SAMPLES["empty"]().board)
    made.grab()
    assert tab(made).isVisible()


def test_tiles_that_are_painted_late_can_be_chosen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of charts that is painted over many turns is reached by Tab at once, and Enter opens a chart."""
    turns = iter([False] * 12)
    monkeypatch.setattr(Pace, "may", lambda *_: next(turns, True))
    made = opened(qtbot, Wall(THEME, beside=at_once))  # type: ignore[arg-type]  # its work is done at once
    made.set_page("charts")
    made.show_board(bad_day().board)
    grid = tab(made)
    assert isinstance(grid, TileGrid)
    qtbot.waitUntil(lambda: bool(grid.spots) and grid.is_whole())
    assert focused() is grid
    with qtbot.waitSignal(made.chart_chosen) as told:
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert told.args == [grid.spots[0].id]
