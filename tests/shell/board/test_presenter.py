"""Pushes are decided at once and shown soon."""

import asyncio
from typing import Any

from app.model.board import Board, Rank
from app.model.clock import Moment
from app.model.message import BoardPush, Point
from app.model.packed import PackedPast
from app.model.phrase import phrase
from app.model.state import State
from app.shell.board.own_banners import SHORT, OwnBanners
from app.shell.board.presenter import SLICE, Presenter
from tests.shell.boards import NOW, board, check
from tests.shell.conftest import Live


class Hands:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> Moment:
        return self.moment


class Screen:
    def __init__(self) -> None:
        self.clock = Hands()
        self.own = OwnBanners(self.clock)
        self.presenter = Presenter(self.clock, self.own)
        self.decided: list[Board] = []
        self.shown: list[tuple[Board, float, bool]] = []
        self.presenter.decided.connect(self.decided.append)
        self.presenter.shown.connect(lambda *told: self.shown.append(told))

    async def next(self) -> tuple[Board, float, bool]:
        count = len(self.shown)
        while len(self.shown) == count:  # noqa: ASYNC110 - the signal is Qt's
            await asyncio.sleep(0.01)
        return self.shown[-1]


def test_many_pushes_are_one_picture(live: Live) -> None:
    """Each push is decided at once for the ear; the eye gets the newest of a bunch."""

    async def work() -> Any:
        screen = Screen()
        for name in ("a", "b", "c"):
            screen.presenter.take(BoardPush(board=board(check(name)), whole=True))
        assert len(screen.decided) == 3
        newest, age, lost = await screen.next()
        assert [each.id for each in newest.checks] == ["c/up"]
        assert (age, lost, len(screen.shown)) == (0.0, False, 1)
        screen.presenter.stop()

    live(work())


def test_a_lost_link_is_shown_with_its_age(live: Live) -> None:
    """The old board is shown as lost, ageing, with what is known of the engine."""

    async def work() -> Any:
        screen = Screen()
        screen.presenter.take(BoardPush(board=board(check("a")), whole=True))
        screen.clock.moment = NOW.later(4)
        screen.presenter.link_lost()
        screen.presenter.engine_is(phrase("The engine ended with status 1: no words"))
        shown, age, lost = await screen.next()
        assert (age, lost, shown.summary.rank) == (4.0, True, Rank.ENGINE_LOST)
        assert shown.banners[0].text.plain() == "The engine ended with status 1: no words"
        screen.presenter.stop()

    live(work())


def test_a_passing_word_passes(live: Live) -> None:
    """A banner of this window stands beside the engine's, and a passing one goes by itself."""

    async def work() -> Any:
        screen = Screen()
        screen.own.lift("wish", State.WARNING, phrase("Not done"), passing=True)
        screen.presenter.take(BoardPush(board=board(check("a")), whole=True))
        assert [banner.id for banner in screen.decided[-1].banners] == ["wish"]
        screen.clock.moment = NOW.later(SHORT + 1)
        screen.presenter.refresh()
        assert screen.decided[-1].banners == ()
        screen.presenter.stop()

    live(work())


def test_charts_that_were_filled_are_shown_at_once(live: Live) -> None:
    """After the last of the points that wait for their turn comes a picture, not a second later."""

    async def work() -> Any:
        screen = Screen()
        screen.presenter.take(BoardPush(board=board(check("a")), whole=True))
        await screen.next()
        handed: list[int] = []
        screen.presenter.points.connect(lambda points: handed.append(len(points)))
        point = Point(check="a/up", series="response_time", at=1.0, value=1.0)
        screen.presenter.add_points([point] * (2 * SLICE + 1))
        screen.presenter.show_all()
        assert (handed, len(screen.shown)) == ([SLICE], 1)
        await asyncio.wait_for(screen.next(), 0.5)
        assert handed == [SLICE, SLICE, 1]
        screen.presenter.show_all()
        assert len(screen.shown) == 3
        screen.presenter.stop()

    live(work())


def test_what_comes_before_the_wall_waits_for_it(live: Live) -> None:
    """Points and pasts that an engine sends while the wall is loaded are handed on when it is there."""

    async def work() -> Any:
        screen = Screen()
        got: list[object] = []
        screen.presenter.points.connect(got.append)
        screen.presenter.hold()
        point = Point(check="a", series="s", at=2.0, value=1.0)
        past = PackedPast.of("a", "s", [1.0], [1.0], [0.0], [2.0])
        screen.presenter.add_points([point])
        screen.presenter.add_points([past])
        await asyncio.sleep(0.05)
        assert got == []
        screen.presenter.release()
        assert got == [[point], [past]]
        screen.presenter.add_points([past])
        assert got[2:] == [[past]]
        screen.presenter.stop()

    live(work())
