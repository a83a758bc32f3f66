"""Outside channels: each with its own queue, so that a sick one slows nobody else."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from functools import partial

from app.model.check import Channel
from app.model.clock import Clock, Moment
from app.model.incident import Incident
from app.model.notice import Delivery, Notice
from app.model.ports import ChannelPolicy, SecretSource
from app.model.value import Value
from app.model.verdict import Level
from app.notify.webhook import NotDelivered, Webhook

_log = logging.getLogger(__name__)

QUEUE = 1000  # notices that may wait for one channel
LINGER = 900.0  # seconds after which a notice is given up; it is tried once in any case


class Pace(Value, frozen=True, kw_only=True):
    """How long a channel is tried. Waits double from ``first`` to ``most`` and are scattered by a fifth."""

    first: float = 1.0
    most: float = 60.0
    linger: float = LINGER

    def wait(self, failures: int, wished: float, dice: random.Random) -> float:
        """Return the seconds to wait after so many failures; what the receiver wished counts."""
        doubled: float = min(self.most, self.first * 2.0 ** min(failures - 1, 20))
        return max(wished, doubled) * dice.uniform(0.8, 1.2)


class _SystemClock:
    def now(self) -> Moment:
        return Moment(wall=time.time(), mono=time.clock_gettime(time.CLOCK_BOOTTIME))


_Waiting = tuple[Notice, Incident, float]  # the number is when it was queued, by time.monotonic


class _Line:
    """One channel: its queue, its sender, the task that works through it in order."""

    def __init__(self, channel: Channel, webhook: Webhook) -> None:
        self.channel = channel
        self.webhook = webhook
        self.queue: asyncio.Queue[_Waiting] = asyncio.Queue(QUEUE)
        self.sending: _Waiting | None = None
        self.task: asyncio.Task[None] | None = None


class WebhookDeliverer:
    """Implements ``app.model.ports.Deliverer``.

    ``on_delivery`` is called on the loop with each outcome, once a notice. What was not settled when the
    program ends has no outcome, and is sent again after the next start under the same notice id.
    """

    def __init__(
        self,
        channels: Sequence[Channel],
        secrets: SecretSource,
        on_delivery: Callable[[Delivery], None],
        *,
        clock: Clock | None = None,
        pace: Pace | None = None,
        timeout: float | None = None,
    ) -> None:
        self._secrets = secrets
        self._on_delivery = on_delivery
        self._clock = clock or _SystemClock()
        self._pace = pace or Pace()
        self._timeout = timeout
        self._dice = random.Random()  # noqa: S311 - scatter, not a secret
        self._lines: dict[str, _Line] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self.update(channels)

    @property
    def channels(self) -> tuple[ChannelPolicy, ...]:
        """The outside channels that are set up."""
        return tuple(
            ChannelPolicy(id=line.channel.id, least=Level(line.channel.min_severity))
            for line in self._lines.values()
        )

    def update(self, channels: Sequence[Channel]) -> None:
        """Take over the channels of a changed inventory. Unchanged ones keep their queue.

        What waited for a removed one is given up; what waited for a changed one goes to its new address.
        """
        before, self._lines = self._lines, {}
        for channel in channels:
            old = before.get(channel.id)
            if old is not None and old.channel == channel:
                self._lines[channel.id] = before.pop(channel.id)
                continue
            self._lines[channel.id] = _Line(channel, self._webhook(channel))
        for old in before.values():
            self._retire(old, self._lines.get(old.channel.id))

    def send(self, notice: Notice, incident: Incident) -> None:
        """Queue a told notice; the outcome comes to the callback given at construction."""
        line = self._lines.get(notice.channel)
        if line is None:
            self._tell(notice, ok=False, attempts=0, detail="there is no such channel")
            return
        try:
            line.queue.put_nowait((notice, incident, time.monotonic()))
        except asyncio.QueueFull:
            self._tell(notice, ok=False, attempts=0, detail=f"{QUEUE} notices already wait for this channel")
            return
        if line.task is None:
            self._start(line)

    async def close(self) -> None:
        """End all deliveries."""
        tasks = [line.task for line in self._lines.values() if line.task is not None]
        tasks += self._leaving
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for line in self._lines.values():
            line.task = None
            await line.webhook.close()

    def _webhook(self, channel: Channel) -> Webhook:
        if self._timeout is None:
            return Webhook(channel, self._secrets)
        return Webhook(channel, self._secrets, timeout=self._timeout)

    def _retire(self, old: _Line, heir: _Line | None) -> None:
        """End a channel's task. What it was just sending is not known to have arrived, so it goes along."""
        if old.task is not None:
            old.task.cancel()
            self._leaving.add(old.task)
            old.task.add_done_callback(self._leaving.discard)
        waiting = [old.sending] if old.sending is not None else []
        while not old.queue.empty():
            waiting.append(old.queue.get_nowait())
        for notice, incident, _ in waiting:
            if heir is None:
                self._tell(notice, ok=False, attempts=0, detail="the channel was removed")
            else:
                self.send(notice, incident)

    def _start(self, line: _Line) -> None:
        line.task = asyncio.create_task(self._work(line), name=f"channel {line.channel.id}")
        line.task.add_done_callback(partial(self._ended, line))

    def _ended(self, line: _Line, task: asyncio.Task[None]) -> None:
        """Let a channel whose task broke go on with what waits for it."""
        if task.cancelled() or (error := task.exception()) is None:
            return
        _log.error("a channel's task ended: %s", task.get_name(), exc_info=error)
        line.task = None
        if self._lines.get(line.channel.id) is line and not line.queue.empty():
            self._start(line)

    async def _work(self, line: _Line) -> None:
        """Send what waits, in order: a recovery never overtakes its problem."""
        try:
            while True:
                line.sending = await line.queue.get()
                notice = line.sending[0]
                ok, attempts, detail = await self._settled(line.webhook, line.sending)
                line.sending = None
                self._tell(notice, ok=ok, attempts=attempts, detail=detail)
        finally:
            await line.webhook.close()

    async def _settled(self, webhook: Webhook, waiting: _Waiting) -> tuple[bool, int, str]:
        """Try until it is delivered, refused for good, or too old. Returns ok, attempts, detail."""
        notice, incident, since = waiting
        attempts = 0
        while True:
            attempts += 1
            failed = await _attempt(webhook, notice, incident)
            if failed is None:
                return True, attempts, ""
            wait = self._pace.wait(attempts, failed.after, self._dice)
            if failed.final or time.monotonic() + wait - since > self._pace.linger:
                return False, attempts, failed.why
            await asyncio.sleep(wait)

    def _tell(self, notice: Notice, *, ok: bool, attempts: int, detail: str) -> None:
        self._on_delivery(
            Delivery(
                notice=notice.id,
                channel=notice.channel,
                at=self._clock.now(),
                ok=ok,
                attempts=attempts,
                detail=detail,
            )
        )


async def _attempt(webhook: Webhook, notice: Notice, incident: Incident) -> NotDelivered | None:
    try:
        await webhook.post(notice, incident)
    except NotDelivered as failed:
        return failed
    except Exception as error:  # noqa: BLE001 - one of the program's two: no delivery may end its channel
        _log.exception("a delivery broke")
        return NotDelivered(f"internal: {error!r}", final=True)
    return None
