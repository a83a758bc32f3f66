"""How an incident stands, in words."""

from app.model.clock import Moment
from app.model.incident import Incident
from app.model.phrase import foreign
from app.model.quantity import age
from widgets.tr import tr, tr_phrase
from widgets.views.incident_cards import owner_words
from widgets.views.words import clock_time


def state_lines(incident: Incident, now: Moment) -> list[str]:
    """Return how it stands, a line a matter."""
    began = tr("since {time}", time=clock_time(incident.began.wall, seconds=True))
    if incident.closed is not None:
        lasted = age(incident.closed.seconds_since(incident.began))
        first = tr("over; it lasted {age}", age=lasted)
    else:
        first = tr("for {age}", age=age(now.seconds_since(incident.began)))
    lines = [
        " · ".join((tr("severity {n} of 4", n=str(incident.severity)), _level(incident), first, began)),
        tr_phrase(incident.cause),
        owner_words(incident) if incident.closed is None else "",
    ]
    if incident.ack_until is not None and incident.taken:
        lines.append(tr("until {time}", time=clock_time(incident.ack_until.wall)))
    if incident.affected:
        lines.append(tr("Explains {n} more", n=str(incident.affected)))
    if incident.blocked_by:
        lines.append(tr("Explained by: {title}", title=incident.blocked_by))
    if incident.suppressed is not None:
        lines.append(suppressed_words(incident))
    if incident.fixed is not None and incident.closed is None:
        lines.append(
            tr("{who} says that it is fixed; it is not proved yet", who=foreign(incident.fixed.who, 60))
        )
    if incident.merged_into:
        lines.append(tr("It became part of {id}", id=incident.merged_into))
    return [line for line in dict.fromkeys(lines) if line]


def suppressed_words(incident: Incident) -> str:
    """Return why nobody is told."""
    why = incident.suppressed
    if why is None:
        return ""
    until = tr("until {time}", time=clock_time(why.until.wall)) if why.until is not None else ""
    parts = (f"{why.kind} {foreign(why.by, 60)}", foreign(why.who, 60), until, foreign(why.reason))
    return tr("Nobody is told: {why}", why=", ".join(part for part in parts if part.strip()))


def _level(incident: Incident) -> str:
    return {"critical": tr("critical"), "warning": tr("warning")}.get(incident.level.value, tr("good again"))
