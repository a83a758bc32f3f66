"""Who is told of a change of an incident, and why, or why not: small stages in a row.

Suppression keeps a problem from being told, never its end: a recovery or a withdrawal goes to exactly the
channels that were told the problem (``incident.told``). Muting silences the sound only; pop-up, outside
channels and the wall go on.
"""

from collections.abc import Callable, Sequence

from app.model.incident import Entry, EntryKind, Incident, IncidentChange, IncidentEvent
from app.model.notice import SOUND, Notice, NoticeKind, Reason
from app.model.phrase import Phrase, phrase
from app.model.ports import ChannelPolicy
from app.model.quantity import age
from app.model.value import Value
from app.model.verdict import Level

_SEVERITY = {Level.NONE: 0, Level.GOOD: 0, Level.WARNING: 1, Level.CRITICAL: 2}
_KINDS = {
    IncidentEvent.OPENED: NoticeKind.PROBLEM,
    IncidentEvent.UNBLOCKED: NoticeKind.PROBLEM,
    IncidentEvent.WORSENED: NoticeKind.WORSENED,
    IncidentEvent.CLOSED: NoticeKind.RECOVERY,
    IncidentEvent.WITHDRAWN: NoticeKind.WITHDRAWN,
}
_ENDS = {NoticeKind.RECOVERY: Reason.RECOVERED, NoticeKind.WITHDRAWN: Reason.WITHDRAWN}


class Question(Value, frozen=True, kw_only=True):
    """Shall this channel be told this."""

    kind: NoticeKind
    change: IncidentChange
    channel: ChannelPolicy
    muted: bool
    blind: bool

    @property
    def told(self) -> bool:
        """Whether the channel knows of the problem."""
        return self.channel.id in self.change.after.told

    @property
    def incident(self) -> Incident:
        """The incident as it is now."""
        return self.change.after


Stage = Callable[[Question], Reason | None]


def pairing(question: Question) -> Reason | None:
    """Withhold what the channel knows already, and the end of what it was never told."""
    if question.kind in _ENDS:
        return None if question.told else Reason.NEVER_TOLD
    before = question.change.before
    exceeds = before is None or _SEVERITY[question.incident.level] > _SEVERITY[before.worst]
    if question.told and not (question.kind is NoticeKind.WORSENED and exceeds):
        return Reason.ALREADY_TOLD
    return None


def dependency(question: Question) -> Reason | None:
    """Withhold what the failure of a parent explains."""
    return Reason.PARENT_DOWN if question.incident.blocked_by else None


def severity(question: Question) -> Reason | None:
    """Withhold what is milder than the channel wants."""
    enough = _SEVERITY[question.incident.level] >= _SEVERITY[question.channel.least]
    return None if enough else Reason.BELOW_SEVERITY


def acknowledged(question: Question) -> Reason | None:
    """Withhold what somebody has."""
    return Reason.ACKNOWLEDGED if question.incident.taken else None


def muted(question: Question) -> Reason | None:
    """Withhold the sound while it is muted."""
    return Reason.MUTED if question.muted and question.channel.id == SOUND else None


def blind(question: Question) -> Reason | None:
    """Withhold what this monitor says of others while it cannot see."""
    return Reason.BLIND if question.blind else None


STAGES: tuple[Stage, ...] = (pairing, dependency, severity, acknowledged, muted, blind)
# The end of a told problem is withheld by nothing.
END_STAGES: tuple[Stage, ...] = (pairing,)


def plan(
    change: IncidentChange, *, channels: Sequence[ChannelPolicy], muted: bool, blind: bool
) -> tuple[Notice, ...]:
    """Return one decision a channel, told or withheld, each with its reason; see ``ports.Planner``.

    Changes that are news to nobody (an acknowledgement, easing) give no decision at all. A channel that
    was told and is no longer set up is told the end nevertheless: its delivery fails where one can see it.
    """
    kind = _KINDS.get(change.event)
    if kind is None:
        return ()
    policies = list(channels)
    if kind in _ENDS:
        known = {policy.id for policy in policies}
        policies += [ChannelPolicy(id=name) for name in change.after.told if name not in known]
    return tuple(
        _decided(Question(kind=kind, change=change, channel=policy, muted=muted, blind=blind))
        for policy in policies
    )


def _decided(question: Question) -> Notice:
    stages = END_STAGES if question.kind in _ENDS else STAGES
    withheld = next((reason for stage in stages if (reason := stage(question)) is not None), None)
    kind = question.kind
    if kind is NoticeKind.WORSENED and not question.told:
        kind = NoticeKind.PROBLEM  # it is news to this channel
    incident = question.incident
    return Notice(
        id=f"{incident.id}:{kind.value}:{_number(incident, kind)}:{question.channel.id}",
        incident=incident.id,
        channel=question.channel.id,
        kind=kind,
        level=incident.level,
        told=withheld is None,
        reason=withheld or _why(kind),
        title=_title(incident, kind),
        body=_body(incident, kind),
        at=question.change.at,
    )


def _why(kind: NoticeKind) -> Reason:
    return _ENDS.get(kind) or (Reason.WORSE if kind is NoticeKind.WORSENED else Reason.NEW)


def _number(incident: Incident, kind: NoticeKind) -> int:
    """Return which notice of its kind this is, by the timeline, so that a restart changes nothing."""
    if kind in _ENDS:
        return 1
    if kind is NoticeKind.WORSENED:
        return _count(incident.timeline, EntryKind.WORSENED)
    return 1 + _count(incident.timeline, EntryKind.WORSENED, EntryKind.UNBLOCKED)


def _count(timeline: Sequence[Entry], *kinds: EntryKind) -> int:
    return sum(entry.kind in kinds for entry in timeline)


def _title(incident: Incident, kind: NoticeKind) -> Phrase:
    if kind is NoticeKind.RECOVERY:
        return phrase("Over: {title}", title=incident.title.plain())
    if kind is NoticeKind.WITHDRAWN:
        return phrase("No longer watched: {title}", title=incident.title.plain())
    return incident.title


def _body(incident: Incident, kind: NoticeKind) -> Phrase:
    if kind in _ENDS and incident.closed is not None:
        lasted = age(incident.closed.seconds_since(incident.began))
        return phrase("{id}: it lasted {age}", id=incident.id, age=lasted)
    if incident.cause.template:
        cause, count = incident.cause.plain(), str(incident.affected)
        if incident.affected:
            return phrase("{id}: {cause}, and {count} below it", id=incident.id, cause=cause, count=count)
        return phrase("{id}: {cause}", id=incident.id, cause=cause)
    return phrase("{id}", id=incident.id)
