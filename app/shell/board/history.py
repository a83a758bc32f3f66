"""Fill the charts of a fresh wall with what the engine remembers, a few series at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from app.model.board import Board
from app.model.message import Answer, AskHistory, Point, Question

SPAN = 3600.0  # seconds that the charts show
BATCH = 20  # series in one question
ALL = 60_000  # points in all; a wall of many checks gets fewer of each
FEWEST, MOST = 20, 400  # points of one series


async def fill_charts(
    board: Board,
    ask: Callable[[Question], Awaitable[Answer]],
    show: Callable[[Sequence[Point]], None],
    *,
    since: float,
) -> None:
    """Ask for all series of the board since a wall time; gives up at the first question without answer."""
    wanted = [(check.id, series.name) for check in board.checks for series in check.series]
    if not wanted:
        return
    limit = max(FEWEST, min(MOST, ALL // len(wanted)))
    for first in range(0, len(wanted), BATCH):
        batch = tuple(wanted[first : first + BATCH])
        answer = await ask(AskHistory(wanted=batch, since=since, limit=limit))
        if answer.error:
            return
        show(answer.points)
        await asyncio.sleep(0)  # the window may paint in between
