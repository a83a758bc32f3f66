"""Pictures are made where they do not hold the window."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.model.board import Board
from tests.widgets.boards import NOW, good_day
from widgets.easel import MANY, Easel
from widgets.picture import Picture, Wish
from widgets.views.scene import Scene

FEW = good_day().board
CHECKS = tuple(replace(FEW.checks[0], id=f"host{number}/up") for number in range(MANY + 1))


class Late:
    """Work that ends when a test says so."""

    def __init__(self, work: Callable[[], Picture]) -> None:
        self._work = work
        self.ended = False

    def done(self) -> bool:
        return self.ended

    def result(self) -> Picture:
        return self._work()


def wish(board: Board, page: str, *, new: bool = False) -> Wish:
    return Wish(board, NOW, page, lost=False, unproved=False, new=new, names=frozenset())


def nothing(_: Scene) -> None:
    return None


class Studio:
    def __init__(self, qtbot: QtBot) -> None:
        self.jobs: list[Late] = []
        self.shown: list[Picture] = []
        self.qtbot = qtbot
        self.parent = QObject()
        self.easel = Easel(self.shown.append, self._begin, self.parent)

    def _begin(self, work: Callable[[], Picture]) -> Late:
        self.jobs.append(Late(work))
        return self.jobs[-1]


def test_a_wall_of_some_hundred_checks_is_drawn_at_once(qtbot: QtBot) -> None:
    """What costs less than a frame waits for nothing."""
    studio = Studio(qtbot)
    studio.easel.want(wish(FEW, "overview"), nothing)
    assert [each.page for each in studio.shown] == ["overview"]
    assert studio.jobs == []


def test_a_wall_of_thousands_is_worked_out_beside_the_window(qtbot: QtBot) -> None:
    """The window shows the picture when it is made; wishes meanwhile become one, the newest."""
    studio, board = Studio(qtbot), replace(FEW, checks=CHECKS)
    studio.easel.want(wish(board, "overview"), nothing)
    studio.easel.want(wish(board, "charts", new=True), nothing)
    studio.easel.want(wish(board, "errors"), nothing)
    assert (len(studio.jobs), studio.shown) == (1, [])
    studio.jobs[0].ended = True
    qtbot.waitUntil(lambda: len(studio.jobs) == 2, timeout=2000)
    studio.jobs[1].ended = True
    qtbot.waitUntil(lambda: len(studio.shown) == 2, timeout=2000)
    assert [each.page for each in studio.shown] == ["overview", "errors"]
    assert studio.shown[1].shares  # the board that was given up for a newer wish still counts


def test_names_stay_the_same_object_while_they_are_the_same(qtbot: QtBot) -> None:
    """The tracks of ten thousand checks are looked through for forgotten ones only when checks change."""
    studio = Studio(qtbot)
    studio.easel.want(wish(FEW, "overview"), nothing)
    names = studio.shown[0].names
    studio.easel.want(wish(FEW, "overview")._replace(names=names), nothing)
    assert studio.shown[1].names is names
