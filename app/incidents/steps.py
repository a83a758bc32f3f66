"""The steps of one incident, each a new incident with its line in the timeline."""

from collections.abc import Sequence

from msgspec.structs import replace

from app.incidents import timeline
from app.incidents.grouping import Naming, level_of, worse
from app.model.alert import Alert, AlertChange, AlertEvent, AlertKey
from app.model.clock import Moment
from app.model.incident import Entry, EntryKind, Incident, IncidentChange, IncidentEvent
from app.model.phrase import NOTHING, Phrase
from app.model.suppression import Suppression
from app.model.target import ElementClass
from app.model.verdict import Level

_KIND_OF = {
    AlertEvent.FIRED: EntryKind.JOINED,
    AlertEvent.RECOVERING: EntryKind.RECOVERING,
    AlertEvent.RELAPSED: EntryKind.RELAPSED,
}


def opened(
    alert: Alert,
    *,
    identity: str,
    target: str,
    element: ElementClass,
    naming: Naming,
    above: str,
    now: Moment,
) -> IncidentChange:
    """Return the start of an incident; ``above`` is the incident that explains it, or empty."""
    since = alert.since or now
    lines = [timeline.line(EntryKind.FIRST_BAD, since), timeline.line(EntryKind.HARD, now, alert=alert)]
    if above:
        lines.append(timeline.line(EntryKind.BLOCKED, now))
    incident = Incident(
        id=identity,
        target=target,
        element=element,
        title=naming.title,
        cause=naming.cause,
        level=alert.level,
        worst=alert.level,
        alerts=(alert.key,),
        began=since,
        opened=now,
        blocked_by=above,
        timeline=tuple(lines),
    )
    return IncidentChange(event=IncidentEvent.OPENED, before=None, after=incident, at=now)


def moved(
    before: Incident, change: AlertChange, alerts: Sequence[Alert], naming: Naming, now: Moment
) -> IncidentChange:
    """Return the step that a step of one of its ``alerts`` (still open, or new here) makes."""
    alert = change.after
    level = level_of(alerts, before.level)
    raised = worse(level, before.level)
    kind = _KIND_OF.get(change.event)
    if raised:
        kind = EntryKind.WORSENED
    elif level is not before.level:
        kind = EntryKind.EASED
    lines = [timeline.line(kind, now, alert=alert)] if kind is not None else []
    keys = before.alerts if alert.key in before.alerts else (*before.alerts, alert.key)
    after = _leveled(before, level, keys, naming, lines, now)
    event = IncidentEvent.WORSENED if raised else IncidentEvent.CHANGED
    return IncidentChange(event=event, before=before, after=after, at=now)


def reduced(
    before: Incident, change: AlertChange, *, left: Sequence[Alert], naming: Naming, name: str, now: Moment
) -> IncidentChange:
    """Return the step that closing one alert of several makes; ``name``: what is good again."""
    level = level_of(left, before.level)
    if change.event is AlertEvent.WITHDRAWN:
        line = timeline.line(EntryKind.WITHDRAWN, now, alert=change.before)
    else:
        kind = EntryKind.EASED if level is not before.level else EntryKind.RECOVERING
        line = timeline.partly_good(name, kind, now)
    keys = tuple(key for key in before.alerts if key != change.after.key)
    after = _leveled(before, level, keys, naming, [line], now)
    return IncidentChange(event=IncidentEvent.CHANGED, before=before, after=after, at=now)


def ended(before: Incident, *, withdrawn: bool, now: Moment) -> IncidentChange:
    """Return the end of an incident, by good evidence or by withdrawal."""
    kind = EntryKind.WITHDRAWN if withdrawn else EntryKind.CLOSED
    lines = timeline.extended(before.timeline, timeline.line(kind, now))
    after = replace(before, alerts=(), closed=now, withdrawn=withdrawn, timeline=lines)
    event = IncidentEvent.WITHDRAWN if withdrawn else IncidentEvent.CLOSED
    return IncidentChange(event=event, before=before, after=after, at=now)


def blocked(before: Incident, above: str, now: Moment) -> IncidentChange:
    """Return the step that another incident explains this one."""
    lines = timeline.extended(before.timeline, timeline.line(EntryKind.BLOCKED, now))
    after = replace(before, blocked_by=above, timeline=lines)
    return IncidentChange(event=IncidentEvent.CHANGED, before=before, after=after, at=now)


def unblocked(before: Incident, now: Moment, why: Phrase = NOTHING) -> IncidentChange:
    """Return the step that nothing keeps this incident from being told any more; ``why`` says so."""
    line = timeline.line(EntryKind.UNBLOCKED, now)
    lines = timeline.extended(before.timeline, replace(line, text=why) if why.template else line)
    after = replace(before, blocked_by="", timeline=lines)
    return IncidentChange(event=IncidentEvent.UNBLOCKED, before=before, after=after, at=now)


def explaining(before: Incident, number: int, now: Moment) -> IncidentChange:
    """Return the step that the incident explains so many others; its timeline says the most so far."""
    lines = timeline.counted(before.timeline, number, now)
    after = replace(before, explains=number, timeline=lines)
    return IncidentChange(event=IncidentEvent.CHANGED, before=before, after=after, at=now)


def suppressed(
    before: Incident, suppression: Suppression | None, entry: Entry | None, now: Moment
) -> IncidentChange:
    """Return the step that nobody is to be told of it, or that somebody is again."""
    lines = timeline.extended(before.timeline, entry) if entry is not None else before.timeline
    after = replace(before, suppressed=suppression, timeline=lines)
    return IncidentChange(event=IncidentEvent.CHANGED, before=before, after=after, at=now)


def taken(before: Incident, who: str, comment: str, now: Moment) -> IncidentChange:
    """Return the step that ``who`` takes the incident, over from whoever had it."""
    entry = timeline.acknowledged(who, now)
    lines = [entry, timeline.comment(comment, who, now)] if comment else [entry]
    after = replace(
        before, owner=entry.who, acknowledged=now, timeline=timeline.extended(before.timeline, *lines)
    )
    return IncidentChange(event=IncidentEvent.ACKNOWLEDGED, before=before, after=after, at=now)


def _leveled(  # noqa: PLR0917 - private to this module
    before: Incident,
    level: Level,
    keys: tuple[AlertKey, ...],
    naming: Naming,
    lines: list[Entry],
    now: Moment,
) -> Incident:
    """Return the incident at another level; one that is worse than ever needs someone anew."""
    exceeds = worse(level, before.worst)
    if exceeds and before.owner:
        lines = [*lines, timeline.line(EntryKind.ACK_CLEARED, now)]
    return replace(
        before,
        title=naming.title,
        cause=naming.cause,
        level=level,
        worst=level if exceeds else before.worst,
        alerts=keys,
        owner="" if exceeds else before.owner,
        acknowledged=None if exceeds else before.acknowledged,
        timeline=timeline.extended(before.timeline, *lines),
    )
