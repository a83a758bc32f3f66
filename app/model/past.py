"""The past of series as charts ask for it, and what is marked in it."""

import enum

from app.model.clock import Moment
from app.model.phrase import NOTHING, Phrase
from app.model.value import Value


class SpanFigures(Value, frozen=True, kw_only=True):
    """Numbers of one series over a span. Percentiles are those of all values (linear between neighbours).

    ``rolled``: seconds of the stretches whose averages the percentiles are of; 0: the values themselves.
    """

    check: str
    series: str
    count: int
    low: float
    high: float
    mean: float
    p50: float
    p95: float
    p99: float
    rolled: float = 0.0


class Deploy(Value, frozen=True, kw_only=True):
    """Something that was done to targets, as somebody marked it; without targets it was done to all."""

    id: int
    at: Moment
    text: str
    who: str
    targets: tuple[str, ...] = ()

    def concerns(self, target: str) -> bool:
        """Return whether it was done to a target."""
        return not self.targets or target in self.targets


class MarkKind(enum.StrEnum):
    """What charts mark."""

    BEGAN = "began"  # of an incident
    ENDED = "ended"
    TAKEN = "taken"  # acknowledged
    MAINTENANCE = "maintenance"  # a window began
    DEPLOYED = "deployed"


class ChartMark(Value, frozen=True, kw_only=True):
    """Something that happened at a wall time."""

    at: float
    kind: MarkKind
    text: Phrase = NOTHING
