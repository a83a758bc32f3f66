"""What a rule says of a check at one moment."""

import enum

from app.model.clock import Moment
from app.model.phrase import NOTHING, Phrase
from app.model.state import ErrorClass
from app.model.value import Value


class Level(enum.StrEnum):
    """The outcome of a rule. ``NONE``: no data, stale, blind, overloaded; it proves nothing."""

    GOOD = "good"
    WARNING = "warning"
    CRITICAL = "critical"
    NONE = "none"


class Verdict(Value, frozen=True, kw_only=True):
    """A rule's outcome with its reason."""

    check: str
    rule: str
    level: Level
    at: Moment
    reason: Phrase = NOTHING
    metric: str = ""
    value: float | None = None
    limit: float | None = None
    low: float | None = None  # the usual band, where the rule has one
    high: float | None = None
    error: ErrorClass | None = None
