"""Fill the charts of a fresh wall with what the engine remembers: those of its page first."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from app.model.board import Board, CheckView, SeriesView
from app.model.message import Answer, AskPast, Question
from app.model.packed import PackedPast

SPAN = 3600.0  # seconds that the charts show
BATCH = 20  # series in one question
FIRST = 60  # the same of the page's own: as many as a page has
ALL = 60_000  # points in all; a wall of many checks gets fewer of each
FEWEST, MOST = 20, 400  # points of one series

Key = tuple[str, str]  # check and series


async def fill_charts(
    board: Board,
    ask: Callable[[Question], Awaitable[Answer]],
    show: Callable[[Sequence[PackedPast]], None],
    *,
    since: float,
    first: Sequence[Key] = (),
    first_shown: Callable[[], None] = lambda: None,
) -> None:
    """Ask for all series of the board since a wall time; gives up at the first question without answer.

    ``first``: those that are asked before all others; when they are there ``first_shown`` is called.
    """
    wanted = [(check.id, series.name) for check in board.checks for series in check.series]
    if not wanted:
        return
    limit = max(FEWEST, min(MOST, ALL // len(wanted)))
    known = set(first)
    others = [key for key in wanted if key not in known]
    for keys, batch in ((list(first), FIRST), (others, BATCH)):
        for place in range(0, len(keys), batch):
            part = tuple(keys[place : place + batch])
            answer = await ask(AskPast(wanted=part, since=since, limit=limit))
            if answer.error:
                return
            show(answer.pasts)
            if keys is not others:
                first_shown()
            await asyncio.sleep(0)  # the window may paint in between


def telling(
    board: Board, page: str, of: Callable[[CheckView], SeriesView | None], most: int = FIRST
) -> tuple[Key, ...]:
    """Return the series that a page of one class draws, ``of`` each check the telling one; of others none."""
    found = ((view.id, of(view)) for view in board.checks if view.element.value == page)
    return tuple((check, series.name) for check, series in found if series is not None)[:most]
