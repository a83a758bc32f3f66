"""Where the open incidents and their alerts are kept, with the newest closed ones."""

from collections.abc import Iterable, Mapping, Sequence

from app.incidents.grouping import order
from app.model.alert import Alert, AlertKey, AlertPhase
from app.model.incident import Incident

# Closed incidents are kept by the store; a few stay here so that their last notices can be recorded.
CLOSED_KEPT = 50


class Register:
    """At most one open incident a target, each alert in at most one of them."""

    def __init__(self) -> None:
        self.last_closed: Incident | None = None
        self._open: dict[str, Incident] = {}  # by target
        self._target_of: dict[str, str] = {}  # of an open incident, by its id
        self._alerts: dict[str, dict[AlertKey, Alert]] = {}  # by target
        self._home: dict[AlertKey, str] = {}  # target
        self._closed: dict[str, Incident] = {}

    @property
    def by_target(self) -> Mapping[str, Incident]:
        """The open incidents by target."""
        return self._open

    def sorted(self) -> tuple[Incident, ...]:
        """Return the open incidents, worst and untaken first."""
        return tuple(sorted(self._open.values(), key=order))

    def find(self, incident_id: str) -> Incident | None:
        """Return an open incident, or one that was closed not long ago, by its id."""
        target = self._target_of.get(incident_id)
        return self._open[target] if target is not None else self._closed.get(incident_id)

    def home_of(self, key: AlertKey) -> str | None:
        """Return the target whose incident holds this alert."""
        return self._home.get(key)

    def alerts_of(self, target: str) -> Sequence[Alert]:
        """Return the alerts of a target's open incident, in the order in which they joined."""
        return tuple(self._alerts.get(target, {}).values())

    def put(self, incident: Incident) -> None:
        """Keep the newest form of an incident; a closed one leaves the open ones."""
        if incident.closed is None:
            self._open[incident.target] = incident
            self._target_of[incident.id] = incident.target
            return
        present = self._open.get(incident.target)
        if present is not None and present.id == incident.id:
            del self._open[incident.target], self._target_of[incident.id]
            self._alerts.pop(incident.target, None)
            self.last_closed = incident
        elif self.last_closed is not None and self.last_closed.id == incident.id:
            self.last_closed = incident
        self._closed[incident.id] = incident
        while len(self._closed) > CLOSED_KEPT:
            del self._closed[next(iter(self._closed))]

    def file(self, target: str, alert: Alert) -> None:
        """Keep an alert with the incident of a target."""
        self._alerts.setdefault(target, {})[alert.key] = alert
        self._home[alert.key] = target

    def unfile(self, key: AlertKey) -> None:
        """Forget an alert that is closed."""
        target = self._home.pop(key, None)
        if target is not None:
            self._alerts.get(target, {}).pop(key, None)

    def restore(self, incidents: Iterable[Incident], alerts: Iterable[Alert]) -> None:
        """Take over open incidents; an alert that did not come with them is taken to be firing."""
        known = {alert.key: alert for alert in alerts}
        for incident in incidents:
            self.put(incident)
            for key in incident.alerts:
                self.file(incident.target, known.get(key) or _assumed(key, incident))


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
