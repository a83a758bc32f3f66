"""An engine that measures nothing: 36 checks of one class with their past, and a sample a second each.

``python -m tests.bench.first_paint.feeder SOCKET``; ends with its standard input.
"""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from math import nan
from pathlib import Path

from msgspec.structs import replace

from app import __version__
from app.link.server import LinkServer
from app.model.board import Board
from app.model.message import Answer, AskPast, BoardPush, Point, Question, Sender
from app.model.packed import PackedPast
from app.model.target import ElementClass
from tests.bench.charts.samples import BAND, sample
from tests.bench.report import say
from tests.link.parts import NotingHandler, RealClock
from tests.widgets.fleets import fleet

CHARTS = 36  # as many as a page of one class holds at 1080p
SPAN = 900  # seconds, that such a page shows
PUSH = 1.0


class Feed(NotingHandler):
    """Keeps the board, and makes the samples that the peer's page makes."""

    def __init__(self) -> None:
        super().__init__()
        shares = [float(element is ElementClass.API) for element in ElementClass]
        self._sample = fleet(CHARTS, shares=[*shares[:-1], 0.0]).board
        self._number = {view.id: place for place, view in enumerate(self._sample.checks)}

    def whole_board(self) -> BoardPush:
        return BoardPush(board=self._board(), whole=True)

    def fresh(self) -> BoardPush:
        """Return what a second brings."""
        board, at = self._board(), RealClock().now().wall
        keys = [(view.id, each.name) for view in board.checks for each in view.series]
        return BoardPush(board=board, points=tuple(self._points(keys, [at])), whole=False)

    async def answer(self, question: Question, sender: Sender) -> Answer:
        if not isinstance(question, AskPast):
            return await super().answer(question, sender)
        now = RealClock().now().wall
        steps = max(1, min(SPAN, question.limit))
        times = _past(now, steps)
        return Answer(id=0, pasts=tuple(self._past(key, times) for key in question.wanted))

    def _past(self, key: tuple[str, str], times: Sequence[float]) -> PackedPast:
        values = [_sample(self._number[key[0]], int(at)) for at in times]
        lows, highs = ([end] * len(times) for end in BAND)
        return PackedPast.of(*key, times, [nan if value is None else value for value in values], lows, highs)

    def _points(self, keys: Sequence[tuple[str, str]], times: Sequence[float]) -> Iterator[Point]:
        for check, series in keys:
            for at in times:
                value = sample(self._number[check], 0, int(at))
                if value is not None:
                    yield Point(check=check, series=series, at=at, value=value, low=BAND[0], high=BAND[1])

    def _board(self) -> Board:
        now = RealClock().now()
        checks = tuple(replace(view, last=now, since=now, interval=30.0) for view in self._sample.checks)
        summary = replace(self._sample.summary, newest=now, oldest=now, sound_proved=None)
        return Board(now=now, checks=checks, summary=summary)


@cache
def _sample(number: int, second: int) -> float | None:
    """Return a sample; an engine has them ready, and this one is not measured."""
    return sample(number, 0, second)


def _past(now: float, steps: int) -> list[float]:
    return [now - SPAN * (steps - step) / steps for step in range(steps)]


async def feed(path: Path) -> None:
    """Serve until the standard input ends."""
    handler = Feed()
    server = LinkServer(path, handler, build=__version__, clock=RealClock())
    await server.start()
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    say("ready")
    try:
        while not ended.done():
            await asyncio.sleep(PUSH)
            server.publish(handler.fresh())
    finally:
        await server.close()


if __name__ == "__main__":
    asyncio.run(feed(Path(sys.argv[1])))
