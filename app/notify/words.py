"""What a notice says."""

from app.model.clock import Moment
from app.model.incident import Incident
from app.model.notice import NoticeKind, Reason
from app.model.phrase import Phrase, phrase
from app.model.quantity import age

ENDS = {NoticeKind.RECOVERY: Reason.RECOVERED, NoticeKind.WITHDRAWN: Reason.WITHDRAWN}


def title(incident: Incident, kind: NoticeKind, now: Moment) -> Phrase:
    """Return the headline."""
    said = incident.title.plain()
    lasts = age(now.seconds_since(incident.began))
    match kind:
        case NoticeKind.RECOVERY:
            return phrase("Over: {title}", title=said)
        case NoticeKind.WITHDRAWN:
            return phrase("No longer watched: {title}", title=said)
        case NoticeKind.REMINDER:
            return phrase("Still so for {age}: {title}", age=lasts, title=said)
        case NoticeKind.ESCALATION:
            return phrase("Nobody has it for {age}: {title}", age=lasts, title=said)
        case NoticeKind.GREW:
            return phrase("There is more of it: {title}", title=said)
        case _:
            return incident.title


def body(incident: Incident, kind: NoticeKind) -> Phrase:
    """Return what stands below it."""
    if kind in ENDS and incident.closed is not None:
        lasted = age(incident.closed.seconds_since(incident.began))
        return phrase("{id}: it lasted {age}", id=incident.id, age=lasted)
    if incident.cause.template:
        cause, count = incident.cause.plain(), str(incident.affected)
        if incident.affected:
            return phrase("{id}: {cause}, and {count} below it", id=incident.id, cause=cause, count=count)
        return phrase("{id}: {cause}", id=incident.id, cause=cause)
    return phrase("{id}", id=incident.id)
