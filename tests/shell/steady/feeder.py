"""An engine that measures nothing: a board of many checks, of which some change each second.

``python -m tests.shell.steady.feeder SOCKET CHECKS CHANGED``; ends with its standard input.
"""

import asyncio
import sys
from math import nan
from pathlib import Path

from msgspec.structs import replace

from app.link.server import LinkServer
from app.model.board import Board, CheckView
from app.model.message import Answer, AskPast, BoardPush, Point, Question, Sender
from app.model.packed import PackedPast
from app.model.phrase import phrase
from app.model.state import State
from tests.link.parts import BUILD, NotingHandler, RealClock
from tests.widgets.fleets import fleet

TURNED = 100  # one in so many changed checks comes into another state
PARTS = 10  # pushes in a second


class Feed(NotingHandler):
    """Keeps the newest board and gives it whole to who comes."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.now = RealClock().now()
        sample = fleet(number, shares=(1 / 6,) * 6).board
        self.checks = [replace(view, last=self.now, since=self.now, interval=30.0) for view in sample.checks]
        self.summary = replace(sample.summary, newest=self.now, oldest=self.now, sound_proved=None)

    def board(self, checks: tuple[CheckView, ...]) -> Board:
        return Board(now=RealClock().now(), checks=checks, summary=self.summary)

    def whole_board(self) -> BoardPush:
        return BoardPush(board=self.board(tuple(self.checks)), whole=True)

    def changed(self, first: int, number: int) -> BoardPush:
        """Return a push in which some checks have a new sample, a few of them another state."""
        now, fresh, points = RealClock().now(), [], []
        for place in range(first, first + number):
            view = self.checks[place % len(self.checks)]
            series = tuple(
                replace(each, value=(each.value or 0.1) * (1.01 if place % 2 else 0.99))
                for each in view.series
            )
            view = replace(view, last=now, series=series)
            if place % TURNED == 0:
                good = view.state is not State.OK
                view = replace(
                    view, state=State.OK if good else State.WARNING, since=now, sentence=phrase("Slow")
                )
            self.checks[place % len(self.checks)] = view
            fresh.append(view)
            points += [Point(check=view.id, series=s.name, at=now.wall, value=s.value) for s in series]
        return BoardPush(board=self.board(tuple(fresh)), points=tuple(points), whole=False)

    async def answer(self, question: Question, sender: Sender) -> Answer:
        if not isinstance(question, AskPast):
            return await super().answer(question, sender)
        now = RealClock().now().wall
        ages = range(3600, 0, -3600 // max(1, min(20, question.limit)))
        at = [now - age for age in ages]
        rows = [0.1] * len(at), [nan] * len(at), [nan] * len(at)
        return Answer(id=0, pasts=tuple(PackedPast.of(*key, at, *rows) for key in question.wanted))


async def feed(path: Path, number: int, changed: int) -> None:
    """Serve until the standard input ends."""
    handler = Feed(number)
    server = LinkServer(path, handler, build=BUILD, clock=RealClock())
    await server.start()
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    first = 0
    print("ready", flush=True)  # noqa: T201 - who started us waits for it
    try:
        while not ended.done():
            await asyncio.sleep(1 / PARTS)
            server.publish(handler.changed(first, changed // PARTS))
            first += changed // PARTS
    finally:
        await server.close()


if __name__ == "__main__":
    asyncio.run(feed(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
