"""What the pages of the desk are fed with: the board, and what is asked for beside it."""

from functools import partial
from typing import Any

from app.model.board import Board, Rank
from app.model.clock import Clock, Moment
from app.shell.beside import beside
from app.shell.desk.pages import DeskPages, no_rows
from app.shell.desk.records import Asking, ClosedIncidents, EventLog, flat
from widgets.tables.latest import Latest
from widgets.tr import tr
from widgets.views.shown import all_shown
from widgets.views.support import SupportView, support_view


class Feeding:
    """Feeds the page that is shown; the others wait until they are."""

    def __init__(self, pages: DeskPages, ask: Asking, clock: Clock) -> None:
        self._pages = pages
        self._clock = clock
        self._board: Board | None = None
        self._arrived = clock.now()
        self._age = 0.0
        self._lost = False
        self._asking = False
        self._support: Latest[SupportView] = Latest(pages.support.show_view, beside, pages)
        self.closed, self.events = ClosedIncidents(ask), EventLog(ask)

    @property
    def known(self) -> bool:
        """Whether there has been a board."""
        return self._board is not None

    @property
    def lost(self) -> bool:
        """Whether there is no engine that could do anything."""
        return self._lost or self._board is None

    def now(self) -> Moment:
        """Return this moment on the engine's clocks."""
        if self._board is None:
            return self._clock.now()
        return self._board.now.later(self._age + self._clock.now().seconds_since(self._arrived))

    def take(self, board: Board, age: float, *, lost: bool) -> None:
        """Know a board that is ``age`` seconds old."""
        self._board, self._age, self._lost, self._arrived = board, age, lost, self._clock.now()

    def names(self) -> tuple[set[str], set[str]]:
        """Return the ids of all checks and of all incidents that are known."""
        board = self._board
        if board is None:
            return set(), set()
        incidents = {incident.id for incident in (*board.incidents, *self.closed.rows)}
        return {view.id for view in board.checks}, incidents

    def feed(self) -> None:
        """Give the page that is shown what is known."""
        board = self._board
        if board is None:
            return
        match self._pages.shown:
            case "players":
                now, lost, closed = self.now(), self._lost, self.closed.rows
                work = partial(support_view, board, now, lost=lost, closed=closed)
                self._support.want(work, len(board.checks))
            case "checks":
                self._feed_checks(board)
            case "incidents":
                self._feed_incidents(board)
            case _:
                self._feed_events()

    async def renew(self) -> None:
        """Ask for incidents that are over, and for events while somebody looks at them."""
        if self.lost:
            return
        last = self._board.last_closed if self._board is not None else None
        if await self.closed.renew(last.id if last is not None else "") and self._pages.shown == "incidents":
            self.feed()
        if self._pages.shown == "events":
            await self.renew_events()

    async def renew_events(self) -> None:
        """Ask for what is new, and once for all that was before; two at a time would ask twice."""
        if self._asking or self.lost:
            return
        self._asking = True
        try:
            news = await self.events.renew()
            if not self.events.whole:
                self._feed_events()
                await self.events.fill(self._feed_events)
            elif news:
                self._feed_events()
        finally:
            self._asking = False

    def _feed_checks(self, board: Board) -> None:
        unproved = self._lost or board.summary.rank is Rank.BLIND
        now, panel = self.now(), self._pages.tables["checks"]
        panel.say(none=no_rows("checks"))
        panel.set_stale(unproved)
        panel.feed(partial(all_shown, board.checks, now, lost=unproved), len(board.checks), now)

    def _feed_incidents(self, board: Board) -> None:
        rows = (*board.incidents, *_but(self.closed.rows, board.incidents))
        panel = self._pages.tables["incidents"]
        panel.say(none=no_rows("incidents"), trouble=self.closed.trouble)
        panel.set_stale(self._lost)
        panel.feed(lambda: rows, len(rows), self.now())

    def _feed_events(self) -> None:
        log, panel = self.events, self._pages.tables["events"]
        waiting = tr("Asking the engine for what was before")
        if log.whole or log.trouble or self.lost:
            waiting = ""
        if log.size or log.whole:
            panel.feed(partial(flat, log.pages()), log.size, self.now())
        unknown = tr("The engine does not answer") if self.lost and not log.size else ""
        panel.say(none=no_rows("events"), loading=waiting, trouble=log.trouble or unknown)


def _but(rows: tuple[Any, ...], others: tuple[Any, ...]) -> list[Any]:
    """Return incidents that are not among others: one may have been opened again."""
    there = {row.id for row in others}
    return [row for row in rows if row.id not in there]
