"""The pings of one run: what was sent, what came back, and when."""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

from app.model.probe import ProbeFailed
from app.transport.wire import Address

Send = Callable[["PingRun", int], None]


class Plan(NamedTuple):
    """What a run sends. Times in seconds; an answer later than ``wait`` counts as lost."""

    pings: int = 1
    gap: float = 0.2
    wait: float = 1.0
    size: int = 16  # bytes of payload
    ttl: int = 0  # 0: as the system has it
    whole: bool = False  # routers shall not cut it into fragments

    @property
    def seconds(self) -> float:
        """What the run takes at most."""
        return self.gap * (self.pings - 1) + self.wait


class Trips(NamedTuple):
    """What came of a run: a round trip for each ping, None where it is lost."""

    trips: tuple[float | None, ...]
    duplicates: int = 0
    late: int = 0
    news: ProbeFailed | None = None  # what routers or hosts said of pings that did not arrive

    @property
    def came(self) -> list[float]:
        """The round trips of the pings that were answered in time."""
        return [trip for trip in self.trips if trip is not None]


class PingRun:
    """Sends the pings of a plan one after the other and collects what comes back; one future for all."""

    __slots__ = ("_duplicates", "_late", "_left", "_loop", "_send", "_timer", "_trips", "address", "done",
                 "drain", "news", "payload", "plan", "sent", "sequences")  # fmt: skip

    def __init__(
        self, address: Address, plan: Plan, payload: bytes, send: Send, drain: Callable[[], None]
    ) -> None:
        self.address = address
        self.plan = plan
        self.payload = payload
        self.drain = drain  # takes what the socket holds already
        self.sent: list[float] = []
        self.sequences: list[int] = []  # the numbers that its pings go under
        self.news: ProbeFailed | None = None
        self._send = send
        self._trips: list[float | None] = [None] * plan.pings
        self._left = set(range(plan.pings))
        self._duplicates = self._late = 0
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self.done: asyncio.Future[None] = self._loop.create_future()

    async def whole(self) -> Trips:
        """Send and wait for all; raises ``OSError`` of sending, and ``ProbeFailed``."""
        try:
            self._next()
            await self.done
        finally:
            if self._timer is not None:
                self._timer.cancel()
        return Trips(tuple(self._trips), self._duplicates, self._late, self.news)

    def _next(self) -> None:
        plan = self.plan
        while len(self.sent) < plan.pings:
            index = len(self.sent)
            self.sent.append(perf_counter())
            try:
                self._send(self, index)
            except (OSError, ProbeFailed) as reason:
                if not self.done.done():
                    self.done.set_exception(reason)
                return
            if plan.gap > 0 and index + 1 < plan.pings:
                self._timer = self._loop.call_later(plan.gap, self._next)
                return
        self._timer = self._loop.call_later(plan.wait, self._over)

    def _over(self) -> None:
        self.drain()  # it may be only this loop that is late
        if not self.done.done():
            self.done.set_result(None)

    def take(self, index: int, arrived: float) -> None:
        """Note an answer that arrived at a moment of ``perf_counter``."""
        if index not in self._left:
            self._duplicates += 1
            return
        trip = arrived - self.sent[index]
        if trip > self.plan.wait:
            self._late += 1
        else:
            self._trips[index] = trip
        self._settle(index)

    def lose(self, index: int, news: ProbeFailed) -> None:
        """Note that a ping did not arrive."""
        self.news = news
        self._settle(index)

    def _settle(self, index: int) -> None:
        self._left.discard(index)
        if not self._left and not self.done.done():
            self.done.set_result(None)
