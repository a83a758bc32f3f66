"""How late our own event loop is, so that our lateness is not booked as the target's."""

import asyncio
from collections import deque

from app.model.clock import Clock

_TICK = 0.05
_NOISE = 0.02  # seconds late that timers and a busy machine may be without being a stall
_KEPT = 60.0


class LoopGauge:
    """Ticks on the loop and remembers the last minute's stalls; a sleep or stop of the machine is one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ticked = clock.now().mono
        self._stalls: deque[tuple[float, float]] = deque()

    async def run(self) -> None:
        """Tick for ever."""
        self._ticked = self._clock.now().mono
        while True:
            await asyncio.sleep(_TICK)
            now = self._clock.now().mono
            stall = self._pending(now)
            if stall is not None:
                self._stalls.append(stall)
            while self._stalls and self._stalls[0][1] < now - _KEPT:
                self._stalls.popleft()
            self._ticked = now

    def stalled(self, start: float, end: float) -> float:
        """Return the seconds between two monotonic times in which the loop stood still.

        ``end`` is now or a little before it.
        """
        pending = self._pending(max(end, self._clock.now().mono)) if end > self._ticked + _TICK else None
        if pending is None and (not self._stalls or self._stalls[-1][1] < start):
            return 0.0  # as after nearly every run
        stood = 0.0 if pending is None else _shared(pending, start, end)
        for stall in reversed(self._stalls):
            if stall[1] < start:
                break  # a busy minute holds hundreds that were over before
            stood += _shared(stall, start, end)
        return stood

    @property
    def worst(self) -> float:
        """The longest stall of the last minute in seconds."""
        return max((last - first for first, last in self._stalls), default=0.0)

    def _pending(self, now: float) -> tuple[float, float] | None:
        """Return the stall that the next tick will find; a probe may be resumed before it."""
        due = self._ticked + _TICK
        return (due, now) if now - due > _NOISE else None


def _shared(stall: tuple[float, float], start: float, end: float) -> float:
    """Return for how long a stall and a time were both."""
    return max(0.0, min(end, stall[1]) - max(start, stall[0]))
