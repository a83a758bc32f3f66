"""Time that passes many times faster than it does: a clock, and a loop whose timers follow it."""

import asyncio
import selectors
import time

from app.model.clock import Moment

EPOCH = 1_800_000_000.0
MONO = 1000.0
_ROUND = 2e-6  # seconds that a round of the loop takes: who asks again and again must see time go on


class Pace:
    """``speed`` seconds pass in one; two processes agree where ``began`` is the same (time.monotonic)."""

    def __init__(self, speed: float, began: float | None = None) -> None:
        self.speed = speed
        self.began = time.monotonic() if began is None else began

    def mono(self) -> float:
        """Return the present time, in fast seconds."""
        return MONO + (time.monotonic() - self.began) * self.speed

    def wait(self, until: float) -> float:
        """Return the real seconds until a fast time; 0 where it is over."""
        return max(0.0, self.began + (until - MONO) / self.speed - time.monotonic())

    def now(self) -> Moment:
        """Return the present moment; this is a clock for whoever lives in real time."""
        mono = self.mono()
        return Moment(wall=EPOCH + mono, mono=mono)


class _Selector(selectors.DefaultSelector):
    """Waits for timers at the pace, and for sockets and threads as ever."""

    def __init__(self, pace: Pace) -> None:
        super().__init__()
        self._pace = pace
        self.mono = MONO

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait; time goes on to the next timer, or to the present where something came before it.

        So a loop that comes late sees no time go by meanwhile: it is behind, but nothing in it is late.
        """
        due = None if timeout is None else self.mono + max(timeout, 0.0)
        found = super().select(None if due is None else self._pace.wait(due))
        came = self._pace.mono()
        if due is None:
            self.mono = max(self.mono, came)
        else:
            self.mono = due if not found else max(self.mono, min(due, came))
        self.mono += _ROUND
        return found


class PacedLoop(asyncio.SelectorEventLoop):
    """A loop on fast time. What it waits for outside (sockets, threads) takes as long as it takes."""

    def __init__(self, pace: Pace) -> None:
        self._paced = _Selector(pace)
        super().__init__(self._paced)

    def time(self) -> float:
        """Return the time of this loop, in fast seconds."""
        return self._paced.mono


class PacedClock:
    """The engine's clock: that of its loop, so that its own lateness is none."""

    def __init__(self, loop: PacedLoop) -> None:
        self._loop = loop

    def now(self) -> Moment:
        """Return the present moment."""
        mono = self._loop.time()
        return Moment(wall=EPOCH + mono, mono=mono)
