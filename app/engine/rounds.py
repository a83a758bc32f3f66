"""Runs checks as they come due, within the limits."""

import asyncio
import logging
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Protocol

from app.engine.context import NOWHERE, Memory, RunContext
from app.engine.limits import Limits, host_of
from app.engine.line import Line
from app.engine.runner import Lateness, Run
from app.engine.schedule import Due, Schedule
from app.engine.shared import SharedThings
from app.model.check import Check
from app.model.clock import Clock, Moment
from app.model.ports import SecretSource
from app.model.probe import Shared
from app.model.sample import Sample
from app.model.surroundings import Surroundings

# The loop's timers do not count the machine's sleep: look at the clock at least this often.
_LOOK = 0.5
_CLEANUP = 1.0  # seconds in which cancelled runs may end
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
        lent: Sequence[Shared] = (),
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
        self._hosts: dict[str, str] = {}
        self._memories: dict[str, Memory] = {}
        self._line = Line(limits, self._hosts.__getitem__)
        self._runs: set[asyncio.Task[None]] = set()
        self._shared = SharedThings(lent)
        self._around = NOWHERE
        self._wake = asyncio.Event()
        self._closed = False
        self._until = 0.0  # when the scheduler looks again by itself, monotonic
        self.runs = 0
        self.looked = -math.inf  # when the scheduler looked last, monotonic

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
        return len(self._line)

    @property
    def without_place(self) -> int:
        """Checks that are due and cannot start for want of any free place."""
        return self._line.without_place

    def overdue(self, now: Moment) -> float:
        """Return for how many seconds the first of these has been waiting."""
        return self._line.overdue(now.mono)

    def set(self, checks: Sequence[Check], around: Surroundings = NOWHERE) -> None:
        """Take an inventory; kept checks keep plan and memory."""
        self._around = around
        self._checks = {check.id: check for check in checks if check.enabled}
        self._memories = {name: self._memories.get(name) or Memory() for name in self._checks}
        self._line.keep(self._checks)
        self._hosts.clear()
        self._hosts.update((name, host_of(check.probe.address)) for name, check in self._checks.items())
        self._schedule.set(checks, self._clock.now())
        self._wake.set()

    def next_of(self, check: str) -> float | None:
        """Return when a check is due next on the monotonic clock; None where it is not, or runs now."""
        return self._schedule.next_of(check)

    def recheck(self, checks: Iterable[str]) -> int:
        """Run checks now; return how many there are."""
        found = self._schedule.recheck(checks, self._clock.now())
        self._wake.set()
        return found

    def look_again(self, checks: Iterable[str], rate: float = 0.0) -> None:
        """Run checks soon, not all at once; with a ``rate`` at most so many a second."""
        self._schedule.look_again(checks, self._clock.now(), rate)
        self._wake.set()

    async def run(self) -> None:
        """Start what is due, for ever."""
        while True:
            self._wake.clear()
            now = self._clock.now()
            self.looked = now.mono
            for due in self._schedule.due(now):
                if self._line.admit(due):
                    self._start(due)
            next_at = self._schedule.next_at()
            pause = _LOOK if next_at is None else min(_LOOK, max(0.0, next_at - now.mono))
            self._until = now.mono + pause
            await self._wait(pause)

    async def close(self) -> None:
        """Cancel what runs and close what probes shared."""
        self._closed = True  # a place that comes free now is for nobody
        runs = tuple(self._runs)
        for task in runs:
            task.cancel()
        if runs:
            await asyncio.wait(runs, timeout=_CLEANUP)
        await self._shared.close()

    async def _wait(self, pause: float) -> None:
        # A plain timer: asyncio.timeout costs several times as much, and this goes round for each start.
        timer = asyncio.get_running_loop().call_later(pause, self._wake.set)
        try:
            await self._wake.wait()
        finally:
            timer.cancel()

    def _start(self, due: Due) -> None:
        """Run a check that has its place."""
        check = self._checks[due.check]
        now = self._clock.now()
        late = now.mono - due.planned
        self._schedule.started(check.id, now)
        if not self._line.was_held_up(check.id):
            self._overdue(late)  # a host that hangs makes its own checks late, and says nothing of us
        self.runs += check.probe.asks
        context = RunContext(
            check,
            clock=self._clock,
            secrets=self._secrets,
            shared=self._shared,
            memory=self._memories[check.id],
            around=self._around,
            began=now,
        )
        host = self._hosts[check.id]
        run = Run(check, context, self._clock, self._lateness)
        task = run.begin(partial(self._over, check, host, late), now)
        self._runs.add(task)
        task.add_done_callback(partial(self._ended, run, check, host))

    def _over(self, check: Check, host: str, late: float, sample: Sample) -> None:
        soft = False
        try:
            present = self._checks.get(check.id)
            # A probe that was changed meanwhile has not been asked yet.
            if present is not None and (present is check or present.probe == check.probe):
                soft = self._take(present, sample, late)
        finally:
            self._free(check, host, soft=soft)

    def _free(self, check: Check, host: str, *, soft: bool) -> None:
        self._limits.give_back(host)
        self._schedule.finished(check.id, self._clock.now(), soft=soft)
        while not self._closed and (due := self._line.next(host)) is not None:
            self._start(due)
        next_at = self._schedule.next_at()
        if next_at is not None and next_at < self._until:
            self._until = next_at  # it is awake once, not for each of those that end before it has looked
            self._wake.set()

    def _ended(self, run: Run, check: Check, host: str, task: asyncio.Task[None]) -> None:
        self._runs.discard(task)
        if task.cancelled():
            if not run.is_over:
                self._free(check, host, soft=False)
        elif (error := task.exception()) is not None:
            _log.error("%s failed", task.get_name(), exc_info=error)
            self._on_failure(task.get_name(), error)
