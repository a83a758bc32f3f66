"""Runs checks as they come due, within the limits."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from app.engine.context import Memory, RunContext
from app.engine.limits import Limits
from app.engine.runner import Lateness, run_check
from app.engine.schedule import Due, Schedule
from app.engine.shared import SharedThings
from app.model.check import Check
from app.model.clock import Clock
from app.model.ports import SecretSource
from app.model.sample import Sample

# The loop's timers do not count the machine's sleep: look at the clock at least this often.
_LOOK = 0.5
_log = logging.getLogger("nocwall.engine")


class Taker(Protocol):
    """Takes each finished sample at once; returns whether a bad result wants confirmation soon."""

    def __call__(self, check: Check, sample: Sample, late: float) -> bool:
        """``late``: seconds that the run began after its time."""
        ...


class Rounds:
    """Owns the schedule and the runs that are under way."""

    def __init__(
        self,
        *,
        clock: Clock,
        limits: Limits,
        secrets: SecretSource,
        lateness: Lateness,
        take: Taker,
        overdue: Callable[[float], None],
        on_failure: Callable[[str, BaseException], None],
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._secrets = secrets
        self._lateness = lateness
        self._take = take
        self._overdue = overdue
        self._on_failure = on_failure
        self._schedule = Schedule()
        self._checks: Mapping[str, Check] = {}
        self._memories: dict[str, Memory] = {}
        self._waiting: deque[Due] = deque()
        self._runs: set[asyncio.Task[None]] = set()
        self._shared = SharedThings()
        self._wake = asyncio.Event()
        self.runs = 0

    @property
    def running(self) -> int:
        """Runs under way."""
        return self._limits.running

    @property
    def skipped(self) -> int:
        """Planned starts that passed while the check still ran or waited for a place."""
        return self._schedule.skipped

    @property
    def waiting(self) -> int:
        """Checks that are due and have no place yet."""
        return len(self._waiting)

    def set(self, checks: Sequence[Check]) -> None:
        """Take an inventory; kept checks keep plan and memory."""
        self._checks = {check.id: check for check in checks if check.enabled}
        self._memories = {name: self._memories.get(name) or Memory() for name in self._checks}
        self._waiting = deque(due for due in self._waiting if due.check in self._checks)
        self._schedule.set(checks, self._clock.now())
        self._wake.set()

    def recheck(self, checks: Iterable[str]) -> int:
        """Run checks now; return how many there are."""
        found = self._schedule.recheck(checks, self._clock.now())
        self._wake.set()
        return found

    async def run(self) -> None:
        """Start what is due, for ever."""
        while True:
            self._wake.clear()
            now = self._clock.now()
            self._waiting.extend(self._schedule.due(now))
            self._start_waiting()
            next_at = self._schedule.next_at()
            pause = _LOOK if next_at is None else min(_LOOK, max(0.0, next_at - now.mono))
            await self._wait(pause)

    async def close(self) -> None:
        """Cancel what runs and close what probes shared."""
        runs = tuple(self._runs)
        for task in runs:
            task.cancel()
        await asyncio.gather(*runs, return_exceptions=True)
        await self._shared.close()

    async def _wait(self, pause: float) -> None:
        try:
            async with asyncio.timeout(pause):
                await self._wake.wait()
        except TimeoutError:
            pass

    def _start_waiting(self) -> None:
        # A host whose places are taken lets the others pass.
        for _ in range(len(self._waiting)):
            if self._limits.full:
                return
            due = self._waiting.popleft()
            check = self._checks.get(due.check)
            if check is None:
                continue
            if self._limits.take(check.probe.address):
                self._start(check, due)
            else:
                self._waiting.append(due)

    def _start(self, check: Check, due: Due) -> None:
        now = self._clock.now()
        self._schedule.started(check.id, now)
        self._overdue(now.mono - due.planned)
        self.runs += 1
        task = asyncio.get_running_loop().create_task(
            self._one(check, now.mono - due.planned), name=f"run {check.id}"
        )
        self._runs.add(task)
        task.add_done_callback(self._ended)

    async def _one(self, check: Check, late: float) -> None:
        context = RunContext(
            check,
            clock=self._clock,
            secrets=self._secrets,
            shared=self._shared,
            memory=self._memories.setdefault(check.id, Memory()),
        )
        soft = False
        try:
            sample = await run_check(check, context, self._clock, self._lateness)
            present = self._checks.get(check.id)
            # A probe that was changed meanwhile has not been asked yet.
            if present is not None and present.probe == check.probe:
                soft = self._take(present, sample, late)
        finally:
            self._limits.give_back(check.probe.address)
            self._schedule.finished(check.id, self._clock.now(), soft=soft)
            self._wake.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._runs.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("%s failed", task.get_name(), exc_info=error)
            self._on_failure(task.get_name(), error)
