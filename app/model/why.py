"""The whole decision about one check: what is shown and why, who is told and who is not."""

from app.model.alert import AlertPhase
from app.model.board import CheckView
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.notice import NoticeKind
from app.model.phrase import NOTHING, Phrase
from app.model.quantity import Unit
from app.model.value import Value
from app.model.verdict import Level


class RuleWhy(Value, frozen=True, kw_only=True):
    """A rule's newest verdict, and its alert."""

    rule: str
    level: Level  # NONE also where only the alert is there
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
    good_since: Moment | None = None  # while recovering
    held: float = 0.0  # seconds of good evidence so far; it is closed at the check's recover-hold


class ParentWhy(Value, frozen=True, kw_only=True):
    """A target that this one needs, directly or not, nearest first."""

    target: str
    name: str
    down: bool
    incident: str = ""
    explains: bool = False  # the check's incident is put down to it


class Quiet(Value, frozen=True, kw_only=True):
    """Something that keeps notices or the tone back.

    ``kind``: silence, maintenance, inhibited, acknowledged, parent-down, parent-in-doubt, flapping, blind,
    overloaded, no-names, muted, known, disabled.
    """

    kind: str
    text: Phrase
    by: str = ""  # id of a silence, a window, an incident, a check
    who: str = ""
    until: Moment | None = None  # None: as long as its cause lasts


class ChannelWhy(Value, frozen=True, kw_only=True):
    """The newest decision about the incident for one channel."""

    channel: str
    told: bool  # it was told the problem and not yet its end
    kind: NoticeKind | None = None
    reason: str = ""  # of the newest decision; empty where it was decided before the last start
    failed: str = ""  # foreign; why what was told was not shown
    wall: str = ""  # foreign; the screen whose wall shows it, so that no pop-up does
    text: Phrase = NOTHING
    at: Moment | None = None
    next: Phrase = NOTHING  # what would change it
    next_at: Moment | None = None  # when, where that is a matter of time


class Why(Value, frozen=True, kw_only=True):
    """All of it."""

    now: Moment
    view: CheckView
    retry_interval: float = 0.0
    recover_hold: float = 0.0
    next_run: Moment | None = None  # in the past: it runs now, or waits for its place
    rules: tuple[RuleWhy, ...] = ()
    parents: tuple[ParentWhy, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    incident: Incident | None = None
    players: tuple[Phrase, ...] = ()  # what may be said to players of its incident, or of what explains it
    channels: tuple[ChannelWhy, ...] = ()
    sounds: bool = False  # its incident is one of those that are to be heard now
