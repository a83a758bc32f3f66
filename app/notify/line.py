"""One channel: what waits for it, and what became of what went before."""

import asyncio
import logging
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from app.model.channel import OutsideChannel
from app.model.channel_view import ChannelState, ChannelView
from app.model.clock import Clock, Moment
from app.model.incident import Incident
from app.model.notice import Notice
from app.model.value import Value
from app.notify.letter import Letter, NotDelivered, Sender

_log = logging.getLogger(__name__)

PATIENCE: Final = 60.0  # seconds for which something may wait until it counts as undelivered


class Pace(Value, frozen=True, kw_only=True):
    """How long a channel is tried. Waits double from ``first`` to ``most`` and are scattered by a fifth."""

    first: float = 1.0
    most: float = 60.0

    def wait(self, failures: int, wished: float, dice: random.Random) -> float:
        """Return the seconds to wait after so many failures; what the receiver wished counts."""
        doubled: float = min(self.most, self.first * 2.0 ** min(failures - 1, 20))
        return max(wished, doubled) * dice.uniform(0.8, 1.2)


class Waiting(NamedTuple):
    """A told notice on its way; ``since`` is when it was queued, by time.monotonic."""

    notice: Notice
    incident: Incident
    since: float


class Settled(NamedTuple):
    """What became of a notice."""

    ok: bool
    attempts: int
    detail: str


@dataclass
class Record:
    """What became of a channel's notices since the start."""

    delivered: Moment | None = None
    failed: Moment | None = None
    undelivered: int = 0  # given up since something arrived
    why: str = ""
    lapsing: float | None = None  # since when what is open could not be sent again


class Line:
    """Its queue, its sender, the task that works through it in order, and its record since the start.

    What is being sent stays first in the queue until its outcome is known.
    """

    def __init__(
        self, channel: OutsideChannel, sender: Sender, *, pace: Pace, dice: random.Random, clock: Clock
    ) -> None:
        self.channel = channel
        self.sender = sender
        self.queue: deque[Waiting] = deque()
        self.task: asyncio.Task[None] | None = None
        self.scheme = ""
        self._pace = pace
        self._dice = dice
        self._clock = clock
        self._news = asyncio.Event()
        self._used = time.monotonic()
        self.record = Record()

    def put(self, waiting: Waiting) -> None:
        """Let a notice wait its turn."""
        self.queue.append(waiting)
        self._news.set()

    def inherit(self, old: "Line") -> None:
        """Go on with the record of the same channel under other settings."""
        self.record = old.record

    async def next(self) -> Waiting:
        """Return what is to be sent, and leave it first in the queue."""
        while not self.queue:
            self._news.clear()
            pause = await self._rest()
            try:
                async with asyncio.timeout(pause):
                    await self._news.wait()
            except TimeoutError:
                continue
        return self.queue[0]

    async def settled(self, waiting: Waiting, letter: Callable[[int], Letter]) -> Settled:
        """Try until it is delivered, refused for good, or too old; ``letter`` is given the attempt."""
        attempts = 0
        while True:
            attempts += 1
            failed = await attempt(self.sender, letter, attempts)
            self._used = time.monotonic()
            if failed is None:
                return Settled(True, attempts, "")
            self.record.why = failed.why
            wait = self._pace.wait(attempts, failed.after, self._dice)
            if failed.final or time.monotonic() + wait - waiting.since > self.channel.give_up_after:
                return Settled(False, attempts, failed.why)
            await asyncio.sleep(wait)

    def worked(self, at: Moment) -> None:
        """Note that something arrived."""
        self.record = Record(delivered=at, failed=self.record.failed)

    def gave_up(self, at: Moment, why: str) -> None:
        """Note that a notice was given up."""
        self.record.failed, self.record.why = at, why
        self.record.undelivered += 1

    def missed(self, why: str) -> None:
        """Note what is wrong now, though nothing is lost by it."""
        self.record.why = why

    def view(self) -> ChannelView:
        """Return the channel as it is shown."""
        now = time.monotonic()
        oldest = max(0.0, now - self.queue[0].since) if self.queue else 0.0
        lapsing = now - self.record.lapsing if self.record.lapsing is not None else 0.0
        return ChannelView(
            id=self.channel.id,
            kind=self.channel.kind,
            scheme=self.scheme,
            min_severity=self.channel.min_severity,
            state=self._state(max(oldest, lapsing)),
            delivered=self.record.delivered,
            failed=self.record.failed,
            why=self.record.why,
            waiting=len(self.queue),
            waiting_for=oldest,
            undelivered=self.record.undelivered,
        )

    def _state(self, oldest: float) -> ChannelState:
        if self.record.undelivered or oldest > PATIENCE:
            return ChannelState.UNDELIVERED
        if self.queue or oldest:
            return ChannelState.WAITING
        return ChannelState.UNPROVED if self.record.delivered is None else ChannelState.WORKING

    async def _rest(self) -> float:
        pause = 0.0

        async def rest() -> None:
            nonlocal pause
            pause = await self.sender.rest(time.monotonic() - self._used)

        failed = await tried(rest)
        if failed is not None:
            if self.record.lapsing is None:
                self.record.lapsing = time.monotonic()
                _log.warning("what is open cannot be sent again to %s: %s", self.channel.id, failed.why)
            self.record.why = failed.why
            return self._pace.first
        if self.record.lapsing is not None:
            self.worked(self._clock.now())
        return pause


async def attempt(sender: Sender, letter: Callable[[int], Letter], number: int) -> NotDelivered | None:
    """Send once; return why it failed."""

    async def deliver() -> None:
        await sender.deliver(letter(number))

    return await tried(deliver)


async def tried(work: Callable[[], Awaitable[None]]) -> NotDelivered | None:
    """Do what a sender does; return why it failed."""
    try:
        await work()
    except NotDelivered as failed:
        return failed
    except Exception as error:  # noqa: BLE001 - one of the program's two: no delivery may end its channel
        _log.exception("a delivery broke")
        return NotDelivered(f"internal: {error!r}", final=True)
    return None
