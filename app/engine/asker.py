"""Asks the gateways and name servers of this machine, and what the inventory calls references."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, Protocol

from app.engine.names import Names
from app.engine.sight import Sight
from app.model.anchor import Anchor, Anchors
from app.model.clock import Clock

APART = 0.2  # seconds between two looks, whatever happens
WITHIN = 1.0  # seconds that an anchor has
_SPOILT = 0.1  # seconds of our own standstill after which silence means nothing
_log = logging.getLogger("nocwall.engine")


class Lateness(Protocol):
    """Tells how long our own loop stood still."""

    def stalled(self, start: float, end: float) -> float:
        """Return the seconds of standstill between two monotonic times."""
        ...


class Asker:
    """Brings what they say into ``sight`` and ``names``, and tells ``news`` each time."""

    def __init__(
        self,
        clock: Clock,
        *,
        anchors: Anchors | None,
        sight: Sight,
        names: Names,
        lateness: Lateness,
        news: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._anchors = anchors
        self._sight = sight
        self._names = names
        self._lateness = lateness
        self._news = news
        self._kept: dict[str, Anchor] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self.asked_at = float("-inf")
        self.recheck: Callable[[Iterable[str]], object] | None = None
        self.look_again: Callable[[Iterable[str]], object] | None = None  # the same, spread out

    @property
    def can_ask(self) -> bool:
        """Whether there is anything to ask beside the inventory's own references."""
        return self._anchors is not None

    def is_beyond(self, address: str) -> bool:
        """Return whether the way to an address leads over a gateway."""
        return self._anchors is not None and self._anchors.is_beyond(address)

    def ask(self) -> None:
        """Ask all that we hold on to, now or in a moment."""
        now = self._clock.now().mono
        if now - self.asked_at < APART:
            if self._timer is None:
                wait = APART - (now - self.asked_at)
                self._timer = asyncio.get_running_loop().call_later(wait, self._ask_now)
            return
        self.asked_at = now
        if self.recheck is not None and self._sight.chosen:
            self.recheck(self._sight.chosen)
        asked = [each for each in self._present() if each.role == "names" or self._sight.asks_machine]
        if asked:
            self._begin(self._look(asked, now))

    def _ask_now(self) -> None:
        self._timer = None
        self.ask()

    async def close(self) -> None:
        """End all questions."""
        if self._timer is not None:
            self._timer.cancel()
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._anchors is not None:
            await self._anchors.close()

    def _present(self) -> Sequence[Anchor]:
        """Return the machine's anchors, and those that are gone with nothing in their place."""
        present = {each.name: each for each in self._anchors.known()} if self._anchors is not None else {}
        remote = [(name, each.role) for name, each in present.items() if each.remote]
        wanted = self._sight.find(remote)
        self._kept = {name: each for name, each in (self._kept | present).items() if name in wanted}
        return tuple((self._kept | present).values())

    async def _look(self, anchors: Sequence[Anchor], started: float) -> None:
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(self._one(anchor, started)) for anchor in anchors]
        outcomes = [task.result() for task in asked]
        servers = [each for each in outcomes if each is not None]
        if servers and not any(servers):
            self._names.hear_servers(started, serving=False)
            self._news()

    async def _one(self, anchor: Anchor, started: float) -> bool | None:
        """Ask one anchor; return whether it looks names up, None where that is not its task."""
        heard = await anchor.ask(WITHIN)
        names = anchor.role == "names"
        if not heard.answered and self._lateness.stalled(started, self._clock.now().mono) > _SPOILT:
            return True if names else None  # it may have answered while we stood still
        if anchor.remote:
            self._sight.hear_anchor(anchor.name, started, answered=heard.answered)
        if heard.serves and self._names.hear_servers(started, serving=True) and self.look_again is not None:
            self.look_again(self._names.affected)
        self._news()
        return heard.serves if names else None

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work, name="lookout")
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("asking what we hold on to failed", exc_info=error)
