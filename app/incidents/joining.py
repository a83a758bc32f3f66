"""Several incidents become one, or one becomes two.

Who was told of what: each incident keeps its own ``told``. One that was merged away ends as ``merged_into``
and is told to nobody as over; it is *owed*. When the incident that goes on ends, so do all that it owes,
each to exactly the channels that were told of it. One of whose own alerts still fires elsewhere (it was
split off again) is then owed by that incident instead. So each problem that a channel was told has one end
there. What is split off is not told anew: it takes over who knows, and its end is told to them.
"""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from app.incidents import timeline
from app.incidents.grouping import level_of, worst_of
from app.incidents.shelf import Shelf
from app.model.alert import Alert, AlertKey
from app.model.clock import Moment
from app.model.incident import Entry, EntryKind, Incident, IncidentChange, IncidentEvent
from app.model.phrase import foreign, phrase
from app.model.rule import UP

_NAME = 60


def merge(
    shelf: Shelf, into: Incident, others: Sequence[Incident], who: str, now: Moment
) -> tuple[IncidentChange, ...]:
    """Make other open incidents part of ``into``; return what changed, what goes on first."""
    register = shelf.register
    places = {key: home[1] for each in others for key in each.alerts if (home := register.home_of(key))}
    alerts = [alert for each in others for alert in register.alerts_of(each.id).values()]
    owed = [each for other in others for each in register.owed_by(other.id)]
    for alert in alerts:
        register.file(into.id, places[alert.key], alert)
    lines = [each.timeline for each in others]
    after = _joined(shelf, into, others, _merged_lines(into, lines, others, who, now))
    own = IncidentChange(event=IncidentEvent.MERGED, before=into, after=after, at=now)
    ends = [_merged_away(each, into.id, who, now) for each in others]
    ends += [_owed_by(each, into.id, now) for each in owed]
    shelf.fell((place, into.id) for place in dict.fromkeys(places.values()) if shelf.causes.is_down(place))
    gone = {each.id for each in others}
    below = [each for each in register.open.values() if each.blocked_by in gone and each.id not in gone]
    changes = shelf.put(own, *ends)
    return (*changes, *_explained_anew(shelf, below, into.id, now))


def split(
    shelf: Shelf, before: Incident, part: Sequence[AlertKey], *, claims: Iterable[str], who: str, now: Moment
) -> tuple[IncidentChange, ...]:
    """Take some alerts out of an incident into a new one; return what changed, the new one first.

    ``claims``: targets that leave as a whole; their further alerts go where they went.
    """
    register = shelf.register
    identity = shelf.number()
    places = {key: home[1] for key in part if (home := register.home_of(key))}
    moving = [register.alerts_of(before.id)[key] for key in part]
    down = [place for place in dict.fromkeys(places.values()) if shelf.causes.is_down(place)]
    for alert in moving:
        register.file(identity, places[alert.key], alert)
    new = _new(
        shelf, before, identity, moving, places=tuple(dict.fromkeys(places.values())), who=who, now=now
    )
    new = replace(new, group=tuple(claim(name) for name in claims))
    left = _left(shelf, before, identity, who, now)
    shelf.fell((place, identity) for place in down if not _still_down(shelf, before.id, place))
    made = IncidentChange(event=IncidentEvent.SPLIT, before=None, after=new, at=now)
    rest = IncidentChange(event=IncidentEvent.SPLIT, before=before, after=left, at=now)
    below = [each for each in register.open.values() if each.blocked_by == before.id]
    changes = shelf.put(made, rest)
    return (*changes, *_explained_anew(shelf, below, before.id, now))


def ended(shelf: Shelf, change: IncidentChange, now: Moment) -> list[IncidentChange]:
    """Return the end of all that an incident which ends owes, or who owes it from now on."""
    found: list[IncidentChange] = []
    for each in shelf.register.owed_by(change.after.id):
        homes = (shelf.register.home_of(key) for key in each.past)
        there = next((home[0] for home in homes if home and home[0] != change.after.id), "")
        if there:
            found.append(_owed_by(each, there, now))
        else:
            over = replace(each, closed=now, withdrawn=change.after.withdrawn)
            found.append(IncidentChange(event=change.event, before=each, after=over, at=now))
    return found


def claim(target: str) -> str:
    """Return the group of what was split off with all of a target."""
    return f"split={target}"


def _merged_away(before: Incident, into: str, who: str, now: Moment) -> IncidentChange:
    text = phrase("{who} made it part of {id}", who=_named(who), id=into)
    line = Entry(at=now, kind=EntryKind.MERGED, text=text, who=_named(who))
    after = replace(
        before,
        alerts=(),
        past=before.alerts,
        blocked_by="",
        closed=now,
        merged_into=into,
        timeline=timeline.extended(before.timeline, line),
    )
    return IncidentChange(event=IncidentEvent.MERGED, before=before, after=after, at=now)


def _owed_by(before: Incident, into: str, now: Moment) -> IncidentChange:
    after = replace(before, merged_into=into)
    return IncidentChange(event=IncidentEvent.MERGED, before=before, after=after, at=now)


