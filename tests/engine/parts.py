"""Checks, clocks and probes for tests of the engine."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import ClassVar

from app.engine.context import Memory, RunContext
from app.engine.shared import SharedThings
from app.model.check import Check
from app.model.clock import Clock, Moment
from app.model.phrase import phrase
from app.model.probe import Context, Probe, ProbeFailed, Reading, Secret
from app.model.rule import Rule
from app.model.state import ErrorClass


class RealClock:
    """The machine's clocks."""

    def now(self) -> Moment:
        return Moment(wall=time.time(), mono=time.monotonic())


class HandClock:
    """A clock that goes when it is told to."""

    def __init__(self, mono: float = 1000.0) -> None:
        self.mono = mono
        self.wall_offset = 1_700_000_000.0

    def now(self) -> Moment:
        return Moment(wall=self.mono + self.wall_offset, mono=self.mono)

    def go(self, seconds: float) -> Moment:
        self.mono += seconds
        return self.now()


class NoSecrets:
    """A secret source in which nothing is kept."""

    async def get(self, reference: Secret) -> str:
        raise ProbeFailed(
            ErrorClass.CREDENTIAL, phrase("The secret {name} is not there", name=reference.secret)
        )


class Told(Probe, frozen=True, kw_only=True, tag="told"):
    """Does what a test put under its name."""

    example: ClassVar[dict[str, object]] = {}
    does: ClassVar[dict[str, Callable[[Context], Awaitable[Reading]]]] = {}

    name: str
    host: str = "host"

    @property
    def address(self) -> str:
        return self.host

    async def run(self, ctx: Context) -> Reading:
        return await self.does[self.name](ctx)


def told(name: str, does: Callable[[Context], Awaitable[Reading]], host: str = "host") -> Told:
    """Return a probe that runs ``does``."""
    Told.does[name] = does
    return Told(name=name, host=host)


async def answers(_: Context) -> Reading:
    """Answer at once."""
    return Reading(values={"things": 1.0})


async def hangs(_: Context) -> Reading:
    """Never answer."""
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


async def refuses(_: Context) -> Reading:
    """Be refused."""
    raise ProbeFailed(ErrorClass.REFUSED, phrase("{name} refuses connections", name="it"), "errno 111")


def check(
    name: str = "a/b",
    probe: Probe | None = None,
    *,
    interval: float = 10.0,
    timeout: float = 5.0,
    retry_interval: float = 6.0,
    attempts: int = 3,
    rules: tuple[Rule, ...] = (),
    enabled: bool = True,
) -> Check:
    """Return a check with everything filled in."""
    return Check(
        id=name,
        target=name.partition("/")[0],
        name=name,
        short=name,
        probe=probe or told("answers", answers),
        interval=interval,
        timeout=timeout,
        retry_interval=retry_interval,
        attempts=attempts,
        rules=rules,
        enabled=enabled,
    )


def context(it: Check, clock: Clock, memory: Memory | None = None) -> RunContext:
    """Return the context of one run."""
    return RunContext(it, clock=clock, secrets=NoSecrets(), shared=SharedThings(), memory=memory or Memory())
