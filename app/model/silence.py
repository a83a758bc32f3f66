"""A silence: what somebody does not want to be told for a while."""

from app.model.clock import Moment
from app.model.matcher import Matcher
from app.model.value import Value


class Silence(Value, frozen=True, kw_only=True):
    """One silence, kept after its end for a while.

    ``starts`` and ``ends`` are compared by the clock that never jumps, so that a step of the wall clock makes
    no silence longer or shorter.
    """

    id: str  # "S-3": short enough to be said aloud
    matchers: tuple[Matcher, ...]
    author: str
    reason: str
    made: Moment
    starts: Moment
    ends: Moment
    when_clear: float = 0.0  # seconds without anything matching that fires, after which it ends; 0: never
    ended: Moment | None = None  # ended early by hand, or because all is clear
    ended_by: str = ""  # who did that; empty: because all was clear

    def active(self, now: Moment) -> bool:
        """Return whether it is in force."""
        return self.ended is None and self.starts.mono <= now.mono < self.ends.mono

    def over(self, now: Moment) -> bool:
        """Return whether it will never be in force again."""
        return self.ended is not None or now.mono >= self.ends.mono
