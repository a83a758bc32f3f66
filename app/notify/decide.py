"""One decision: what there is to be said to one channel of one incident now, told or withheld."""

import math
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from app.model.clock import Moment
from app.model.incident import Entry, EntryKind, Incident
from app.model.notice import Notice, NoticeKind, Reason, Telling
from app.model.ports import ChannelPolicy, Circumstances
from app.model.verdict import Level
from app.notify.routing import Ways
from app.notify.stages import SEVERITY, Question, withheld
from app.notify.words import ENDS, body, title

_WHY: Final = {
    NoticeKind.PROBLEM: Reason.NEW,
    NoticeKind.WORSENED: Reason.WORSE,
    NoticeKind.REMINDER: Reason.REMIND,
    NoticeKind.ESCALATION: Reason.ESCALATED,
    NoticeKind.GREW: Reason.GREW,
}
_UNTIMED: Final = math.inf


def telling_of(incident: Incident, channel: str, worst: Level) -> Telling | None:
    """Return what a channel was told so far; what an earlier version told counts as told at the opening."""
    known = incident.telling_of(channel)
    if known is not None or channel not in incident.told:
        return known
    return Telling(
        channel=channel, at=incident.opened, level=worst, size=incident.size, flapping=incident.flaps
    )


def news(question: Question) -> tuple[NoticeKind, Reason] | None:
    """Return what there is to be said to a channel, and why; None: it knows all of it already."""
    incident, way, telling = question.incident, question.way, question.telling
    if not question.told or telling is None:
        return _first(question)
    if SEVERITY[incident.level] > SEVERITY[telling.level]:
        return NoticeKind.WORSENED, Reason.WORSE
    if way is not None and way.step > telling.step:
        return NoticeKind.ESCALATION, Reason.ESCALATED
    if way is not None and incident.flaps is not telling.flapping:
        # That it flaps is told once, and its state when it does so no longer.
        return NoticeKind.GREW if incident.flaps else NoticeKind.REMINDER, Reason.FLAPPING
    return _timed(question, telling)


def _first(question: Question) -> tuple[NoticeKind, Reason]:
    if question.way is not None and question.way.late:
        return NoticeKind.ESCALATION, Reason.ESCALATED
    freed = any(entry.kind is EntryKind.UNSUPPRESSED for entry in question.incident.timeline)
    return NoticeKind.PROBLEM, Reason.UNSUPPRESSED if freed else Reason.NEW


def _timed(question: Question, telling: Telling) -> tuple[NoticeKind, Reason] | None:
    """Return what the time since the last notice makes due."""
    way, since = question.way, question.now.seconds_since(telling.at)
    if way is None:
        return None
    grew = question.incident.size > telling.size
    if grew and since >= question.around.routing.group_interval:
        return NoticeKind.GREW, Reason.GREW
    if way.repeat is not None and since >= way.repeat:
        return NoticeKind.REMINDER, Reason.REMIND
    return None


def question_of(
    incident: Incident,
    channel: ChannelPolicy,
    *,
    routed: Ways,
    around: Circumstances,
    now: Moment,
    worst: Level | None = None,
) -> Question:
    """Return the question about one channel; ``worst``: what those were told of whom no record tells more."""
    return Question(
        kind=NoticeKind.PROBLEM,
        incident=incident,
        channel=channel,
        way=routed.by_channel.get(channel.id),
        telling=telling_of(incident, channel.id, worst or incident.worst),
        around=around,
        now=now,
    )


def decided(question: Question) -> Notice:
    """Return the decision about a question, whatever its kind is now."""
    found = news(question)
    if found is None:
        return notice(question.incident, question.channel.id, NoticeKind.PROBLEM, at=question.now).replaced(
            told=False, reason=Reason.ALREADY_TOLD
        )
    kind, reason = found
    why_not = withheld(_of_kind(question, kind))
    return notice(question.incident, question.channel.id, kind, at=question.now).replaced(
        told=why_not is None, reason=why_not or reason, step=question.way.step if question.way else 0
    )


def _of_kind(question: Question, kind: NoticeKind) -> Question:
    return question if kind is question.kind else replace(question, kind=kind)


def is_due(question: Question) -> bool:
    """Return whether there is something to be said, and nothing against it."""
    found = news(question)
    return found is not None and withheld(_of_kind(question, found[0])) is None


def seconds_left(question: Question) -> float:
    """Return the seconds until time alone may make something due; infinity: never, so far as can be known."""
    way, telling = question.way, question.telling
    if way is None:
        return _UNTIMED
    left = [_UNTIMED]
    if not question.told:
        begun = question.incident.again or question.incident.opened
        left.append(way.wait - question.now.seconds_since(begun))
    elif telling is not None:
        since = question.now.seconds_since(telling.at)
        if way.repeat is not None:
            left.append(way.repeat - since)
        if question.incident.size > telling.size:
            left.append(question.around.routing.group_interval - since)
    return min((each for each in left if each > 0), default=_UNTIMED)


def notice(incident: Incident, channel: str, kind: NoticeKind, *, at: Moment) -> Notice:
    """Return a notice of a kind, as told."""
    return Notice(
        id=f"{incident.id}:{kind.value}:{_number(incident, kind, channel)}:{channel}",
        incident=incident.id,
        channel=channel,
        kind=kind,
        level=incident.level,
        told=True,
        reason=ENDS.get(kind) or _WHY.get(kind, Reason.NEW),
        title=title(incident, kind, at),
        body=body(incident, kind),
        at=at,
    )


def _number(incident: Incident, kind: NoticeKind, channel: str) -> int:
    """Return which notice of its kind this is, by what is stored, so that a restart changes nothing."""
    lines = incident.timeline
    if kind in ENDS:
        return 1 + max(incident.reopened, _count(lines, EntryKind.REOPENED))
    # A timeline is cut where it is full; ``turns`` goes on counting.
    if kind is NoticeKind.WORSENED:
        return max(1, incident.turns, _count(lines, EntryKind.WORSENED))
    if kind is NoticeKind.PROBLEM:
        turns = _count(lines, EntryKind.WORSENED, EntryKind.UNBLOCKED, EntryKind.REOPENED)
        return 1 + max(incident.turns, turns)
    telling = incident.telling_of(channel)
    return 1 if telling is None else telling.times + 1


def _count(timeline: Sequence[Entry], *kinds: EntryKind) -> int:
    return sum(entry.kind in kinds for entry in timeline)


def end_of(incident: Incident, policy: ChannelPolicy, kind: NoticeKind, at: Moment) -> Notice:
    """Return the end of an incident for a channel: told if and only if its problem was told there."""
    told = policy.id in incident.told
    found = notice(incident, policy.id, kind, at=at)
    return found if told else found.replaced(told=False, reason=Reason.NEVER_TOLD)
