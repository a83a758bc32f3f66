"""What people do with an incident, each step with its line in the timeline."""

from msgspec.structs import replace

from app.incidents import timeline
from app.model.clock import Moment
from app.model.incident import Entry, EntryKind, Incident, IncidentChange, IncidentEvent, Repair, Ticked
from app.model.phrase import Phrase, foreign, phrase

_NAME = 60
_MOST_STEPS = 100


def taken(
    before: Incident,
    who: str,
    comment: str,
    now: Moment,
    *,
    sticky: bool = False,
    seconds: float = 0.0,
) -> IncidentChange:
    """Return the step that ``who`` takes the incident, over from whoever had it."""
    entry = timeline.acknowledged(who, now)
    lines = [entry, timeline.comment(comment, who, now)] if comment else [entry]
    return _step(
        IncidentEvent.ACKNOWLEDGED,
        _owned(before, entry.who, now, sticky=sticky, seconds=seconds),
        lines,
        before,
    )


def assigned(before: Incident, to: str, who: str, now: Moment) -> IncidentChange:
    """Return the step that ``who`` makes ``to`` the owner."""
    owner, name = _named(to), _named(who)
    line = Entry(
        at=now,
        kind=EntryKind.ASSIGNED,
        text=phrase("{who} gave it to {owner}", who=name, owner=owner),
        who=name,
    )
    return _step(IncidentEvent.ASSIGNED, _owned(before, owner, now), [line], before)


def released(before: Incident, who: str, now: Moment) -> IncidentChange:
    """Return the step that it is given back."""
    line = _line(EntryKind.RELEASED, phrase("{who} gave it back", who=_named(who)), who, now)
    return _step(IncidentEvent.RELEASED, unowned(before), [line], before)


def expired(before: Incident, now: Moment) -> IncidentChange:
    """Return the step that somebody had it for a time, which is over."""
    text = phrase("The time of {who} is over, so it needs someone anew", who=before.owner)
    line = Entry(at=now, kind=EntryKind.ACK_EXPIRED, text=text)
    return _step(IncidentEvent.ACK_EXPIRED, unowned(before), [line], before)


def commented(before: Incident, text: str, who: str, now: Moment) -> IncidentChange:
    """Return the step that somebody says something about it."""
    return _step(IncidentEvent.COMMENTED, before, [timeline.comment(text, who, now)], before)


def acted(before: Incident, text: str, who: str, now: Moment) -> IncidentChange:
    """Return the step that somebody did something about it."""
    line = _line(EntryKind.ACTION, phrase("Done: {action}", action=foreign(text)), who, now)
    return _step(IncidentEvent.NOTED, before, [line], before)


def fixed(before: Incident, comment: str, who: str, now: Moment) -> IncidentChange:
    """Return the step that somebody says it is fixed; it stays open until that is proved."""
    lines = [_line(EntryKind.FIXED, phrase("Said to be fixed, not proved"), who, now)]
    if comment:
        lines.append(timeline.comment(comment, who, now))
    after = replace(before, fixed=Repair(who=_named(who), at=now, comment=foreign(comment)))
    return _step(IncidentEvent.NOTED, after, lines, before)


def ticked(before: Incident, step: str, who: str, now: Moment, *, done: bool) -> IncidentChange:
    """Return the step that a step of the runbook is done, or is not after all."""
    others = tuple(each for each in before.ticks if each.step != step)
    ticks = (*others, Ticked(step=step, who=_named(who), at=now)) if done else others
    text = phrase("Step done: {step}" if done else "Step not done after all: {step}", step=foreign(step))
    after = replace(before, ticks=ticks[-_MOST_STEPS:])
    return _step(IncidentEvent.NOTED, after, [_line(EntryKind.TICKED, text, who, now)], before)


def seen(before: Incident, who: str, now: Moment) -> IncidentChange:
    """Return the step that somebody opened its detail."""
    line = _line(EntryKind.SEEN, phrase("{who} looked at it", who=_named(who)), who, now)
    return _step(IncidentEvent.NOTED, replace(before, seen=before.seen or now), [line], before)


def was_seen_by(incident: Incident, who: str) -> bool:
    """Return whether it is known that somebody looked at it."""
    return any(entry.kind is EntryKind.SEEN and entry.who == _named(who) for entry in incident.timeline)


def unowned(incident: Incident) -> Incident:
    """Return the incident with nobody who has it."""
    return replace(incident, owner="", acknowledged=None, sticky=False, ack_until=None)


def _owned(
    before: Incident, owner: str, now: Moment, *, sticky: bool = False, seconds: float = 0.0
) -> Incident:
    return replace(
        before,
        owner=owner,
        acknowledged=now,
        first_acknowledged=before.first_acknowledged or now,
        sticky=sticky,
        ack_until=now.later(seconds) if seconds > 0 else None,
    )


def _named(who: str) -> str:
    return foreign(who, _NAME) or "somebody"


def _line(kind: EntryKind, text: Phrase, who: str, now: Moment) -> Entry:
    return Entry(at=now, kind=kind, text=text, who=_named(who))


def _step(event: IncidentEvent, after: Incident, lines: list[Entry], before: Incident) -> IncidentChange:
    kept = replace(after, timeline=timeline.extended(before.timeline, *lines))
    return IncidentChange(event=event, before=before, after=kept, at=lines[0].at)
