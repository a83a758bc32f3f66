"""An inventory entry: how a target is probed and judged."""

from typing import Annotated, Literal

import msgspec

from app.model.channel import OutsideChannel
from app.model.deadman import Deadman
from app.model.grouping import REOPEN_WITHIN, Grouping
from app.model.maintenance import Inhibition, Maintenance
from app.model.probe import Probe
from app.model.routing import Routing
from app.model.rule import Rule
from app.model.surroundings import Surroundings
from app.model.target import Target
from app.model.value import Value
from app.model.wall import WallPlan

Share = Annotated[float, msgspec.Meta(gt=0, le=1)]


class Flapping(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a check counts as flapping: shares of its newest results that differ from the one before."""

    high: Share = 0.5  # it begins at this share
    low: Share = 0.25  # it ends below this one


class Check(Value, frozen=True, kw_only=True):
    """One check, with all defaults filled in. Its id is ``target/check``.

    The detection bound (seconds from a fault to its alarm) is
    ``interval + (attempts - 1) * retry_interval + timeout + 1``.
    """

    id: str
    target: str
    name: str
    short: str
    probe: Probe
    interval: float
    timeout: float  # below the smaller of interval and retry_interval
    retry_interval: float
    attempts: int
    flapping: Flapping | None = Flapping()  # None: not looked at
    recover_hold: float = 0.0  # seconds of good evidence before a firing alert is closed
    rules: tuple[Rule, ...] = ()
    enabled: bool = True

    @property
    def detection_bound(self) -> float:
        """Seconds within which a fault is raised."""
        return self.interval + (self.attempts - 1) * self.retry_interval + self.timeout + 1


class Inventory(Value, frozen=True, kw_only=True):
    """Everything that is watched, resolved and checked."""

    targets: tuple[Target, ...] = ()
    checks: tuple[Check, ...] = ()
    channels: tuple[OutsideChannel, ...] = ()
    fingerprint: str = ""  # hash over the files' contents
    title: str = ""
    around: Surroundings = Surroundings()
    references: Literal["automatic", "none"] = "automatic"  # beside targets labelled so
    timezone: str = ""  # of maintenance windows, as Europe/Malta; empty: the system's
    maintenance: tuple[Maintenance, ...] = ()
    inhibit: tuple[Inhibition, ...] = ()
    routing: Routing = Routing()
    grouping: tuple[Grouping, ...] = ()  # the first that matches holds; none: an incident a target
    reopen_within: float = REOPEN_WITHIN  # seconds after its end in which an incident goes on; 0: never
    deadman: Deadman | None = None  # whom to tell that we live
    walls: tuple[WallPlan, ...] = ()
