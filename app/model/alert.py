"""An alert: a rule's condition for one check, as memory that moves on evidence only."""

import enum

from app.model.clock import Moment
from app.model.phrase import NOTHING, Phrase
from app.model.state import ErrorClass
from app.model.value import Value
from app.model.verdict import Level


class AlertPhase(enum.StrEnum):
    """Where an alert stands; all transitions are one table in ``app.alerts.table``."""

    INACTIVE = "inactive"
    SOFT = "soft"
    FIRING = "firing"
    RECOVERING = "recovering"


class AlertKey(Value, frozen=True, kw_only=True):
    """The name of an alert."""

    check: str
    rule: str


class Alert(Value, frozen=True, kw_only=True):
    """One alert. ``level`` is WARNING or CRITICAL while it is not inactive."""

    key: AlertKey
    phase: AlertPhase = AlertPhase.INACTIVE
    level: Level = Level.GOOD
    attempts: int = 0  # bad verdicts in a row while soft
    since: Moment | None = None  # the first bad verdict
    hard: Moment | None = None  # when it became firing
    good_since: Moment | None = None  # the first good verdict while recovering
    held: float = 0.0  # seconds of good evidence counted so far (the clock stands still without data)
    last: Moment | None = None  # the newest verdict that was evidence
    reason: Phrase = NOTHING
    metric: str = ""  # of the newest bad verdict, as is the error class; incidents are named by them
    error: ErrorClass | None = None


class AlertEvent(enum.StrEnum):
    """What happened to an alert."""

    SOFTENED = "soft"  # first bad verdict
    ATTEMPT = "attempt"
    FIRED = "fired"
    WORSENED = "worsened"
    EASED = "eased"
    RECOVERING = "recovering"
    RELAPSED = "relapsed"
    CLEARED = "cleared"  # closed by good evidence, after it was firing
    PASSED = "passed"  # soft only, never told
    WITHDRAWN = "withdrawn"  # check removed or disabled


class AlertChange(Value, frozen=True, kw_only=True):
    """A step of one alert."""

    event: AlertEvent
    before: Alert
    after: Alert
    at: Moment
