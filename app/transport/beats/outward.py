"""Our own heartbeat: numbered, and told to each in its own time."""

import asyncio
import math
import os
import platform
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.files.whole import write_whole
from app.model import deadman
from app.model.clock import Clock, Moment
from app.model.deadman import Deadman, SignOfLife, Whole
from app.model.phrase import NOTHING, Phrase, foreign, phrase
from app.model.ports import SecretSource
from app.model.probe import ProbeFailed
from app.transport.beats import signed
from app.transport.beats.aside import aside
from app.transport.beats.beat import OWN
from app.transport.beats.ears import Ear, Message, NotHeard, Tools, ears_of
from app.transport.http import HttpTransport
from app.transport.resolver import Resolver
from app.transport.tls import Contexts

_LONG: Final = 400  # characters of what is said of the state
_CLOSE_WITHIN: Final = 1.0


class _Line:
    """One who hears, and how that goes. What was not told yet when the next is due is given up."""

    def __init__(self, ear: Ear) -> None:
        self.ear = ear
        self.trying: Moment | None = None  # since when nothing is accepted although it is told
        self.accepted: Moment | None = None
        self.trouble: Phrase = NOTHING
        self.task: asyncio.Task[None] | None = None

    @property
    def seen(self) -> deadman.Ear:
        return deadman.Ear(who=self.ear.who, accepted=self.accepted, trouble=self.trouble)


class Outward:
    """Tells our life outside; implements ``app.model.ports.Herald``.

    The engine waits for nothing here: each who hears has one attempt under way at most, over sockets and
    name questions that no probe uses. The counter rises over restarts and steps of the wall clock.
    """

    def __init__(self, *, clock: Clock, secrets: SecretSource, build: str, state: Path | None = None) -> None:
        self._clock = clock
        self._secrets = secrets
        self._build = build
        self._path = state / "heartbeat-counter" if state is not None else None
        self._counter = _kept(self._path)
        self._counting: asyncio.Task[None] | None = None
        self._told: Deadman | None = None
        self._lines: dict[object, _Line] = {}
        self._tools: Tools | None = None
        self._resolver: Resolver | None = None

    @property
    def ears(self) -> tuple[deadman.Ear, ...]:
        """Those who are told, with what is known of each."""
        return tuple(line.seen for line in self._lines.values())

    def unheard(self, now: Moment, patience: float) -> tuple[deadman.Ear, ...]:
        """Return those who have accepted nothing for so many seconds."""
        latest = now.mono - patience
        lines = self._lines.values()
        return tuple(line.seen for line in lines if line.trying is not None and line.trying.mono < latest)

    def set(self, told: Deadman | None) -> None:
        """Take an inventory; who stays the same is kept with what is known of it."""
        self._told = told
        before = self._lines
        self._lines = {key: before.get(key, _Line(ear)) for key, ear in ears_of(told)}
        for key in before.keys() - self._lines.keys():
            task = before[key].task
            if task is not None:
                task.cancel()

    def send(self, whole: Whole, text: Phrase, incidents: int) -> None:
        """Begin to tell everybody; returns at once."""
        if self._told is None:
            return
        message = self._message(self._told, whole, text, incidents)
        tools = self._tools = self._tools or self._made()
        loop = asyncio.get_running_loop()
        for line in self._lines.values():
            line.trying = line.trying or self._clock.now()
            if line.task is None or line.task.done():
                line.task = loop.create_task(self._tell(line, message, tools), name="heartbeat out")
            elif not line.trouble.template:
                line.trouble = phrase("no answer yet")
        if self._path is not None and (self._counting is None or self._counting.done()):
            self._counting = loop.create_task(_keep(self._path, self._counter), name="heartbeat counter")

    async def close(self) -> None:
        """End all attempts."""
        tasks = [line.task for line in self._lines.values() if line.task is not None]
        tasks += [self._counting] if self._counting is not None else []
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_CLOSE_WITHIN)
        if self._tools is not None:
            await self._tools.transport.close()
        if self._resolver is not None:
            await self._resolver.close()
        self._tools = self._resolver = None

    def _made(self) -> Tools:
        self._resolver = Resolver()
        return Tools(HttpTransport(self._resolver, Contexts()), self._secrets)

    def _message(self, told: Deadman, whole: Whole, text: Phrase, incidents: int) -> Message:
        now = self._clock.now()
        self._counter = max(self._counter + 1, math.floor(now.wall * 1000))
        sign = SignOfLife(
            name=told.name or foreign(platform.node(), 60) or "nocwall",
            counter=self._counter,
            unix=round(now.wall, 3),
            time=datetime.fromtimestamp(now.wall, UTC).isoformat(timespec="milliseconds"),
            state=whole,
            text=foreign(text.plain(), _LONG),
            incidents=incidents,
            every=told.every,
            pid=os.getpid(),
            build=self._build,
        )
        return Message(sign.name, signed.encoded(sign), whole.ill)

    async def _tell(self, line: _Line, message: Message, tools: Tools) -> None:
        try:
            await line.ear.tell(message, tools)
        except NotHeard as problem:
            line.trouble = problem.why
        except ProbeFailed as problem:
            line.trouble = problem.sentence
        else:
            line.accepted, line.trouble, line.trying = self._clock.now(), NOTHING, None


async def _keep(path: Path, counter: int) -> None:
    with suppress(OSError):  # the next one is above it by the clock all the same
        await aside("heartbeat counter", lambda: write_whole(path, str(counter).encode(), OWN, alone=True))


def _kept(path: Path | None) -> int:
    """Return the last counter that was kept, 0 where there is none. Blocks for a small file."""
    if path is None:
        return 0
    try:
        text = path.read_bytes()[:20]
        return int(text) if text.isdigit() else 0
    except OSError:
        return 0
