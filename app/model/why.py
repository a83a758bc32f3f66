"""The whole decision about one check: what is shown and why, who is told and who is not."""

from app.model.alert import AlertPhase
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.notice import NoticeKind
from app.model.phrase import NOTHING, Phrase
from app.model.quantity import Unit
from app.model.state import ErrorClass, State
from app.model.target import ElementClass
from app.model.value import Value
from app.model.verdict import Level


class RuleWhy(Value, frozen=True, kw_only=True):
    """A rule's newest verdict, and its alert."""

    rule: str
    level: Level
    reason: Phrase = NOTHING
    metric: str = ""
    unit: Unit = Unit.NONE
    value: float | None = None
    limit: float | None = None
    low: float | None = None  # the usual band, where the rule has one
    high: float | None = None
    phase: AlertPhase = AlertPhase.INACTIVE
    alert_level: Level = Level.GOOD
    attempts: int = 0  # bad results in a row while soft
    since: Moment | None = None  # first bad result
    hard: Moment | None = None  # confirmed
    good_since: Moment | None = None
    held: float = 0.0  # seconds of good evidence so far; closed at the check's recover_hold


class ParentWhy(Value, frozen=True, kw_only=True):
    """Something that the target depends on."""

    target: str
    name: str
    down: bool
    explains: bool = False  # the check's incident is put down to it
    incident: str = ""


class Quiet(Value, frozen=True, kw_only=True):
    """Something that keeps notices or the tone back."""

    kind: (
        str  # silence maintenance inhibited acknowledged parent-down flapping blind overloaded no-names muted
    )
    text: Phrase
    by: str = ""  # id of a silence, a window, an incident
    who: str = ""
    until: Moment | None = None


class ChannelWhy(Value, frozen=True, kw_only=True):
    """The newest decision about the incident for one channel."""

    channel: str
    told: bool  # it was told the problem and not yet its end
    kind: NoticeKind | None = None
    reason: str = ""  # of the newest decision
    text: Phrase = NOTHING
    at: Moment | None = None
    next: Phrase = NOTHING  # what would change it, and when
    next_at: Moment | None = None


class Why(Value, frozen=True, kw_only=True):
    """All of it. ``explanation``: the state in one sentence for a colleague who has just been woken."""

    now: Moment
    check: str
    name: str
    target: str
    target_name: str
    element: ElementClass
    address: str = ""
    enabled: bool = True
    state: State
    since: Moment | None = None
    sentence: Phrase = NOTHING
    error: ErrorClass | None = None
    soft: bool = False
    attempt: int = 0
    attempts: int = 1
    flapping: bool = False
    recovering: bool = False
    stale: bool = False
    was: State | None = None
    last: Moment | None = None  # the newest result
    interval: float = 0.0
    retry_interval: float = 0.0
    recover_hold: float = 0.0
    next_run: Moment | None = None
    rules: tuple[RuleWhy, ...] = ()
    parents: tuple[ParentWhy, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    incident: Incident | None = None
    channels: tuple[ChannelWhy, ...] = ()
    sounds: bool = False
    explanation: Phrase = NOTHING
