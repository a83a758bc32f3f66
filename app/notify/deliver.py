"""Outside channels: each with its own queue, so that a sick one slows nobody else."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import msgspec

from app.model.channel import AlertmanagerChannel, AppriseChannel, OutsideChannel, WebhookChannel
from app.model.channel_view import ChannelView
from app.model.clock import Clock, Moment
from app.model.incident import Incident
from app.model.notice import Delivery, Notice
from app.model.ports import ChannelPolicy, SecretSource
from app.model.target import Target
from app.model.verdict import Level
from app.notify.alertmanager import Alertmanager
from app.notify.apprise import UNKNOWN, Apprise
from app.notify.letter import Letter, Sender, letter
from app.notify.line import Line, Pace, Waiting, attempt
from app.notify.trial import trial
from app.notify.webhook import Webhook

_log = logging.getLogger(__name__)

QUEUE = 1000  # notices that may wait for one channel behind the one that is being sent
TRIED_WITHIN: Final = 15.0  # seconds of a test, in all


class _SystemClock:
    def now(self) -> Moment:
        return Moment(wall=time.time(), mono=time.clock_gettime(time.CLOCK_BOOTTIME))


class ChannelDeliverer:
    """Implements ``app.model.ports.Deliverer``.

    ``on_delivery`` is called on the loop with each outcome, once a notice. What was not settled when the
    program ends has no outcome, and is sent again after the next start under the same notice id.
    ``child`` is the command line of the program's own Apprise child. ``told`` is set by who keeps the
    incidents: those open ones of which a channel was told and not yet the end.
    """

    def __init__(
        self,
        channels: Sequence[OutsideChannel],
        secrets: SecretSource,
        on_delivery: Callable[[Delivery], None],
        *,
        clock: Clock | None = None,
        pace: Pace | None = None,
        child: Sequence[str] = (),
    ) -> None:
        self.told: Callable[[str], Sequence[Incident]] = lambda _: ()
        self._secrets = secrets
        self._on_delivery = on_delivery
        self._clock = clock or _SystemClock()
        self._pace = pace or Pace()
        self._child = child
        self._dice = random.Random()  # noqa: S311 - scatter, not a secret
        self._lines: dict[str, Line] = {}
        self._targets: dict[str, Target] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self.update(channels)

    @property
    def channels(self) -> tuple[ChannelPolicy, ...]:
        """The outside channels that are set up."""
        return tuple(
            ChannelPolicy(id=line.channel.id, least=Level(line.channel.min_severity))
            for line in self._lines.values()
        )

    def update(self, channels: Sequence[OutsideChannel], targets: Sequence[Target] = ()) -> None:
        """Take over the channels of a changed inventory. Unchanged ones keep their queue.

        What waited for a removed one is given up; what waited for a changed one goes to its new address.
        """
        self._targets = {target.id: target for target in targets}
        before, self._lines = self._lines, {}
        for channel in channels:
            old = before.get(channel.id)
            if old is not None and old.channel == channel:
                self._lines[channel.id] = before.pop(channel.id)
                continue
            self._lines[channel.id] = line = self._line(channel)
            if isinstance(channel, AlertmanagerChannel):
                self._start(line)  # what is open is sent again, whether there is news or not
        for old in before.values():
            self._retire(old, self._lines.get(old.channel.id))

    def send(self, notice: Notice, incident: Incident) -> None:
        """Queue a told notice; the outcome comes to the callback given at construction."""
        line = self._lines.get(notice.channel)
        if line is None:
            self._tell(notice, ok=False, attempts=0, detail="there is no such channel")
            return
        if len(line.queue) > QUEUE:
            detail = f"{QUEUE} notices already wait for this channel"
            line.gave_up(self._clock.now(), detail)
            self._tell(notice, ok=False, attempts=0, detail=detail)
            return
        line.put(Waiting(notice, incident, time.monotonic()))
        if line.task is None:
            self._start(line)

    def views(self) -> tuple[ChannelView, ...]:
        """Return all channels as they are shown."""
        return tuple(line.view() for line in self._lines.values())

    async def find_schemes(self) -> None:
        """Look up what may be shown of addresses that are secrets."""

        async def find(line: Line) -> None:
            if isinstance(line.sender, Apprise):
                line.scheme = await line.sender.scheme()

        # At once: a keyring that does not answer takes its time for each of them.
        await asyncio.gather(*(find(line) for line in self._lines.values() if not line.scheme))

    async def test(self, channel: str, who: str) -> Delivery | None:
        """Send a test by a sender of its own, past whatever waits; None where there is no such channel."""
        line = self._lines.get(channel)
        if line is None:
            return None
        notice, incident = trial(channel, who, self._clock.now())
        sender = self._sender(line.channel)
        try:
            async with asyncio.timeout(TRIED_WITHIN):
                failed = await attempt(sender, partial(self._letter, line.channel, notice, incident), 1)
            why = failed.why if failed is not None else ""
        except TimeoutError:
            why = f"no answer in {TRIED_WITHIN:g} s; {UNKNOWN}"
        finally:
            await sender.close()
        line.missed(why) if why else line.worked(self._clock.now())
        return Delivery(notice=notice.id, channel=channel, at=self._clock.now(), ok=not why, detail=why)

    async def close(self) -> None:
        """End all deliveries."""
        tasks = [line.task for line in self._lines.values() if line.task is not None]
        tasks += self._leaving
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for line in self._lines.values():
            line.task = None
            await line.sender.close()

    def _line(self, channel: OutsideChannel) -> Line:
        line = Line(channel, self._sender(channel), pace=self._pace, dice=self._dice, clock=self._clock)
        if isinstance(channel, WebhookChannel):
            line.scheme = channel.url.partition(":")[0].lower()
        elif isinstance(channel, AlertmanagerChannel):
            line.scheme = channel.urls[0].partition(":")[0].lower()
        return line

    def _sender(self, channel: OutsideChannel) -> Sender:
        match channel:
            case WebhookChannel():
                return Webhook(channel, self._secrets)
            case AppriseChannel():
                return Apprise(channel, self._secrets, self._child)
            case AlertmanagerChannel():
                return Alertmanager(channel, self._secrets, told=self._told_to, target=self._target)

    def _letter(self, channel: OutsideChannel, notice: Notice, incident: Incident, number: int) -> Letter:
        made = letter(channel, notice, incident, self._targets.get(incident.target))
        return msgspec.structs.replace(made, attempt=number)

    def _told_to(self, channel: str) -> Sequence[Incident]:
        return self.told(channel)

    def _target(self, name: str) -> Target | None:
        return self._targets.get(name)

    def _retire(self, old: Line, heir: Line | None) -> None:
        """End a channel's task. What it was just sending is not known to have arrived, so it goes along."""
        if old.task is not None:
            old.task.cancel()
            self._leaving.add(old.task)
            old.task.add_done_callback(self._leaving.discard)
        if heir is not None:
            heir.inherit(old)
        for waiting in old.queue:
            if heir is None:
                self._tell(waiting.notice, ok=False, attempts=0, detail="the channel was removed")
            else:
                heir.put(waiting)
        if heir is not None and heir.queue and heir.task is None:
            self._start(heir)

    def _start(self, line: Line) -> None:
        line.task = asyncio.create_task(self._work(line), name=f"channel {line.channel.id}")
        line.task.add_done_callback(partial(self._ended, line))

    def _ended(self, line: Line, task: asyncio.Task[None]) -> None:
        """Let a channel whose task broke go on with what waits for it."""
        if task.cancelled() or (error := task.exception()) is None:
            return
        _log.error("a channel's task ended: %s", task.get_name(), exc_info=error)
        line.task = None
        if self._lines.get(line.channel.id) is line:
            self._start(line)

    async def _work(self, line: Line) -> None:
        """Send what waits, in order: a recovery never overtakes its problem."""
        try:
            while True:
                waiting = await line.next()
                make = partial(self._letter, line.channel, waiting.notice, waiting.incident)
                ok, attempts, detail = await line.settled(waiting, make)
                line.queue.popleft()
                now = self._clock.now()
                line.worked(now) if ok else line.gave_up(now, detail)
                self._tell(waiting.notice, ok=ok, attempts=attempts, detail=detail)
        finally:
            await line.sender.close()

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