def _joined(shelf: Shelf, into: Incident, others: Sequence[Incident], lines: tuple[Entry, ...]) -> Incident:
    everyone = (into, *others)
    alerts = tuple(shelf.register.alerts_of(into.id).values())
    owner = next((each for each in everyone if each.owner), into)
    naming = shelf.naming(into.id)
    firsts = [each.first_acknowledged for each in everyone if each.first_acknowledged]
    seen = [each.seen for each in everyone if each.seen]
    return replace(
        into,
        title=naming.title,
        whole=naming.title,
        cause=naming.cause,
        level=level_of(alerts, into.level),
        worst=worst_of(each.worst for each in everyone),
        targets=tuple(dict.fromkeys(place for each in everyone for place in each.hit)),
        alerts=tuple(alert.key for alert in alerts),
        group=tuple(dict.fromkeys(key for each in everyone for key in each.group)),
        began=min((each.began for each in everyone), key=_mono),
        opened=min((each.opened for each in everyone), key=_mono),
        owner=owner.owner,
        acknowledged=owner.acknowledged,
        sticky=owner.sticky,
        ack_until=owner.ack_until,
        first_acknowledged=min(firsts, key=_mono, default=None),
        seen=min(seen, key=_mono, default=None),
        ticks=tuple({each.step: each for one in reversed(everyone) for each in one.ticks}.values()),
        fixed=into.fixed if all(each.fixed for each in others) else None,
        blocked_by=into.blocked_by if into.blocked_by == _shared_cause(others) else "",
        turns=sum(each.turns for each in everyone),
        timeline=lines,
    )


def _shared_cause(others: Sequence[Incident]) -> str:
    causes = {each.blocked_by for each in others}
    return causes.pop() if len(causes) == 1 else ""


def _merged_lines(
    into: Incident, lines: Sequence[tuple[Entry, ...]], others: Sequence[Incident], who: str, now: Moment
) -> tuple[Entry, ...]:
    names = ", ".join(each.id for each in others)
    text = phrase("{who} made {ids} part of it", who=_named(who), ids=names)
    line = Entry(at=now, kind=EntryKind.MERGED, text=text, who=_named(who))
    together = [entry for each in (into.timeline, *lines) for entry in each]
    return timeline.extended((), *sorted(together, key=lambda entry: entry.at.mono), line)


def _new(
    shelf: Shelf,
    before: Incident,
    identity: str,
    moving: Sequence[Alert],
    *,
    places: tuple[str, ...],
    who: str,
    now: Moment,
) -> Incident:
    began = min((alert.since or before.began for alert in moving), key=_mono)
    opened = min((alert.hard or before.opened for alert in moving), key=_mono)
    level = level_of(moving, before.level)
    naming = shelf.naming(identity)
    text = phrase("{who} took it out of {id}", who=_named(who), id=before.id)
    return replace(
        before,
        id=identity,
        target=places[0],
        targets=places,
        element=shelf.places.element_of(places[0]),
        title=naming.title,
        whole=naming.title,
        cause=naming.cause,
        level=level,
        worst=worst_of((level, before.worst)),
        alerts=tuple(alert.key for alert in moving),
        past=(),
        joined=None,
        began=began,
        opened=opened,
        ticks=(),
        fixed=None,
        explains=0,
        below=0,
        reopened=0,
        again=None,
        turns=0,
        timeline=(
            timeline.line(EntryKind.FIRST_BAD, began),
            timeline.line(EntryKind.HARD, max(opened, began, key=_mono), alert=moving[0]),
            Entry(at=now, kind=EntryKind.SPLIT, text=text, who=_named(who)),
        ),
    )


def _left(shelf: Shelf, before: Incident, identity: str, who: str, now: Moment) -> Incident:
    alerts = tuple(shelf.register.alerts_of(before.id).values())
    naming = shelf.naming(before.id)
    places = shelf.register.places_of(before.id)
    lead = before.target if before.target in places else places[0]
    text = phrase("{who} took a part of it out, which is now {id}", who=_named(who), id=identity)
    line = Entry(at=now, kind=EntryKind.SPLIT, text=text, who=_named(who))
    return replace(
        before,
        target=lead,
        element=shelf.places.element_of(lead),
        targets=tuple(dict.fromkeys((lead, *places))),
        title=naming.title,
        whole=naming.title,
        cause=naming.cause,
        level=level_of(alerts, before.level),
        alerts=tuple(alert.key for alert in alerts),
        timeline=timeline.extended(before.timeline, line),
    )


def _explained_anew(
    shelf: Shelf, below: Iterable[Incident], instead: str, now: Moment
) -> tuple[IncidentChange, ...]:
    """Let those that were explained by what is no more be explained by what took its place."""
    changes: list[IncidentChange] = []
    for each in below:
        found = shelf.blocked(each.id, now)
        present = shelf.register.open[each.id]
        if not found and present.blocked_by not in shelf.register.open and present.id != instead:
            after = replace(present, blocked_by=instead)
            found = shelf.put(
                IncidentChange(event=IncidentEvent.CHANGED, before=present, after=after, at=now)
            )
        changes += found
    return tuple(changes)


def _still_down(shelf: Shelf, incident: str, place: str) -> bool:
    return any(
        key.rule == UP and shelf.register.home_of(key) == (incident, place)
        for key in shelf.register.alerts_of(incident)
    )


def _named(who: str) -> str:
    return foreign(who, _NAME) or "somebody"


def _mono(moment: Moment) -> float:
    return moment.mono
