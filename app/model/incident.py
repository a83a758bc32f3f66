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
    SOFT = "soft"  # bad and not confirmed yet
    HARD = "hard"
    JOINED = "joined"  # a further alert of the same target
    GREW = "grew"  # a further target
    WORSENED = "worsened"
    EASED = "eased"
    TOLD = "told"
    WITHHELD = "withheld"
    ACKNOWLEDGED = "acknowledged"
    ACK_CLEARED = "ack-cleared"
    ACK_EXPIRED = "ack-expired"
    ASSIGNED = "assigned"
    RELEASED = "released"
    SEEN = "seen"  # its detail was opened at a desk
    COMMENT = "comment"
    TICKED = "ticked"  # a step of the runbook, done or undone
    ACTION = "action"  # what somebody did about it
    FIXED = "fixed"  # said to be, not proved
    RECOVERING = "recovering"
    RELAPSED = "relapsed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    SPLIT = "split"
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


class Ticked(Value, frozen=True, kw_only=True):
    """A step of the runbook that somebody has done."""

    step: str
    who: str
    at: Moment


class Repair(Value, frozen=True, kw_only=True):
    """Somebody says that it is fixed; the program waits for proof."""

    who: str
    at: Moment
    comment: str = ""


class Incident(Value, frozen=True, kw_only=True):
    """What people take, work on and close."""

    id: str  # "I-17": short enough to be said aloud
    target: str  # the lead: what it was opened for
    targets: tuple[str, ...] = ()  # all that are hit, the lead first; empty in a record of an early version
    element: ElementClass
    title: Phrase
    whole: Phrase = NOTHING  # the title while most of it was bad: what its end is told under
    cause: Phrase = NOTHING
    level: Level  # worst of its firing alerts; kept while recovering
    severity: int = 3  # 1 (worst) to 4, by level and by the weight of what is hit
    worst: Level = Level.GOOD  # the worst level so far; only what exceeds it is told again
    alerts: tuple[AlertKey, ...]  # firing or recovering
    past: tuple[AlertKey, ...] = ()  # were in it and are good again, the newest last
    group: tuple[str, ...] = ()  # what its alerts have in common; empty: nothing else joins it
    joined: Moment | None = None  # when the newest alert joined; None: none did since it was opened
    began: Moment  # first bad sample
    opened: Moment  # hard
    owner: str = ""  # who acknowledged; empty: nobody has it
    acknowledged: Moment | None = None
    first_acknowledged: Moment | None = None  # kept when it is given back
    sticky: bool = False  # the owner keeps it even if it gets worse
    ack_until: Moment | None = None  # then it needs someone again; None: never
    seen: Moment | None = None  # when its detail was first opened at a desk
    ticks: tuple[Ticked, ...] = ()  # steps of the runbook that are done
    fixed: Repair | None = None  # said to be fixed, not proved; what gets worse takes it back
    blocked_by: str = ""  # id of the open incident of a parent that explains this one
    explains: int = 0  # open incidents that this one explains
    below: int = 0  # targets that cannot work while it lasts
    suppressed: Suppression | None = None  # why nobody is to be told: all its firing alerts are suppressed
    closed: Moment | None = None
    withdrawn: bool = False
    merged_into: str = ""  # it ended by becoming part of this one
    reopened: int = 0  # how often it went on after it was closed
    again: Moment | None = None  # the first bad result since it was closed last
    turns: int = 0  # how often it worsened, was freed or reopened: what its notices are numbered by
    timeline: tuple[Entry, ...] = ()
    told: tuple[str, ...] = ()  # channels that were told the problem and not yet its end
    tellings: tuple[Telling, ...] = ()  # what each channel was told so far, also those that know its end
    waited: Waited | None = None  # the clock of its escalation; None: it has run since the opening

    @property
    def taken(self) -> bool:
        """Whether somebody has it."""
        return bool(self.owner)

    @property
    def hushed(self) -> bool:
        """Whether nobody is told: another one explains it, or a silence, planned work or another alert."""
        return bool(self.blocked_by) or self.suppressed is not None

    @property
    def cared_for(self) -> bool:
        """Whether nobody has to come: somebody has it, another explains it, or it is kept silent."""
        return self.taken or self.hushed

    @property
    def size(self) -> int:
        """How many targets take part in it."""
        return len(self.hit)

    @property
    def flaps(self) -> bool:
        """Whether one of its checks is good and bad in turn."""
        return any(key.rule == FLAPPING for key in self.alerts)

    def telling_of(self, channel: str) -> Telling | None:
        """Return what a channel was told so far."""
        return next((each for each in self.tellings if each.channel == channel), None)

    @property
    def bad_since(self) -> Moment:
        """The first bad result since it was opened, or went on."""
        return self.again or self.began

    @property
    def hit(self) -> tuple[str, ...]:
        """All targets that are hit, the lead first."""
        return self.targets or (self.target,)

    @property
    def why_silent(self) -> Phrase:
        """Why nobody is told of it, as its timeline says; ``NOTHING`` while somebody is."""
        lines = (each.text for each in reversed(self.timeline) if each.kind is EntryKind.SUPPRESSED)
        return next(lines, NOTHING) if self.suppressed is not None else NOTHING

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
    REOPENED = "reopened"  # told like a problem
    GREW = "grew"  # a further target joined
    ASSIGNED = "assigned"
    RELEASED = "released"  # given back: it needs someone again
    ACK_EXPIRED = "ack-expired"  # the same, by time
    COMMENTED = "commented"
    MERGED = "merged"  # of both: of what ended (``merged_into``) and of what goes on
    SPLIT = "split"  # of both: of what was left and of what is new
    NOTED = "noted"  # seen, a tick, an action, said to be fixed


class IncidentChange(Value, frozen=True, kw_only=True):
    """A step of one incident."""

    event: IncidentEvent
    before: Incident | None
    after: Incident
    at: Moment
