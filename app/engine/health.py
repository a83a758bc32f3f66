"""The engine about itself."""

import asyncio
import os
from collections import deque

from app.engine.gauge import LoopGauge
from app.engine.rounds import Rounds
from app.model.board import EngineHealth
from app.model.clock import Clock, Moment

_KEPT = 60.0
# Beyond these seconds results do not come when they should, and their absence proves nothing.
OVERLOAD_LATE = 2.0
OVERLOAD_STALL = 1.0
_RECENT = 10.0


class Health:
    """Collects lateness of the last minute and makes the report."""

    def __init__(self, *, clock: Clock, gauge: LoopGauge, build: str) -> None:
        self._clock = clock
        self._gauge = gauge
        self._build = build
        self._started = clock.now()
        self._late: deque[tuple[float, float]] = deque()
        self.restarts = 0

    def note_late(self, seconds: float) -> None:
        """Note by how much a run began after its time."""
        now = self._clock.now().mono
        while self._late and self._late[0][0] < now - _KEPT:
            self._late.popleft()
        # Only what may become the worst of its minute is kept.
        while self._late and self._late[-1][1] <= seconds:
            self._late.pop()
        self._late.append((now, seconds))

    def overloaded(self, now: Moment) -> bool:
        """Whether we were so late in the last seconds that missing results are our own fault."""
        stalled = self._gauge.stalled(now.mono - _RECENT, now.mono)
        return stalled > OVERLOAD_STALL or self._worst(now, _RECENT) > OVERLOAD_LATE

    def late(self, now: Moment) -> float:
        """Return the worst lateness of the last minute in seconds."""
        return self._worst(now, _KEPT)

    def report(self, rounds: Rounds, *, checks: int, saved: bool, speaker: str, now: Moment) -> EngineHealth:
        """Return the engine's health as the board shows it."""
        return EngineHealth(
            pid=os.getpid(),
            build=self._build,
            started=self._started,
            checks=checks,
            running=rounds.running,
            runs=rounds.runs,
            late=self.late(now),
            skipped=rounds.skipped,
            tasks=len(asyncio.all_tasks()),
            loop_gap=self._gauge.worst,
            history_saved=saved,
            restarts=self.restarts,
            speaker=speaker,
            shell_alive=bool(speaker),
        )

    def _worst(self, now: Moment, seconds: float) -> float:
        # Each is worse than all that came after it: the first one that is young enough is the worst.
        return next((late for at, late in self._late if at >= now.mono - seconds), 0.0)
