"""A wall stands in for pop-ups for as long as it shows what they would say."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from app.desktop.notification import Outcome
from app.model.intent import Acknowledge, Report
from app.model.routing import PopUps as Rule
from app.model.standing_in import WallSeen
from app.shell import notifications, standing
from app.shell.notifications import PopUps
from app.shell.standing import Standing
from app.shell.tasks import Tasks
from tests.model.test_standing_in import BOARD, WALL, notice
from tests.shell.boards import board, check
from tests.shell.conftest import Live

SHOWN = Report(what="desktop", ok=True, notice=notice().id, wall="HDMI-1")
NO_BUS = Report(what="desktop", ok=False, notice=notice().id, detail="no session bus")


class Session:
    """A session that the test locks."""

    def __init__(self) -> None:
        self.seen, self.looks, self.kept = True, 0, False

    async def is_seen(self) -> bool:
        """Answer as the session would."""
        return self.seen

    async def is_still_seen(self) -> bool:
        """Answer, and count who looks again."""
        self.looks, self.kept = self.looks + 1, True
        return self.seen

    async def rest(self) -> None:
        """Note that nothing is kept."""
        self.kept = False

    async def close(self) -> None:
        """Note the end."""
        self.kept = False


class Room:
    """A wall whose state the test sets, and pop-ups that have no bus to be shown on."""

    def __init__(self) -> None:
        self.wall = WALL
        self.session = Session()
        self.broken = False
        self.sent: list[Acknowledge | Report] = []
        self.outcomes: list[Outcome] = []
        self.tasks = Tasks()
        self.pop_ups = PopUps(
            {},
            tasks=self.tasks,
            submit=self.sent.append,
            open_wall=lambda: None,
            who=lambda: "ana",
            on_outcome=self.outcomes.append,
            standing=Standing(self._walls, self.session),
        )
        self.pop_ups.start()

    async def until(self, count: int) -> None:
        """Wait for so many reports."""
        async with asyncio.timeout(5):
            while len(self.sent) < count:  # noqa: ASYNC110 - a plain list has no event
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        """End all."""
        await self.pop_ups.stop()
        await self.tasks.close()

    def _walls(self, awake: bool) -> Sequence[WallSeen]:
        if self.broken:
            raise RuntimeError("the window has gone")
        return [replace(self.wall, seen=awake)]


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, and do not wait long."""
    monkeypatch.setattr(notifications, "AGAIN", 0.05)
    monkeypatch.setattr(standing, "WITHIN", 0.3)
    monkeypatch.setattr(standing, "LOOK", 0.02)


def test_a_wall_that_shows_it_counts_as_shown(live: Live) -> None:
    """No pop-up is raised; the engine is told by which screen it is shown; the next is the pop-up again."""

    async def work() -> Any:
        room = Room()
        room.wall = replace(WALL, board=board(check("kestrin")))  # its board comes a moment later
        room.pop_ups.tell(notice())
        await asyncio.sleep(0.1)
        assert room.sent == []
        room.wall = WALL
        await room.until(1)
        assert room.sent == [SHOWN]
        assert room.outcomes == []
        room.pop_ups.tell(notice(), Rule.ALWAYS)
        await room.until(2)
        await room.close()
        assert room.sent[1] == NO_BUS

    live(work())


def test_a_board_that_does_not_come_brings_the_pop_up(live: Live) -> None:
    """Where the wall does not show it in time, or the session is locked, it pops up."""

    async def work() -> Any:
        room = Room()
        room.wall = replace(WALL, board=board(check("kestrin")))
        room.pop_ups.tell(notice())
        await room.until(1)
        room.wall, room.session.seen = WALL, False
        room.pop_ups.tell(notice())
        await room.until(2)
        await room.close()
        assert room.sent == [NO_BUS, NO_BUS]

    live(work())


def test_a_wall_that_stops_showing_it_brings_the_pop_up(live: Live) -> None:
    """A wall that is hidden, lost or locked away while it lasts is followed by the pop-up, once."""

    async def work() -> Any:
        room = Room()
        room.pop_ups.tell(notice())
        await room.until(1)
        await asyncio.sleep(0.2)
        assert room.sent == [SHOWN]
        assert room.session.looks
        room.session.seen = False
        await room.until(2)
        await asyncio.sleep(0.2)
        await room.close()
        assert not room.session.kept
        assert room.sent == [SHOWN, NO_BUS]

    live(work())


def test_what_is_over_brings_no_pop_up_when_the_wall_goes(live: Live) -> None:
    """Once a board shows the incident no more nothing is left to be told."""

    async def work() -> Any:
        room = Room()
        room.pop_ups.tell(notice())
        await room.until(1)
        room.pop_ups.follow(BOARD)
        room.pop_ups.follow(board(check("kestrin")))
        room.session.seen = False
        await asyncio.sleep(0.3)
        assert not room.session.kept
        await room.close()
        assert room.sent == [SHOWN]

    live(work())


def test_whatever_fails_a_pop_up_comes(live: Live) -> None:
    """A fault while looking at the walls is heard of, and brings the pop-up, also later on."""
    heard: list[Any] = []

    async def work() -> Any:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: heard.append(context["exception"]))
        room = Room()
        room.pop_ups.tell(notice())
        await room.until(1)
        room.broken = True
        await room.until(2)
        room.pop_ups.tell(notice())
        await room.until(3)
        await room.close()
        assert room.sent == [SHOWN, NO_BUS, NO_BUS]

    live(work())
    assert [str(each) for each in heard] == ["the window has gone"] * 2
