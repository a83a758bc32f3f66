"""The book of incidents: changes of alerts open, move and close them."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from app.incidents import timeline
from app.incidents.blocking import Return, blocker, is_down, returned, returned_at
from app.incidents.dependency import ancestors
from app.incidents.grouping import Places, level_of, named, order, without, worse
from app.model.alert import Alert, AlertChange, AlertEvent, AlertKey, AlertPhase
from app.model.check import Check
from app.model.clock import Moment
from app.model.incident import Entry, EntryKind, Incident, IncidentChange, IncidentEvent
from app.model.phrase import NOTHING, Phrase
from app.model.target import Target
from app.model.verdict import Level

_UNCONFIRMED = frozenset({AlertEvent.SOFTENED, AlertEvent.ATTEMPT, AlertEvent.PASSED})
_ENDS = frozenset({AlertEvent.CLEARED, AlertEvent.WITHDRAWN})
_KIND_OF = {
    AlertEvent.FIRED: EntryKind.JOINED,
    AlertEvent.RECOVERING: EntryKind.RECOVERING,
    AlertEvent.RELAPSED: EntryKind.RELAPSED,
}
# Closed incidents are kept by the store; a few stay here so that their last notices can be recorded.
_CLOSED_KEPT = 50


class IncidentBook:
    """All open incidents, at most one a target. Holds no clock: every step is given its moment."""

    def __init__(self, next_number: int = 1) -> None:
        self.next_number = next_number
        self.last_closed: Incident | None = None
        self._places = Places({}, ())
        self._open: dict[str, Incident] = {}  # by target
        self._alerts: dict[str, dict[AlertKey, Alert]] = {}  # by target
        self._home: dict[AlertKey, str] = {}  # target
        self._returns: dict[str, Return] = {}  # by target
        self._closed: dict[str, Incident] = {}

    def targets(self, targets: Mapping[str, Target], checks: Iterable[Check]) -> None:
        """Set the inventory: who depends on whom, and what things are called."""
        self._places = Places(targets, checks)
        self._returns = {name: back for name, back in self._returns.items() if name in targets}

    def restore(self, incidents: Iterable[Incident], alerts: Iterable[Alert] = ()) -> None:
        """Take over the open incidents of an earlier run, and the alerts that belong to them."""
        known = {alert.key: alert for alert in alerts}
        for incident in incidents:
            self._open[incident.target] = incident
            self._alerts[incident.target] = {
                key: known.get(key) or _assumed(key, incident) for key in incident.alerts
            }
            self._home.update(dict.fromkeys(incident.alerts, incident.target))

    def open(self) -> tuple[Incident, ...]:
        """Return the open incidents, worst and untaken first."""
        return tuple(sorted(self._open.values(), key=order))

    def of_target(self, target: str) -> Incident | None:
        """Return the open incident of a target."""
        return self._open.get(target)

    def apply(self, change: AlertChange, now: Moment) -> tuple[IncidentChange, ...]:
        """Take a step of an alert; return what it changed, the alert's own incident first.

        Unconfirmed alerts change nothing. A firing ``up`` alert explains the incidents of all targets that
        depend on its target (``blocked_by``), from the moment it fires.
        """
        if change.event in _UNCONFIRMED:
            return ()
        key = change.after.key
        target = self._home.get(key) or self._places.target_of(key.check)
        before = self._open.get(target)
        if change.event in _ENDS:
            if before is None or key not in before.alerts:
                return ()
            own = self._removed(before, change, now)
        elif before is None:
            own = self._opened(target, change, now)
        else:
            own = self._moved(before, change, now)
        return (own, *self._spread(target, before, own.after, now))

    def fresh(
        self, check: str, bad: bool, now: Moment, *, started: Moment | None = None
    ) -> tuple[IncidentChange, ...]:
        """Take note of a judged sample of a check; ``started``: when its run began (default: now).

        An incident that a parent explained is told anew (UNBLOCKED) once a result of its own that is newer
        than the parent's recovery is still bad.
        """
        incident = self._open.get(self._places.target_of(check)) if self._open else None
        if incident is None or not incident.blocked_by or not bad:
            return ()
        if all(key.check != check for key in incident.alerts):
            return ()
        above = self._blocker(incident.target, incident.id)
        if above == incident.blocked_by:
            return ()
        if above:
            return (self._blocked(incident, above, now),)
        back = returned_at(incident, self._places.targets, self._returns)
        if back is not None and (started or now).mono < back.mono:
            return ()
        return (self._unblocked(incident, now),)

    def overdue(self, now: Moment) -> tuple[IncidentChange, ...]:
        """Return an UNBLOCKED change for each open incident that nothing explains and nobody was told.

        To be planned when something that withheld notices ends: blindness, muting, a missing channel.
        """
        waiting = [i for i in self.open() if not i.blocked_by and not i.told and not i.taken]
        return tuple(self._unblocked(incident, now) for incident in waiting)

    def acknowledge(self, what: str, who: str, comment: str, now: Moment) -> tuple[IncidentChange, ...]:
        """Give an incident (by id), or those that touch a check or target id, to ``who``.

        Returns an empty tuple where nothing open is meant. Who takes it last has it.
        """
        meant = [incident for incident in self.open() if _touches(incident, what)]
        return tuple(self._taken(incident, who, comment, now) for incident in meant)

    def record(
        self,
        incident_id: str,
        entry: Entry | None = None,
        *,
        told: Iterable[str] = (),
        untold: Iterable[str] = (),
    ) -> Incident | None:
        """Add a line, and channels that were told the problem (``told``) or its end (``untold``).

        Works for an incident that has just been closed, too. Returns it as it is now, for the store; None
        if it is not known.
        """
        incident = self._find(incident_id)
        if incident is None:
            return None
        gone = frozenset(untold)
        channels = tuple(name for name in dict.fromkeys((*incident.told, *told)) if name not in gone)
        lines = timeline.extended(incident.timeline, entry) if entry is not None else incident.timeline
        after = replace(incident, told=channels, timeline=lines)
        if after.closed is None:
            self._open[after.target] = after
        else:
            self._shelve(after)
        return after

    def _opened(self, target: str, change: AlertChange, now: Moment) -> IncidentChange:
        alert = change.after
        identity = f"I-{self.next_number}"
        self.next_number += 1
        self._file(target, alert)
        title, cause = self._named(target)
        since = alert.since or now
        above = self._blocker(target, identity) or returned(
            target, since, self._places.targets, self._returns
        )
        lines = [timeline.line(EntryKind.FIRST_BAD, since), timeline.line(EntryKind.HARD, now, alert=alert)]
        if above:
            lines.append(timeline.line(EntryKind.BLOCKED, now))
        incident = Incident(
            id=identity,
            target=target,
            element=self._places.element_of(target),
            title=title,
            cause=cause,
            level=alert.level,
            worst=alert.level,
            alerts=(alert.key,),
            began=since,
            opened=now,
            blocked_by=above,
            timeline=tuple(lines),
        )
        return self._put(IncidentEvent.OPENED, None, incident, now)

    def _moved(self, before: Incident, change: AlertChange, now: Moment) -> IncidentChange:
        """Take a step of an alert that is still open into its incident."""
        alert = change.after
        self._file(before.target, alert)
        level = level_of(tuple(self._alerts[before.target].values()), before.level)
        raised = worse(level, before.level)
        kind = _KIND_OF.get(change.event)
        if raised:
            kind = EntryKind.WORSENED
        elif level is not before.level:
            kind = EntryKind.EASED
        lines = [timeline.line(kind, now, alert=alert)] if kind is not None else []
        alerts = before.alerts if alert.key in before.alerts else (*before.alerts, alert.key)
        after = self._leveled(before, level, alerts, lines, now)
        return self._put(IncidentEvent.WORSENED if raised else IncidentEvent.CHANGED, before, after, now)

    def _removed(self, before: Incident, change: AlertChange, now: Moment) -> IncidentChange:
        """Take a closed alert out of its incident, and close that with its last one."""
        key = change.after.key
        alerts = self._alerts[before.target]
        alerts.pop(key, None)
        self._home.pop(key, None)
        left = without(before.alerts, key)
        if not left:
            return self._ended(before, change.event is AlertEvent.WITHDRAWN, now)
        level = level_of(tuple(alerts.values()), before.level)
        kind = EntryKind.EASED if level is not before.level else EntryKind.RECOVERING
        if change.event is AlertEvent.WITHDRAWN:
            line = timeline.line(EntryKind.WITHDRAWN, now, alert=change.before)
        else:
            line = timeline.partly_good(self._places.name_of(key.check), kind, now)
        return self._put(IncidentEvent.CHANGED, before, self._leveled(before, level, left, [line], now), now)

    def _ended(self, before: Incident, withdrawn: bool, now: Moment) -> IncidentChange:
        kind = EntryKind.WITHDRAWN if withdrawn else EntryKind.CLOSED
        lines = timeline.extended(before.timeline, timeline.line(kind, now))
        after = replace(before, alerts=(), closed=now, withdrawn=withdrawn, timeline=lines)
        self._open.pop(before.target, None)
        self._alerts.pop(before.target, None)
        self._shelve(after)
        self.last_closed = after
        event = IncidentEvent.WITHDRAWN if withdrawn else IncidentEvent.CLOSED
        return IncidentChange(event=event, before=before, after=after, at=now)

    def _leveled(
        self,
        before: Incident,
        level: Level,
        alerts: tuple[AlertKey, ...],
        lines: list[Entry],
        now: Moment,
    ) -> Incident:
        """Return the incident at another level; one that is worse than ever needs someone anew."""
        exceeds = worse(level, before.worst)
        if exceeds and before.owner:
            lines = [*lines, timeline.line(EntryKind.ACK_CLEARED, now)]
        title, cause = self._named(before.target)
        return replace(
            before,
            title=title,
            cause=cause,
            level=level,
            worst=level if exceeds else before.worst,
            alerts=alerts,
            owner="" if exceeds else before.owner,
            acknowledged=None if exceeds else before.acknowledged,
            timeline=timeline.extended(before.timeline, *lines),
        )

    def _spread(
        self, target: str, before: Incident | None, after: Incident, now: Moment
    ) -> tuple[IncidentChange, ...]:
        """Let a target that fell explain what depends on it; remember when it works again."""
        down = after.closed is None and is_down(after)
        if down == is_down(before):
            return ()
        if not down:
            self._returns[target] = Return(incident=after.id, at=now)
            return ()
        self._returns.pop(target, None)
        below = [i for i in self.open() if target in ancestors(i.target, self._places.targets)]
        found = [(incident, self._blocker(incident.target, incident.id)) for incident in below]
        return tuple(self._blocked(i, above, now) for i, above in found if above and above != i.blocked_by)

    def _blocked(self, before: Incident, above: str, now: Moment) -> IncidentChange:
        lines = timeline.extended(before.timeline, timeline.line(EntryKind.BLOCKED, now))
        after = replace(before, blocked_by=above, timeline=lines)
        return self._put(IncidentEvent.CHANGED, before, after, now)

    def _unblocked(self, before: Incident, now: Moment) -> IncidentChange:
        lines = timeline.extended(before.timeline, timeline.line(EntryKind.UNBLOCKED, now))
        after = replace(before, blocked_by="", timeline=lines)
        return self._put(IncidentEvent.UNBLOCKED, before, after, now)

    def _taken(self, before: Incident, who: str, comment: str, now: Moment) -> IncidentChange:
        entry = timeline.acknowledged(who, now)
        lines = [entry, timeline.comment(comment, who, now)] if comment else [entry]
        extended = timeline.extended(before.timeline, *lines)
        after = replace(before, owner=entry.who, acknowledged=now, timeline=extended)
        return self._put(IncidentEvent.ACKNOWLEDGED, before, after, now)

    def _put(
        self, event: IncidentEvent, before: Incident | None, after: Incident, now: Moment
    ) -> IncidentChange:
        self._open[after.target] = after
        return IncidentChange(event=event, before=before, after=after, at=now)

    def _file(self, target: str, alert: Alert) -> None:
        self._alerts.setdefault(target, {})[alert.key] = alert
        self._home[alert.key] = target

    def _named(self, target: str) -> tuple[Phrase, Phrase]:
        return named(self._alerts.get(target, {}).values(), self._places) or (NOTHING, NOTHING)

    def _blocker(self, target: str, own: str) -> str:
        return blocker(target, own, self._places.targets, self._open)

    def _find(self, incident_id: str) -> Incident | None:
        for incident in self._open.values():
            if incident.id == incident_id:
                return incident
        return self._closed.get(incident_id)

    def _shelve(self, incident: Incident) -> None:
        self._closed[incident.id] = incident
        while len(self._closed) > _CLOSED_KEPT:
            del self._closed[next(iter(self._closed))]
        if self.last_closed is not None and self.last_closed.id == incident.id:
            self.last_closed = incident


def _touches(incident: Incident, what: str) -> bool:
    if incident.id.casefold() == what.casefold() or incident.target == what:
        return True
    return any(key.check == what for key in incident.alerts)


def _assumed(key: AlertKey, incident: Incident) -> Alert:
    return Alert(
        key=key,
        phase=AlertPhase.FIRING,
        level=incident.level,
        since=incident.began,
        hard=incident.opened,
        last=incident.opened,
        reason=incident.cause,
    )
