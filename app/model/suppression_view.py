"""Silences and maintenance windows as they are shown."""

from app.model.clock import Moment
from app.model.value import Value


class SilenceView(Value, frozen=True, kw_only=True):
    """A silence as people read it."""

    id: str
    matchers: str  # as they are written
    who: str
    reason: str
    starts: Moment
    until: Moment  # on today's clocks
    active: bool = True
    over: bool = False
    when_clear: float = 0.0
    hides: int = 0  # alerts that fire and that it keeps from being told


class MaintenanceView(Value, frozen=True, kw_only=True):
    """A maintenance window as people read it."""

    id: str
    matchers: str
    who: str = ""
    reason: str = ""
    kind: str  # fixed, flexible, recurring
    listed: bool = False  # it stands in the inventory
    active: bool = False
    starts: Moment | None = None  # of the occurrence that lasts, or of the next one; None: there is none
    until: Moment | None = None
    hides: int = 0  # checks that it covers


class Preview(Value, frozen=True, kw_only=True):
    """What matchers mean now: names, at most 200 of each, and how many there are."""

    checks: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    checks_count: int = 0
    incidents_count: int = 0
