"""The machine's clocks."""

import time

from app.model.clock import Moment


class SystemClock:
    """Wall clock for people; for durations the clock that never jumps and counts the machine's sleep."""

    def __init__(self) -> None:
        self._mono = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

    def now(self) -> Moment:
        """Return the present moment."""
        return Moment(wall=time.time(), mono=time.clock_gettime(self._mono))
