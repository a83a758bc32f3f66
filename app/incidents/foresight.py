"""What joining and parting incidents would come to, said before it is done; changes nothing.

It asks the same functions for names and owners as ``joining`` does.
"""

from collections.abc import Container, Iterable, Iterator, Sequence

from app.incidents.grouping import named
from app.incidents.shelf import Shelf
from app.model.alert import AlertKey
from app.model.foreseen import Consequence, Foreseen
from app.model.incident import Incident, IncidentChange
from app.model.intent import Merge, Split
from app.model.phrase import Phrase, foreign, phrase

_MOST = 6  # incidents, parts or channels that are named
_NAME = 60  # signs
_AGAIN = phrase("A split takes a part out again, with a new number and the owner of the whole")
_TOGETHER = phrase("A merge makes them one again, under the number that you choose then")
_ENDS_WITH = "{what} was told to {told}: that it is over is told there when {id} is over"
_ENDS_TWICE = "{what} was told to {told}: nothing is told anew, and the end of each is told there"


def of_merging(shelf: Shelf, into: Incident, others: Sequence[Incident]) -> Foreseen:
    """Return what becomes of ``into`` and of what it takes in."""
    everyone = (into, *others)
    alerts = [alert for each in everyone for alert in shelf.register.alerts_of(each.id).values()]
    question = phrase("Make {ids} part of {id}?", ids=_listed(each.id for each in others), id=into.id)
    return Foreseen(
        question=question,
        consequences=(
            *_ending(into, others),
            *_going_on(into, named(alerts, shelf.places).title),
            *_owned(into, others),
            *(_known_of(each, _ENDS_WITH, id=into.id) for each in others[:_MOST]),
            Consequence(text=_AGAIN),
        ),
    )


def of_splitting(shelf: Shelf, before: Incident, moving: Sequence[AlertKey], part: Sequence[str]) -> Foreseen:
    """Return what becomes of an incident and of what leaves it."""
    alerts = shelf.register.alerts_of(before.id)
    leave = [alerts[key] for key in moving]
    stay = [alert for key, alert in alerts.items() if key not in set(moving)]
    parts = _listed(foreign(each, _NAME) for each in part)
    made = phrase("What leaves becomes a new incident with a number of its own, called")
    both = phrase("Runbook, timeline and number stay with {id}; the new one begins its own", id=before.id)
    return Foreseen(
        question=phrase("Take {parts} out of {id}?", parts=parts, id=before.id),
        consequences=(
            Consequence(text=made, name=named(leave, shelf.places).title),
            *_going_on(before, named(stay, shelf.places).title),
            Consequence(text=both),
            *_kept_by(before),
            _known_of(before, _ENDS_TWICE),
            Consequence(text=_TOGETHER),
        ),
    )


def back(shelf: Shelf, changes: Sequence[IncidentChange]) -> tuple[Merge | Split, ...]:
    """Return the wishes that take a merge or a split back, as of its changes; who wishes them is open."""
    made = next((each.after.id for each in changes if each.before is None), "")
    goes_on = next((each.before for each in changes if each.before is not None), None)
    if goes_on is None:
        return ()
    if made:
        return (Merge(into=goes_on.id, what=(made,), who=""),)
    own = {shelf.place_of(key) for key in goes_on.alerts}
    ends = (each.before for each in changes if each.before is not None and each.after.merged_into)
    return tuple(
        Split(what=goes_on.id, part=_parts(shelf, each, own), who="") for each in ends if each.alerts
    )


def _parts(shelf: Shelf, incident: Incident, others: Container[str]) -> tuple[str, ...]:
    """Return what made up an incident: targets, where none of them is one of the ``others``, else checks."""
    places = tuple(dict.fromkeys(shelf.place_of(key) for key in incident.alerts))
    if any(place in others for place in places):
        return tuple(dict.fromkeys(key.check for key in incident.alerts))
    return places


def _ending(into: Incident, others: Sequence[Incident]) -> Iterator[Consequence]:
    for each in others[:_MOST]:
        yield Consequence(
            text=phrase("{id} ends as a part of {into}", id=each.id, into=into.id), name=each.title
        )
    if len(others) > _MOST:
        text = phrase("{n} more end as a part of {into}", n=str(len(others) - _MOST), into=into.id)
        yield Consequence(text=text)


def _going_on(incident: Incident, title: Phrase) -> Iterator[Consequence]:
    if title == incident.title:
        yield Consequence(text=phrase("{id} keeps its number and its name", id=incident.id), name=title)
    else:
        yield Consequence(text=phrase("{id} keeps its number and is then called", id=incident.id), name=title)


def _owned(into: Incident, others: Sequence[Incident]) -> Iterator[Consequence]:
    """Say who has what comes of it: the first owner of all, as ``joining`` decides."""
    owners = list(dict.fromkeys(each.owner for each in (into, *others) if each.owner))
    if not owners:
        return
    who = foreign(owners[0], _NAME)
    yield Consequence(text=phrase("{who} has all of it", who=who))
    if len(owners) > 1:
        names = _listed(foreign(each, _NAME) for each in owners[1:])
        yield Consequence(text=phrase("It is taken from {names}", names=names))


def _kept_by(incident: Incident) -> Iterator[Consequence]:
    if incident.owner:
        yield Consequence(text=phrase("{who} has both", who=foreign(incident.owner, _NAME)))


def _known_of(incident: Incident, template: str, **values: str) -> Consequence:
    """Return who was told of an incident, and what they will hear."""
    if not incident.told:
        return Consequence(text=phrase("{what} was told to nobody", what=incident.id))
    told = _listed(foreign(each, _NAME) for each in incident.told)
    return Consequence(text=phrase(template, told=told, what=incident.id, **values))


def _listed(names: Iterable[str]) -> str:
    """Return names with commas; of very many the first ones, and how many more."""
    every = list(names)
    more = f" +{len(every) - _MOST}" if len(every) > _MOST else ""
    return ", ".join(every[:_MOST]) + more
