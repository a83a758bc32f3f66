"""Why a channel is not told now, or not yet: small stages in a row, each with its own reason.

Suppression keeps a problem from being told, never its end: a recovery or a withdrawal goes to exactly the
channels that were told the problem (``incident.told``). Muting silences the sound only; pop-up, outside
channels and the wall go on.
"""

from collections.abc import Callable
from typing import Final

from app.model.clock import Moment
from app.model.incident import Incident
from app.model.notice import DESKTOP, SOUND, NoticeKind, Reason, Telling
from app.model.own import channel_of
from app.model.ports import ChannelPolicy, Circumstances
from app.model.suppression import SuppressionKind
from app.model.value import Value
from app.model.verdict import Level
from app.notify.routing import Way

SEVERITY: Final = {Level.NONE: 0, Level.GOOD: 0, Level.WARNING: 1, Level.CRITICAL: 2}
_SUPPRESSED: Final = {
    SuppressionKind.SILENCE: Reason.SILENCED,
    SuppressionKind.MAINTENANCE: Reason.MAINTENANCE,
    SuppressionKind.INHIBITED: Reason.INHIBITED,
}


class Question(Value, frozen=True, kw_only=True):
    """Shall this channel be told this, now."""

    kind: NoticeKind
    incident: Incident
    channel: ChannelPolicy
    way: Way | None  # None: no route leads there
    telling: Telling | None  # what it was told so far
    around: Circumstances
    now: Moment

    @property
    def told(self) -> bool:
        """Whether the channel knows of the problem."""
        return self.channel.id in self.incident.told


Stage = Callable[[Question], Reason | None]


def itself(question: Question) -> Reason | None:
    """Withhold from a channel that it does not deliver; every other one tells it."""
    sick = channel_of(question.incident.target)
    return Reason.ITSELF if sick and sick == question.channel.id else None


def routed(question: Question) -> Reason | None:
    """Withhold what no route leads to the channel."""
    return Reason.NOT_ROUTED if question.way is None else None


def waited(question: Question) -> Reason | None:
    """Withhold a first notice until its wait is over."""
    wait = question.way.wait if question.way is not None and not question.told else 0.0
    early = (
        wait > 0 and question.now.seconds_since(question.incident.again or question.incident.opened) < wait
    )
    return Reason.NOT_YET if early else None


def hours(question: Question) -> Reason | None:
    """Withhold what is quiet in these hours, unless it is bad enough to be spared."""
    quiet = question.way.quiet if question.way is not None else ""
    if not quiet or quiet not in question.around.present:
        return None
    spares = next((each.spares for each in question.around.routing.hours if each.name == quiet), None)
    spared = spares is not None and SEVERITY[question.incident.level] >= SEVERITY[spares]
    return None if spared else Reason.QUIET_HOURS


def dependency(question: Question) -> Reason | None:
    """Withhold what the failure of a parent explains."""
    return Reason.PARENT_DOWN if question.incident.blocked_by else None


def suppressed(question: Question) -> Reason | None:
    """Withhold what another alert explains, what is silenced, and what is in maintenance."""
    found = question.incident.suppressed
    return _SUPPRESSED[found.kind] if found is not None else None


def severity(question: Question) -> Reason | None:
    """Withhold what is milder than the channel wants."""
    enough = SEVERITY[question.incident.level] >= SEVERITY[question.channel.least]
    return None if enough else Reason.BELOW_SEVERITY


def acknowledged(question: Question) -> Reason | None:
    """Withhold what somebody has."""
    return Reason.ACKNOWLEDGED if question.incident.taken else None


def flapping(question: Question) -> Reason | None:
    """Withhold that more of it failed, while it is known to fail and to work in turn."""
    known = question.telling is not None and question.telling.flapping and question.told
    return Reason.FLAPPING if known and question.kind is NoticeKind.GREW else None


def blind(question: Question) -> Reason | None:
    """Withhold what this monitor says of others while it cannot see."""
    return Reason.BLIND if question.around.blind else None


def proved(question: Question) -> Reason | None:
    """Withhold what no result has proved since what withheld it ended, or since this program started.

    A desktop is told at once of what an earlier run left open: the wall shows it, too.
    """
    around = question.around
    stale = around.stale and question.channel.id != DESKTOP
    return Reason.NOT_YET if around.unproved or stale else None


def muted(question: Question) -> Reason | None:
    """Withhold the sound while it is muted."""
    return Reason.MUTED if question.around.muted and question.channel.id == SOUND else None


STAGES: Final[tuple[Stage, ...]] = (
    itself,
    routed,
    waited,
    hours,
    dependency,
    suppressed,
    severity,
    acknowledged,
    flapping,
    blind,
    proved,
    muted,
)


def withheld(question: Question) -> Reason | None:
    """Return why this is not told now; None: it is."""
    return next((reason for stage in STAGES if (reason := stage(question)) is not None), None)
