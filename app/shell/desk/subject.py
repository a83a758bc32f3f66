"""What a row of any table is about, so that one menu serves all of them."""

from collections.abc import Collection
from typing import NamedTuple

from app.model.board import CheckView
from app.model.event import Event
from app.model.incident import Incident


class Subject(NamedTuple):
    """A check, an incident, or both. ``takeable``: somebody may take the incident now; ``open``: it is.

    ``of_incident``: the row is one of incidents, and what opens is the incident.
    """

    check: str = ""
    incident: str = ""
    target: str = ""
    takeable: bool = False
    of_incident: bool = False
    open: bool = False


def subject_of(row: object, checks: Collection[str], incidents: Collection[str]) -> Subject:
    """Return what a row is about; ``checks`` and ``incidents`` are those that are known by name."""
    match row:
        case CheckView():
            return Subject(
                row.id,
                row.incident,
                row.target,
                bool(row.incident) and not row.owner,
                open=bool(row.incident),
            )
        case Incident():
            keys = (*row.alerts, *row.past)
            check = keys[0].check if keys else ""
            takeable = row.closed is None and not row.taken
            lasts = row.closed is None
            return Subject(check, row.id, row.target, takeable, of_incident=True, open=lasts)
        case Event():
            check = row.subject if row.subject in checks else ""
            incident = row.subject if row.subject in incidents else ""
            return Subject(check, incident, check.partition("/")[0], of_incident=bool(incident))
    return Subject()
