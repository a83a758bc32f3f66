"""An incident as text."""

from collections.abc import Iterator
from datetime import datetime

from app.commands.plain_form import phrase_text
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.phrase import foreign
from app.model.quantity import age

_MOST_NAMES = 8


def incident_line(incident: Incident, now: Moment) -> str:
    """Return an incident as one line."""
    lasts = age((incident.closed or now).seconds_since(incident.began))
    when = f"over {age(now.seconds_since(incident.closed))} ago, lasted {lasts}" if incident.closed else lasts
    words = [
        f"{incident.id:<6}",
        f"{incident.severity}",
        f"{incident.level.value:<8}",
        f"{phrase_text(incident.title)},",
        f"{when},",
        _owner(incident),
        *_remarks(incident),
    ]
    return " ".join(words)


def _owner(incident: Incident) -> str:
    if incident.taken:
        return f"{foreign(incident.owner)} has it"
    return "nobody took it" if incident.closed else "nobody has it yet"


def _remarks(incident: Incident) -> Iterator[str]:
    others = len(incident.hit) - 1
    if others:
        yield f"(+{others} target{'s' if others > 1 else ''})"
    if incident.blocked_by:
        yield f"[explained by {incident.blocked_by}]"
    if incident.affected:
        yield f"[explains {incident.affected}]"
    if incident.suppressed is not None:
        yield f"[{incident.suppressed.kind.value} {foreign(incident.suppressed.by)}]"
    if incident.merged_into:
        yield f"[part of {incident.merged_into}]"
    if incident.fixed is not None and not incident.closed:
        yield "[said to be fixed]"
    if incident.withdrawn:
        yield "[withdrawn]"


def incident_lines(incident: Incident, now: Moment) -> list[str]:
    """Return all of an incident, its timeline last."""
    return [
        incident_line(incident, now),
        *_facts(incident, now),
        "",
        *[
            f"  {_clock(entry.at)}  {entry.kind.value:<12}  "
            f"{phrase_text(entry.text)}{f'  ({foreign(entry.who)})' if entry.who else ''}"
            for entry in incident.timeline
        ],
    ]


def _facts(incident: Incident, now: Moment) -> Iterator[str]:
    if cause := phrase_text(incident.cause):
        yield f"  {cause}"
    yield f"  severity {incident.severity} of 4 (1 is the worst)"
    names = ", ".join(foreign(name) for name in incident.hit[:_MOST_NAMES])
    more = len(incident.hit) - _MOST_NAMES
    yield f"  targets: {names}{f' and {more} more' if more > 0 else ''}"
    if incident.alerts:
        alerts = [f"{key.check}#{key.rule}" for key in incident.alerts]
        yield f"  alerts: {', '.join(map(foreign, alerts[:_MOST_NAMES]))}"
    if incident.taken and incident.ack_until is not None:
        yield f"  taken until {_clock(incident.ack_until)}"
    if incident.sticky:
        yield "  its owner keeps it even if it gets worse"
    if (asked := incident.suppressed) is not None:
        until = f" until {_clock(asked.until)}" if asked.until is not None else ""
        why = f"{asked.kind.value} {foreign(asked.by)}{until} {foreign(asked.reason)}"
        yield f"  nobody is told: {why}".rstrip()
    if incident.told:
        yield f"  told to: {', '.join(map(foreign, incident.told))}"
    for tick in incident.ticks:
        yield f"  done: {foreign(tick.step)} ({foreign(tick.who)}, {_clock(tick.at)})"
    if incident.fixed is not None:
        passed = age(now.seconds_since(incident.fixed.at))
        comment = f": {foreign(incident.fixed.comment)}" if incident.fixed.comment else ""
        yield f"  said to be fixed by {foreign(incident.fixed.who)} {passed} ago{comment}; proof is awaited"


def _clock(moment: Moment) -> str:
    return datetime.fromtimestamp(moment.wall).astimezone().strftime("%d %b %H:%M:%S")
