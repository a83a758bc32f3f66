"""The engine about itself."""

import asyncio
import os
from collections import deque

from app.engine.gauge import LoopGauge
from app.engine.load import CALM, RECENT, Load, Pace
from app.engine.rounds import Rounds
from app.model.board import EngineHealth
from app.model.clock import Clock, Moment
from app.model.deadman import Pulse

_KEPT = 60.0


class Health:
    """Collects lateness of the last minute and makes the report."""

    def __init__(self, *, clock: Clock, gauge: LoopGauge, build: str) -> None:
        self._clock = clock
        self._gauge = gauge
        self._build = build
        self._started = clock.now()
        self._late: deque[tuple[float, float]] = deque()
        self.load = Load(self._started)
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

    def look(self, rounds: Rounds, now: Moment) -> None:
        """Find out whether this machine keeps up."""
        pace = Pace(
            stalled=self._gauge.stalled(now.mono - RECENT, now.mono),
            stalled_lately=self._gauge.stalled(now.mono - CALM, now.mono),
            late=self._worst(now, RECENT),
            late_lately=self._worst(now, CALM),
            overdue=rounds.overdue(now),
            waiting=rounds.without_place,
        )
        self.load.look(pace, now)

    def late(self, now: Moment) -> float:
        """Return the worst lateness of the last minute in seconds."""
        return self._worst(now, _KEPT)

    def report(
        self, rounds: Rounds, *, checks: int, saved: bool, speaker: str, pulse: Pulse, now: Moment
    ) -> EngineHealth:
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
            waiting=rounds.waiting,
            tasks=len(asyncio.all_tasks()),
            loop_gap=self._gauge.worst,
            history_saved=saved,
            restarts=self.restarts,
            speaker=speaker,
            shell_alive=bool(speaker),
            pulse=pulse,
        )

    def _worst(self, now: Moment, seconds: float) -> float:
        # Each is worse than all that came after it: the first one that is young enough is the worst.
        return next((late for at, late in self._late if at >= now.mono - seconds), 0.0)
