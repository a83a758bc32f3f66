"""A loop and a clock on which hours pass in a moment: who waits is woken at once, in the order of time."""

import asyncio
import selectors

from app.model.clock import Moment

EPOCH = 1_800_000_000.0
_ROUND = 2e-6  # seconds that a round of the loop takes: who asks again and again must see time go on


class _Leap(selectors.SelectSelector):
    """Has nothing to wait for: where nothing is ready, time goes on to the next timer."""

    def __init__(self) -> None:
        super().__init__()
        self.mono = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Let the time pass that a real loop would wait."""
        self.mono += _ROUND
        assert timeout is not None, "everything waits for what never comes"
        self.mono += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs on time of its own. Nothing in it may wait for threads or sockets."""

    def __init__(self) -> None:
        self.leap = _Leap()
        super().__init__(self.leap)

    def time(self) -> float:
        """Return the time of this loop, in seconds."""
        return self.leap.mono

    def forget_timers(self) -> None:
        """Drop all timers, as a process does that dies."""
        timers: list[asyncio.TimerHandle] = self._scheduled  # type: ignore[attr-defined]
        for timer in tuple(timers):
            timer.cancel()


class VirtualClock:
    """The clocks of a machine; ``wall`` may be stepped, the other one never jumps."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self.offset = EPOCH

    def now(self) -> Moment:
        """Return the present moment."""
        mono = self._loop.time()
        return Moment(wall=self.offset + mono, mono=mono)
