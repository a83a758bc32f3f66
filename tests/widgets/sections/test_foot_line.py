"""Clock, age of the data, connection and sound are on every page, whatever page it is."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from app.model.target import ElementClass
from app.model.wall import PageKind, PageView, WallPage
from tests.widgets.boards import NOW, SAMPLES
from tests.widgets.test_layout import FULL_HD, ULTRA_HD, overlaps, sections, shown
from widgets.sections.foot_line import RoundView, foot_view
from widgets.unit import LEAST
from widgets.views.planned import page_title
from widgets.views.scene import scene_of
from widgets.wall import Wall

PORTRAIT = QSize(1080, 1920)
BAD = SAMPLES["bad-day"]
SOME = tuple(check.id for check in BAD().board.checks[::4])
FIRST = BAD().board.checks[0]
PLAN = (
    PageView(
        page=WallPage(kind=PageKind.OVERVIEW, title="A title of forty signs that is just too long"[:40])
    ),
    PageView(page=WallPage(kind=PageKind.ELEMENT), checks=SOME),
    PageView(page=WallPage(kind=PageKind.ELEMENT, element=ElementClass.PAYMENT)),
    PageView(page=WallPage(kind=PageKind.CHARTS), checks=SOME),
    PageView(page=WallPage(kind=PageKind.INCIDENTS), checks=SOME),
    PageView(page=WallPage(kind=PageKind.ERRORS)),
    PageView(page=WallPage(kind=PageKind.CHECKS), checks=SOME),
    PageView(page=WallPage(kind=PageKind.BIG_NUMBER, check=FIRST.id, series=FIRST.series[0].name)),
    PageView(page=WallPage(kind=PageKind.BIG_NUMBER, count="untaken")),
)


def texts(wall: Wall) -> str:
    """Return all texts of the header, the clock and the foot that are inside the window."""
    found = []
    for section in (wall._header, wall._clock, wall.foot):
        assert section.isVisibleTo(wall)
        assert wall.rect().contains(section.geometry())
        found += [writing.text for writing in section.writings]
    return " | ".join(found)


@pytest.mark.parametrize("size", [FULL_HD, PORTRAIT])
@pytest.mark.parametrize("page", Wall.pages())
def test_what_must_always_be_seen(qtbot: QtBot, page: str, size: QSize) -> None:
    """Time with seconds, connection, newest result, the whole cycle and the sound stand on each page."""
    wall = shown(qtbot, BAD(), size, page=page)
    seen = texts(wall)
    for expected in ("14:32:07", "UTC", "Connected", "newest result", "all checked within", "Muted"):
        assert expected in seen, expected


@pytest.mark.parametrize("size", [FULL_HD, ULTRA_HD, PORTRAIT])
def test_the_same_holds_for_pages_of_a_plan(qtbot: QtBot, size: QSize) -> None:
    """There, too, and nothing is cut, too small or over another; the foot names page and hold."""
    wall = shown(qtbot, BAD(), size)
    sample = BAD()
    for number, name in enumerate(wall.set_plan(PLAN)):
        wall.set_page(name)
        title = page_title(PLAN[number])
        wall.foot.show_round(RoundView(len(PLAN), number, 0.4, title, "held", frozenset({1})))
        wall.show_board(sample.board, sample.age, sample.lost)
        wall.grab()
        assert wall.showing == name
        seen = texts(wall)
        for expected in ("14:32:07", "Connected", "all checked within", "Muted", f"{title} · held"):
            assert expected in seen, expected
        for section in sections(wall):
            for writing in section.writings:
                assert not writing.cut, (name, writing)
                assert writing.size >= LEAST
            for index, one in enumerate(section.writings):
                assert not any(overlaps(one, other) for other in section.writings[index + 1 :]), (name, one)


def test_a_lost_link_is_said() -> None:
    """Without an engine the foot says so, and the newest result grows old by itself."""
    board = BAD().board
    view = foot_view(scene_of(board, board.now.later(300), lost=True), lost=True)
    assert view.line.startswith("Not connected · newest result 5 min ago")


def test_one_check_is_told_in_the_singular() -> None:
    """Of one check without a result it is said that it has none, and of several that they have none."""
    board = BAD().board
    silent = [replace(each, last=None) for each in board.checks[:2]]
    for number, words in ((1, "1 check has no result yet"), (2, "2 checks have no result yet")):
        checks = (*silent[:number], *board.checks[number:])
        assert words in foot_view(scene_of(replace(board, checks=checks), NOW, lost=False), lost=False).line
