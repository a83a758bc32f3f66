"""Where the open incidents and their alerts are kept, with the newest closed ones."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from app.incidents.grouping import order
from app.model.alert import Alert, AlertKey, AlertPhase
from app.model.clock import Moment
from app.model.incident import Incident

# Closed incidents are kept by the store; these stay here so that they can go on, and for their last notices.
CLOSED_KEPT = 500


class Register:
    """The open incidents by id, each open alert in exactly one of them."""

    def __init__(self) -> None:
        self.last_closed: Incident | None = None
        self.open: dict[str, Incident] = {}
        self._alerts: dict[str, dict[AlertKey, Alert]] = {}  # by incident
        self._home: dict[AlertKey, tuple[str, str]] = {}  # incident, target
        self._at: dict[str, dict[str, int]] = {}  # target -> its incidents -> alerts in each
        self._groups: dict[str, dict[str, None]] = {}  # group -> its incidents, the oldest first
        self._expiring: set[str] = set()  # taken for a time only
        self._closed: dict[str, Incident] = {}
        self._over: dict[AlertKey, str] = {}  # alerts of closed incidents
        self._owed: dict[str, Incident] = {}  # merged away, and somebody is still to be told the end

    def sorted(self) -> tuple[Incident, ...]:
        """Return the open incidents, worst and untaken first."""
        return tuple(sorted(self.open.values(), key=order))

    def find(self, incident_id: str) -> Incident | None:
        """Return an open incident, or one that was closed not long ago, by its id."""
        return self.open.get(incident_id) or self._owed.get(incident_id) or self._closed.get(incident_id)

    def home_of(self, key: AlertKey) -> tuple[str, str] | None:
        """Return the incident that holds this alert, and the alert's target."""
        return self._home.get(key)

    def alerts_of(self, incident_id: str) -> Mapping[AlertKey, Alert]:
        """Return the alerts of an open incident, in the order in which they joined."""
        return self._alerts.get(incident_id, {})

    def places_of(self, incident_id: str) -> tuple[str, ...]:
        """Return the targets at which alerts of an open incident are, in the order in which they joined."""
        return tuple(dict.fromkeys(self._home[key][1] for key in self.alerts_of(incident_id)))

    def at(self, target: str) -> tuple[Incident, ...]:
        """Return the open incidents that hold an alert of a target, the oldest first."""
        return tuple(self.open[name] for name in self._at.get(target, ()) if name in self.open)

    def keys_at(self, target: str) -> Iterator[AlertKey]:
        """Return the open alerts of a target, also of an incident that is only being opened."""
        kept = (key for name in self._at.get(target, ()) for key in self._alerts.get(name, ()))
        return (key for key in kept if self._home[key][1] == target)

    def in_group(self, key: str) -> Iterator[Incident]:
        """Return the open incidents of a group, the oldest first."""
        return (self.open[name] for name in self._groups.get(key, ()))

    def closed_with(self, key: AlertKey, now: Moment, within: float) -> Incident | None:
        """Return the incident that ended with this alert good again, within so many seconds before now."""
        found = self._closed.get(self._over.get(key, ""))
        if found is None or found.closed is None or found.withdrawn or found.merged_into:
            return None
        return found if now.seconds_since(found.closed) <= within else None

    def owed_by(self, incident_id: str) -> tuple[Incident, ...]:
        """Return what was merged into an incident and whose end somebody is still to be told."""
        return tuple(each for each in self._owed.values() if each.merged_into == incident_id)

    def expiring(self) -> tuple[Incident, ...]:
        """Return the open incidents that somebody has for a time only."""
        return tuple(self.open[name] for name in self._expiring) if self._expiring else ()

    def put(self, incident: Incident) -> None:
        """Keep the newest form of an incident; a closed one leaves the open ones."""
        if incident.closed is not None:
            self._close(incident)
            return
        if incident.id in self._closed:  # it goes on
            del self._closed[incident.id]
            if self.last_closed is not None and self.last_closed.id == incident.id:
                self.last_closed = None
        before = self.open.get(incident.id)
        self.open[incident.id] = incident
        if before is None or before.group != incident.group:
            self._regroup(incident.id, before.group if before else (), incident.group)
        if incident.ack_until is not None:
            self._expiring.add(incident.id)
        else:
            self._expiring.discard(incident.id)

    def file(self, incident_id: str, target: str, alert: Alert) -> None:
        """Keep an alert with an incident; it leaves the one that it was in."""
        present = self._home.get(alert.key)
        if present is not None and present != (incident_id, target):
            self.unfile(alert.key)
        if present != (incident_id, target):
            counts = self._at.setdefault(target, {})
            counts[incident_id] = counts.get(incident_id, 0) + 1
        self._alerts.setdefault(incident_id, {})[alert.key] = alert
        self._home[alert.key] = incident_id, target

    def unfile(self, key: AlertKey) -> None:
        """Forget an alert that is closed."""
        name, target = self._home.pop(key, ("", ""))
        self._alerts.get(name, {}).pop(key, None)
        counts = self._at.get(target, {})
        if counts.get(name, 0) > 1:
            counts[name] -= 1
            return
        counts.pop(name, None)
        if not counts:
            self._at.pop(target, None)

    def restore(self, incidents: Iterable[Incident], alerts: Iterable[Alert]) -> None:
        """Take over incidents, the closed ones too; an alert that is not given is taken to be firing."""
        known = {alert.key: alert for alert in alerts}
        for incident in incidents:
            self.put(incident)
            for key in incident.alerts if incident.closed is None else ():
                self.file(incident.id, _place(key, incident.hit), known.get(key) or _assumed(key, incident))

    def _close(self, incident: Incident) -> None:
        before = self.open.pop(incident.id, None)
        if before is not None:
            self._regroup(incident.id, before.group, ())
            self._expiring.discard(incident.id)
            for key in tuple(self._alerts.pop(incident.id, ())):
                self.unfile(key)
        last = self.last_closed
        if not incident.merged_into and (before is not None or (last is not None and last.id == incident.id)):
            self.last_closed = incident
        if incident.merged_into and incident.told:
            self._owed[incident.id] = incident
        else:
            self._owed.pop(incident.id, None)
        self._closed[incident.id] = incident
        self._over.update(dict.fromkeys(incident.past, incident.id))
        while len(self._closed) > CLOSED_KEPT:
            gone = self._closed.pop(next(iter(self._closed)))
            for key in gone.past:
                if self._over.get(key) == gone.id:
                    del self._over[key]

    def _regroup(self, name: str, before: Iterable[str], after: Container[str] | Sequence[str]) -> None:
        for key in before:
            if key not in after:
                found = self._groups.get(key, {})
                found.pop(name, None)
                if not found:
                    self._groups.pop(key, None)
        for key in after if isinstance(after, tuple) else ():
            self._groups.setdefault(key, {})[name] = None


def _place(key: AlertKey, targets: Sequence[str]) -> str:
    """Return the target of an alert of an earlier run: check ids begin with it."""
    first = key.check.partition("/")[0]
    return first if first in targets else targets[0]


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
