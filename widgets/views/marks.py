"""Marks of what happened, for charts that many things share."""

from collections.abc import Iterable

from app.model.incident import Incident
from widgets.strip_paint import Mark

MOST = 24  # the newest: more would be a hatch


def incident_marks(incidents: Iterable[Incident]) -> tuple[Mark, ...]:
    """Return when incidents began, were taken and ended, oldest first."""
    marks: list[Mark] = []
    for incident in incidents:
        marks.append(Mark(incident.began.wall, "began"))
        if incident.acknowledged is not None:
            marks.append(Mark(incident.acknowledged.wall, "taken"))
        if incident.closed is not None:
            marks.append(Mark(incident.closed.wall, "ended"))
    return tuple(sorted(marks)[-MOST:])
