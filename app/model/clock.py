"""Time as a value: decisions are given a moment, they never read a clock."""

from typing import Protocol

from app.model.value import Value


class Moment(Value, frozen=True, kw_only=True):
    """One instant on both clocks.

    ``wall`` is seconds since 1970 UTC, for people and records; it may jump.
    ``mono`` is seconds of a clock that never jumps and counts sleep (CLOCK_BOOTTIME), for durations.
    """

    wall: float
    mono: float

    def seconds_since(self, earlier: "Moment") -> float:
        """Return the seconds from ``earlier`` to this moment, by the clock that never jumps."""
        return self.mono - earlier.mono

    def later(self, seconds: float) -> "Moment":
        """Return the moment ``seconds`` after this one."""
        return Moment(wall=self.wall + seconds, mono=self.mono + seconds)


def recalled(wall: float, now: Moment) -> Moment:
    """Return the moment of a stored wall time on today's clocks; a time in the future becomes now.

    The monotonic clock starts anew with the machine, so only wall times are stored.
    """
    age = max(0.0, now.wall - wall)
    return Moment(wall=now.wall - age, mono=now.mono - age)


class Clock(Protocol):
    """Where the composition root gets moments from."""

    def now(self) -> Moment:
        """Return the present moment."""
        ...
