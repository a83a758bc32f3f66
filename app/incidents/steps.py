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

_MOST_PAST = 500  # alerts that are good again and by which an incident goes on
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
    group: tuple[str, ...] = (),
    element: ElementClass,
    naming: Naming,
    above: str,
    now: Moment,
) -> IncidentChange:
    """Return the start of an incident; ``above`` is the incident that explains it, or empty."""
    since = alert.since or now
    lines = [timeline.line(EntryKind.FIRST_BAD, since)]
    if alert.attempts > 1:
        lines.append(timeline.soft(alert.attempts, since))
    lines.append(timeline.line(EntryKind.HARD, now, alert=alert))
    if above:
        lines.append(timeline.line(EntryKind.BLOCKED, now))
    incident = Incident(
        id=identity,
        target=target,
        targets=(target,),
        group=group,
        element=element,
        title=naming.title,
        whole=naming.title,
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


def reopened(
    before: Incident, alert: Alert, *, target: str, naming: Naming, above: str, now: Moment
) -> IncidentChange:
    """Return the step that a closed incident goes on, for an alert that was in it is bad again.

    It needs someone anew, and is as bad as it is now, not as it was.
    """
    lines = [timeline.line(EntryKind.REOPENED, now, alert=alert)]
    if above:
        lines.append(timeline.line(EntryKind.BLOCKED, now))
    after = replace(
        before,
        targets=_with(before.hit, target),
        title=naming.title,
        whole=naming.title,
        cause=naming.cause,
        level=alert.level,
        worst=alert.level,
        alerts=(alert.key,),
        past=tuple(key for key in before.past if key != alert.key),
        joined=now,
        owner="",
        acknowledged=None,
        sticky=False,
        ack_until=None,
        fixed=None,
        blocked_by=above,
        below=0,
        suppressed=None,
        closed=None,
        reopened=before.reopened + 1,
        again=alert.since or now,
        turns=before.turns + 1,
        timeline=timeline.extended(before.timeline, *lines),
    )
    return IncidentChange(event=IncidentEvent.REOPENED, before=before, after=after, at=now)


def moved(
    before: Incident,
    change: AlertChange,
    alerts: Sequence[Alert],
    naming: Naming,
    now: Moment,
    *,
    target: str,
) -> IncidentChange:
    """Return the step that a step of one of its ``alerts`` (still open, or new here) makes.

    ``target``: where that alert is. A further target makes the incident grow.
    """
    alert = change.after
    grew = target not in before.hit
    level = level_of(alerts, before.level)
    raised = worse(level, before.level)
    kind = _KIND_OF.get(change.event)
    if raised:
        kind = EntryKind.WORSENED
    elif level is not before.level:
        kind = EntryKind.EASED
    lines = [timeline.line(kind, now, alert=alert)] if kind is not None else []
    if grew:
        lines.insert(0, timeline.grew(target, now))
    joins = alert.key not in before.alerts
    keys = (*before.alerts, alert.key) if joins else before.alerts
    after = _leveled(before, level, keys, naming, lines, now)
    after = replace(
        after,
        targets=_with(before.hit, target),
        whole=naming.title if joins or raised else before.whole,
        past=tuple(key for key in before.past if key != alert.key) if joins else before.past,
        joined=now if joins else before.joined,
        turns=before.turns + raised,
        fixed=None if raised or joins or change.event is AlertEvent.RELAPSED else before.fixed,
    )
    calm = IncidentEvent.GREW if grew else IncidentEvent.CHANGED
    event = IncidentEvent.WORSENED if raised else calm
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
    after = replace(after, past=_kept(before.past, change.after.key))
    return IncidentChange(event=IncidentEvent.CHANGED, before=before, after=after, at=now)


def ended(before: Incident, *, withdrawn: bool, now: Moment) -> IncidentChange:
    """Return the end of an incident, by good evidence or by withdrawal.

    It is called as it was told, not by the one check that was the last to become good.
    """
    kind = EntryKind.WITHDRAWN if withdrawn else EntryKind.CLOSED
    lines = timeline.extended(before.timeline, timeline.line(kind, now))
    past = _kept(before.past, *before.alerts)
    title = before.whole if before.whole.template else before.title
    after = replace(
        before, title=title, alerts=(), past=past, closed=now, withdrawn=withdrawn, timeline=lines
    )
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
    after = replace(before, blocked_by="", turns=before.turns + 1, timeline=lines)
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


def _with(targets: tuple[str, ...], target: str) -> tuple[str, ...]:
    return targets if target in targets else (*targets, target)


def _kept(past: tuple[AlertKey, ...], *keys: AlertKey) -> tuple[AlertKey, ...]:
    return (*(key for key in past if key not in keys), *keys)[-_MOST_PAST:]


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
    clears = exceeds and bool(before.owner) and not before.sticky
    if clears:
        lines = [*lines, timeline.line(EntryKind.ACK_CLEARED, now)]
    return replace(
        before,
        title=naming.title,
        cause=naming.cause,
        level=level,
        worst=level if exceeds else before.worst,
        alerts=keys,
        owner="" if clears else before.owner,
        acknowledged=None if clears else before.acknowledged,
        ack_until=None if clears else before.ack_until,
        timeline=timeline.extended(before.timeline, *lines),
    )
