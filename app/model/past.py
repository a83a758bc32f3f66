"""The past of series as charts ask for it, and what is marked in it."""

import enum
from collections.abc import Sequence
from typing import NamedTuple

from app.model.clock import Moment
from app.model.phrase import NOTHING, Phrase
from app.model.value import Value

DAY = 86_400.0
VALUES_KEPT = 2 * DAY  # seconds for which the values themselves are kept


class Tier(NamedTuple):
    """Roll-ups: seconds of a stretch, and for how many it is kept: what charts show and a week before."""

    seconds: float
    keep: float


TIERS = (Tier(600.0, 15 * DAY), Tier(3600.0, 38 * DAY))


def tier_for(step: float, tiers: Sequence[Tier] = TIERS) -> Tier | None:
    """Return the coarsest tier whose stretches are not longer than a step; None: the values themselves."""
    return max((tier for tier in tiers if tier.seconds <= step), default=None)


def step_for(since: float, until: float, now: float, columns: int) -> float:
    """Return the step with which a span is to be asked for: as fine as columns show and as the age leaves."""
    step = (until - since) / max(1, columns)
    if since < now - VALUES_KEPT:
        kept = (tier.seconds for tier in TIERS if since >= now - tier.keep)
        step = max(step, next(kept, TIERS[-1].seconds))
    return step


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
