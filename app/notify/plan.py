"""Who is told of a change of an incident, and why, or why not (``ports.Planner``).

Everything is decided from the incident as it is stored, what each channel was told so far, and the moment:
so the decision about a change, the one that time brings (``reconsider``) and the answer to "and when?"
(``outlook``) come from one place and cannot differ.
"""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from app.model.clock import Moment
from app.model.incident import Incident, IncidentChange, IncidentEvent
from app.model.notice import Notice, NoticeKind, Reason
from app.model.ports import ChannelPolicy, Circumstances, Outlook, Reconsidered
from app.model.routing import Heard, Routing, Waited
from app.notify import hours
from app.notify.decide import decided, end_of, is_due, question_of, seconds_left
from app.notify.routing import Ways, clock_of, runs, ways
from app.notify.stages import Question

_NEWS: Final = (
    IncidentEvent.OPENED,
    IncidentEvent.UNBLOCKED,
    IncidentEvent.WORSENED,
    IncidentEvent.REOPENED,
)
_ENDS: Final = {
    IncidentEvent.CLOSED: NoticeKind.RECOVERY,
    IncidentEvent.WITHDRAWN: NoticeKind.WITHDRAWN,
}
_AT_MOST: Final = 60.0  # seconds until an incident is looked at again, for the wall's clocks may be changed


def plan(change: IncidentChange, around: Circumstances) -> tuple[Notice, ...]:
    """Return one decision a channel, told or withheld, each with its reason.

    Changes that are news to nobody (an acknowledgement, easing) give no decision at all. A channel that
    was told and is no longer set up is told the end nevertheless: its delivery fails where one can see it.
    """
    incident = change.after
    end = _ENDS.get(change.event)
    if end is not None:
        policies = _with_told(around.channels, incident)
        return tuple(end_of(incident, policy, end, change.at) for policy in policies)
    if change.event not in _NEWS:
        return ()
    routed = ways(incident, around, change.at)
    worst = (change.before or incident).worst
    return tuple(
        decided(
            question_of(incident, policy, routed=routed, around=around, now=change.at, worst=worst),
        )
        for policy in around.channels
    )


def reconsider(incident: Incident, around: Circumstances, now: Moment) -> Reconsidered:
    """Return the notices of an open incident that are due now, and when time alone may bring the next.

    Asked twice at the same moment, with what was told recorded in between, it tells nothing twice.
    """
    routed = ways(incident, around, now)
    due: list[Notice] = []
    left = _AT_MOST if routed.next_step is None else min(_AT_MOST, routed.next_step)
    for policy in around.channels:
        question = question_of(incident, policy, routed=routed, around=around, now=now)
        if is_due(question):
            due.append(decided(question))
        left = min(left, seconds_left(question))
    if around.routing.hours:
        left = min(left, 60.0 - now.wall % 60.0)  # hours begin and end with a minute
    clock = _clock(incident, around, now) if routed.climbs else None
    return Reconsidered(
        notices=tuple(due),
        waited=None if clock == incident.waited else clock,
        next=now.mono + max(0.0, left),
    )


def _clock(incident: Incident, around: Circumstances, now: Moment) -> Waited:
    """Return the clock of its escalation; it stands still from the moment on at which somebody took it."""
    clock = clock_of(incident)
    taken = incident.acknowledged if incident.taken else None
    since = taken if taken is not None and clock.at.mono <= taken.mono <= now.mono else now
    return clock.switched(since, runs=runs(incident, around))


def outlook(incident: Incident, around: Circumstances, now: Moment, zone: tzinfo) -> tuple[Outlook, ...]:
    """Return for each channel what would be decided now, and what time will change of it, and when."""
    routed = ways(incident, around, now)
    found = []
    for policy in _with_told(around.channels, incident):
        question = question_of(incident, policy, routed=routed, around=around, now=now)
        found.append(_seen_ahead(question, routed, decided(question), zone))
    return tuple(found)


def present(routing: Routing, now: Moment, zone: tzinfo) -> frozenset[str]:
    """Return the names of the hours that hold now."""
    return hours.present(routing, now, zone)


def heard(routing: Routing, hold: frozenset[str]) -> Heard:
    """Return what the desktop sounds for while these hours hold."""
    return hours.heard(routing, hold)


def _with_told(channels: Sequence[ChannelPolicy], incident: Incident) -> list[ChannelPolicy]:
    known = {policy.id for policy in channels}
    return [*channels, *(ChannelPolicy(id=name) for name in incident.told if name not in known)]


def _seen_ahead(question: Question, routed: Ways, notice: Notice, zone: tzinfo) -> Outlook:
    incident, now = question.incident, question.now
    channel = question.channel.id
    kind, at = None, None
    climbing = runs(incident, question.around) and channel in routed.next_channels
    if notice.reason is Reason.QUIET_HOURS and question.way is not None:
        kind, at = notice.kind, hours.ends((question.way.quiet,), question.around.routing, now, zone)
    elif incident.suppressed is not None:
        at = incident.suppressed.until
        kind = notice.kind if at is not None else None
    elif climbing and routed.next_step is not None:
        kind, at = NoticeKind.ESCALATION, now.later(routed.next_step)
    elif not incident.taken and not incident.blocked_by and not question.around.blind:
        left = seconds_left(question)
        if left < float("inf"):
            grows = question.telling is not None and incident.size > question.telling.size
            told = NoticeKind.GREW if grows else NoticeKind.REMINDER
            kind, at = told if question.told else notice.kind, now.later(left)
    return Outlook(
        channel=channel,
        told=question.told,
        due=notice.told,
        reason=notice.reason,
        at=question.telling.at if question.telling is not None else None,
        next=kind,
        next_at=at,
    )
