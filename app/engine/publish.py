"""From the books to the screens: changes are gathered for 50 ms, stored, then shown."""

import asyncio
import contextlib
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import msgspec

from app.alerts.summary import summarise
from app.alerts.tally import Tally
from app.engine.banners import Banners
from app.engine.core import Core
from app.engine.persist import Persister
from app.engine.suppression_views import lasting_views, silence_views
from app.engine.ticker import Ticker
from app.engine.views import view_of
from app.model.board import Board, CheckView, EngineHealth, SoundState, Summary
from app.model.clock import Moment
from app.model.event import Event
from app.model.message import BoardPush, Point

_GATHER = 0.05
_IDLE = 1.0  # an unchanged board is sent this often, for its ages and health
_STORED_WITHIN = 0.3  # what is shown is stored; a slow disk delays the screen by no more than this
_SHARE = 8  # making boards takes at most one part in so many of the time
_MOST_POINTS = 20_000
_CALM = 0.25  # new numbers of many checks are gathered for so long, unless a state changes
_CAUGHT_UP_WITHIN = 1.0
_MANY = 8  # checks with new numbers that make them many


class Outlet(Protocol):
    """The link's server."""

    def publish(self, push: BoardPush) -> None:
        """Send a change of the board to all that watch."""
        ...

    def tell_events(self, events: tuple[Event, ...]) -> None:
        """Send events to all that follow."""
        ...


class Extras(Protocol):
    """What a board holds beyond the books."""

    def health(self, now: Moment) -> EngineHealth:
        """Return the engine's health."""
        ...

    @property
    def sound(self) -> SoundState:
        """What is known of the loudspeaker."""
        ...

    @property
    def sound_proved(self) -> Moment | None:
        """When it was last heard to work."""
        ...


class Publisher:
    """Keeps the board as the screens know it, and sends what changes."""

    def __init__(
        self,
        core: Core,
        *,
        persister: Persister,
        banners: Banners,
        extras: Extras,
        on_summary: Callable[[Summary], None],
    ) -> None:
        self._books = core.books
        self._journal = core.journal
        self._clock = core.clock
        self._changes = core.changes
        self._persister = persister
        self._banners = banners
        self._extras = extras
        self._on_summary = on_summary
        self.ticker = Ticker()
        self._removed: set[str] = set()
        self._points: list[Point] = []
        self._tally = Tally()
        self._places: dict[str, int] = {}  # check -> its place in the inventory
        self._board = Board(now=core.clock.now())
        self._reordered = False
        self._begun = self._done = 0  # boards
        self._turned = asyncio.Event()  # set, and another put in its place, when a board was shown
        self.shown = asyncio.Event()  # set with each board that was sent
        self.outlet: Outlet | None = None
        self.published = -math.inf  # when a board was sent last, monotonic

    def add_points(self, points: Sequence[Point]) -> None:
        """Take points for the charts."""
        if len(self._points) < _MOST_POINTS:
            self._points.extend(points)

    def reorder(self) -> None:
        """Take the checks of a new inventory."""
        self._removed |= set(self._tally.views) - set(self._books.checks)
        self._places = {name: place for place, name in enumerate(self._books.checks)}
        self._changes.checks.update(self._books.checks)
        self._reordered = True
        self._changes.wake.set()

    def whole(self) -> BoardPush:
        """Return the newest board that was shown, whole."""
        board = msgspec.structs.replace(
            self._board, checks=tuple(self._tally.views.values()), now=self._clock.now()
        )
        return BoardPush(board=board, whole=True)

    def sounding(self) -> tuple[str, ...]:
        """Return the incidents that are to be heard now, as the newest board says."""
        return self._board.summary.sounding

    def view(self, check: str) -> CheckView | None:
        """Return the view of a check as it was shown."""
        return self._tally.views.get(check)

    def views(self) -> Iterable[CheckView]:
        """Return the views of all checks as they were shown."""
        return self._tally.views.values()

    async def run(self) -> None:
        """Publish for ever."""
        while True:
            await self._wait()
            spent = await self.flush()
            await asyncio.sleep(max(_GATHER, spent * _SHARE))
            await self._calm()

    async def flush(self) -> float:
        """Send what changed, once it is stored; return the seconds that making it took."""
        self._begun = number = self._begun + 1
        self._changes.wake.clear()
        self._changes.hurry.clear()
        began = self._clock.now()
        events = self._journal.take_told()
        self.ticker.looked = self._books.looked
        self.ticker.take(events)
        push = self._push(began)
        spent = self._clock.now().mono - began.mono
        await self._persister.settled(self._journal.generation, _STORED_WITHIN)
        self._board = push.board
        if self.outlet is not None:
            self.outlet.publish(push)
            if events:
                self.outlet.tell_events(events)
        self.shown.set()
        self._done, turned, self._turned = number, self._turned, asyncio.Event()
        turned.set()
        self.published = self._clock.now().mono
        return spent

    async def caught_up(self) -> None:
        """Wait until a board shows all that has changed so far, but never long."""
        wanted = self._begun + self._changes.wake.is_set()
        self._changes.hurry.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CAUGHT_UP_WITHIN):
                while self._done < wanted:
                    await self._turned.wait()

    async def _calm(self) -> None:
        """Gather on where many checks have but new numbers: each board costs every screen a merge."""
        if len(self._changes.checks) < _MANY:
            return
        try:
            async with asyncio.timeout(_CALM - _GATHER):
                await self._changes.hurry.wait()
        except TimeoutError:
            pass

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(_IDLE):
                await self._changes.wake.wait()
        except TimeoutError:
            pass

    def _push(self, now: Moment) -> BoardPush:
        by_check = self._books.incidents_by_check()
        changed = sorted(self._changes.checks & self._places.keys(), key=self._places.__getitem__)
        views = [view_of(self._books, name, by_check) for name in changed]
        self._keep(views)
        points, self._points = tuple(self._points), []
        removed, self._removed = tuple(self._removed), set()
        self._changes.checks.clear()
        whole, self._reordered = self._reordered, False
        checks = tuple(self._tally.views.values()) if whole else tuple(views)
        return BoardPush(board=self._made(checks, now), whole=whole, removed=removed, points=points)

    def _keep(self, views: Sequence[CheckView]) -> None:
        if self._reordered:
            self._tally.reset(views)
        else:
            for view in views:
                self._tally.take(view)

    def _made(self, checks: tuple[CheckView, ...], now: Moment) -> Board:
        books, banners = self._books, self._banners.all
        incidents = books.incidents.open()
        summary = summarise(
            self._tally,
            incidents,
            now=now,
            sound=self._extras.sound,
            sound_proved=self._extras.sound_proved,
            muting=books.muting,
            known=books.silent(incidents),
            banners=banners,
            blind=books.blind,
        )
        self._on_summary(summary)
        return Board(
            now=now,
            title=books.inventory.title,
            checks=checks,
            incidents=incidents,
            summary=summary,
            health=self._extras.health(now),
            banners=banners,
            ticker=self.ticker.entries,
            stream=books.stream.newest,
            stream_earlier=books.stream.earlier,
            silences=silence_views(books, now),
            maintenance=lasting_views(books, now),
            last_closed=books.last_closed,
            looked=books.looked,
            walls=books.inventory.fingerprint if books.inventory.walls else "",
            unseen=self.ticker.unseen,
            quiet_since=books.quiet_since,
            deploys=books.deploys.newest(),
        )
