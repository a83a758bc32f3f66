"""An incident: alerts with one timeline and one owner."""

import enum

from app.model.alert import AlertKey
from app.model.clock import Moment
from app.model.notice import Telling
from app.model.phrase import NOTHING, Phrase
from app.model.routing import Waited
from app.model.rule import FLAPPING
from app.model.suppression import Suppression
from app.model.target import ElementClass
from app.model.value import Value
from app.model.verdict import Level


class EntryKind(enum.StrEnum):
    """Kinds of timeline entries."""

    FIRST_BAD = "first-bad"
    HARD = "hard"
    JOINED = "joined"  # a further alert of the same target
    WORSENED = "worsened"
    EASED = "eased"
    TOLD = "told"
    WITHHELD = "withheld"
    ACKNOWLEDGED = "acknowledged"
    ACK_CLEARED = "ack-cleared"
    COMMENT = "comment"
    RECOVERING = "recovering"
    RELAPSED = "relapsed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    BLOCKED = "blocked"  # a parent that failed explains it
    UNBLOCKED = "unblocked"  # nothing explains it any more; it may be told now
    EXPLAINS = "explains"  # how many others it explains; one line that is kept up
    SUPPRESSED = "suppressed"  # by a silence, a maintenance window or another alert
    UNSUPPRESSED = "unsuppressed"
    REOPENED = "reopened"
    REMINDED = "reminded"
    ESCALATED = "escalated"


class Entry(Value, frozen=True, kw_only=True):
    """One line of a timeline."""

    at: Moment
    kind: EntryKind
    text: Phrase
    who: str = ""


class Incident(Value, frozen=True, kw_only=True):
    """What people take, work on and close."""

    id: str  # "I-17": short enough to be said aloud
    target: str
    element: ElementClass
    title: Phrase
    cause: Phrase = NOTHING
    level: Level  # worst of its firing alerts; kept while recovering
    worst: Level = Level.GOOD  # the worst level so far; only what exceeds it is told again
    alerts: tuple[AlertKey, ...]  # firing or recovering
    began: Moment  # first bad sample
    opened: Moment  # hard
    owner: str = ""  # who acknowledged; empty: nobody has it
    acknowledged: Moment | None = None
    blocked_by: str = ""  # id of the open incident of a parent that explains this one
    explains: int = 0  # open incidents that this one explains
    below: int = 0  # targets that cannot work while it lasts
    suppressed: Suppression | None = None  # why nobody is to be told: all its firing alerts are suppressed
    closed: Moment | None = None
    withdrawn: bool = False
    timeline: tuple[Entry, ...] = ()
    told: tuple[str, ...] = ()  # channels that were told the problem and not yet its end
    tellings: tuple[Telling, ...] = ()  # what each channel was told so far, also those that know its end
    waited: Waited | None = None  # the clock of its escalation; None: it has run since the opening

    @property
    def taken(self) -> bool:
        """Whether somebody has it."""
        return bool(self.owner)

    @property
    def size(self) -> int:
        """How many targets take part in it."""
        return len({key.check.partition("/")[0] for key in self.alerts})

    @property
    def flaps(self) -> bool:
        """Whether one of its checks is good and bad in turn."""
        return any(key.rule == FLAPPING for key in self.alerts)

    def telling_of(self, channel: str) -> Telling | None:
        """Return what a channel was told so far."""
        return next((each for each in self.tellings if each.channel == channel), None)

    @property
    def affected(self) -> int:
        """How many others fail because of it: those that did so, and those that have yet to be seen to."""
        return max(self.explains, self.below)


class IncidentEvent(enum.StrEnum):
    """What happened to an incident."""

    OPENED = "opened"
    CHANGED = "changed"
    WORSENED = "worsened"
    ACKNOWLEDGED = "acknowledged"
    UNBLOCKED = "unblocked"  # its parent is back and a fresh result of its own is still bad
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


class IncidentChange(Value, frozen=True, kw_only=True):
    """A step of one incident."""

    event: IncidentEvent
    before: Incident | None
    after: Incident
    at: Moment
