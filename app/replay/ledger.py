"""What events say of alerts and incidents: only what changed, and the books again from that.

A first record of a thing holds every field that is not its default, a later one the fields that changed. Of
a long tuple (a timeline) it is the part that is new. Replaying all records gives what the store holds.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec

from app.model.alert import Alert, AlertKey, AlertPhase
from app.model.event import Event
from app.model.incident import Incident
from app.model.value import Value

CHANGED: Final = "changed"  # in an event's data: of an alert or an incident that is known
RECORD: Final = "record"  # the same, whole
SNAPSHOT: Final = "snapshot"  # in that of the engine's events: all that is open
_CLOSED: Final = 500  # incidents that are over and may yet get a line
_SPLICED: Final = "timeline"
T = TypeVar("T", Alert, Incident)


def delta(before: T | None, after: T) -> dict[str, Any]:
    """Return what is other than before, or than the defaults, as plain values; empty: nothing."""
    found: dict[str, Any] = {}
    for name, default in _fields(type(after)):
        value = getattr(after, name)
        known = default if before is None else getattr(before, name)
        if value is not known and value != known:
            spliced = before is not None and name == _SPLICED
            found[name] = _splice(known, value) if spliced else msgspec.to_builtins(value)
    return found


@functools.cache
def _fields(kind: type[Value]) -> tuple[tuple[str, Any], ...]:
    """Return names and defaults; looking them up anew costs more than the comparison."""
    return tuple((field.name, field.default) for field in msgspec.structs.fields(kind))


def applied(before: T | None, changed: Mapping[str, Any], kind: type[T]) -> T:
    """Return the value after a change; raises ``msgspec.ValidationError`` for what is no such change."""
    whole = dict(changed)
    if before is not None:
        known = msgspec.to_builtins(before)
        if _SPLICED in whole:
            whole[_SPLICED] = _spliced(known[_SPLICED], whole[_SPLICED])
        whole = known | whole
    return msgspec.convert(whole, kind)


def snapshot(alerts: Iterable[Alert], incidents: Iterable[Incident]) -> dict[str, Any]:
    """Return the data of an event that says all that is open."""
    return {
        SNAPSHOT: {
            "alerts": [delta(None, alert) for alert in alerts],
            "incidents": [delta(None, incident) for incident in incidents],
        }
    }


class Ledger:
    """The books as the events tell them, from the first snapshot or from the very first event on."""

    def __init__(self) -> None:
        self.alerts: dict[AlertKey, Alert] = {}
        self.incidents: dict[str, Incident] = {}  # those that are over too, the newest of them
        self.sure = False  # nothing before the first event is missed

    def take(self, event: Event) -> None:
        """Take an event, in their order; raises ``msgspec.ValidationError`` for a record that is none."""
        data = event.data
        if SNAPSHOT in data:
            self._begin(data[SNAPSHOT])
        alert, incident = data.get("alert"), data.get("incident_record")
        if alert is not None:
            self._alert(alert)
        if incident is not None:
            self._incident(incident)

    @property
    def open(self) -> dict[str, Incident]:
        """The incidents that are not over."""
        return {name: each for name, each in self.incidents.items() if each.closed is None}

    def _begin(self, data: Mapping[str, Any]) -> None:
        alerts = [applied(None, each, Alert) for each in data["alerts"]]
        incidents = [applied(None, each, Incident) for each in data["incidents"]]
        self.alerts = {alert.key: alert for alert in alerts}
        over = {name: each for name, each in self.incidents.items() if each.closed is not None}
        self.incidents = over | {each.id: each for each in incidents}
        self.sure = True

    def _alert(self, record: Mapping[str, Any]) -> None:
        key = msgspec.convert(record["key"], AlertKey)
        before = None if RECORD in record else self.alerts.get(key)
        if before is None and RECORD not in record:
            return  # it began before the first event that is left
        after = applied(before, record.get(RECORD) or record[CHANGED], Alert)
        if after.phase is AlertPhase.INACTIVE:
            self.alerts.pop(key, None)
        else:
            self.alerts[key] = after

    def _incident(self, record: Mapping[str, Any]) -> None:
        name = str(record["id"])
        before = None if RECORD in record else self.incidents.get(name)
        if before is None and RECORD not in record:
            return
        self.incidents[name] = applied(before, record.get(RECORD) or record[CHANGED], Incident)
        over = [each for each, incident in self.incidents.items() if incident.closed is not None]
        for old in over[:-_CLOSED]:
            del self.incidents[old]


class Recorder:
    """Keeps what was said last of each alert and incident, and says what is new."""

    def __init__(self) -> None:
        self._alerts: dict[AlertKey, Alert] = {}
        self._incidents: dict[str, Incident] = {}
        self._unsaid_alerts: dict[AlertKey, Alert] = {}
        self._unsaid: dict[str, Incident] = {}

    def restore(self, alerts: Iterable[Alert], incidents: Iterable[Incident]) -> None:
        """Take over what an earlier run left; a snapshot says it."""
        self._alerts = {alert.key: alert for alert in alerts if alert.phase is not AlertPhase.INACTIVE}
        self._incidents = {each.id: each for each in incidents}

    def snapshot(self) -> dict[str, Any]:
        """Return all that is open as it was said last."""
        open_ones = (each for each in self._incidents.values() if each.closed is None)
        return snapshot(self._alerts.values(), open_ones)

    def alert(self, alert: Alert) -> None:
        """Take an alert as it is now."""
        self._unsaid_alerts[alert.key] = alert

    def incident(self, incident: Incident) -> None:
        """Take an incident as it is now."""
        self._unsaid[incident.id] = incident

    def said_of_alert(self, key: AlertKey) -> dict[str, Any]:
        """Return what is new of an alert, for the data of the event about it."""
        after = self._unsaid_alerts.pop(key, None)
        if after is None:
            return {}
        before = self._alerts.get(key)
        if after.phase is AlertPhase.INACTIVE:
            self._alerts.pop(key, None)
        else:
            self._alerts[key] = after
        return {"alert": {"key": msgspec.to_builtins(key)} | _said(before, delta(before, after))}

    def said_of_incident(self, name: str) -> dict[str, Any]:
        """Return what is new of an incident, for the data of the event about it."""
        after = self._unsaid.pop(name, None)
        if after is None:
            return {}
        before = self._incidents.get(name)
        self._incidents[name] = after
        if after.closed is not None:
            self._forget_old()
        changed = delta(before, after)
        return {"incident_record": {"id": name} | _said(before, changed)} if changed else {}

    @property
    def unsaid(self) -> tuple[Sequence[AlertKey], Sequence[str]]:
        """What changed and stands in no event yet."""
        return tuple(self._unsaid_alerts), tuple(self._unsaid)

    def _forget_old(self) -> None:
        over = [name for name, each in self._incidents.items() if each.closed is not None]
        for name in over[:-_CLOSED]:
            del self._incidents[name]


def _said(before: object, changed: dict[str, Any]) -> dict[str, Any]:
    return {RECORD if before is None else CHANGED: changed}


def _splice(before: Sequence[Any], after: Sequence[Any]) -> list[Any]:
    """Return where a part begins that is other than before, how long it was, and what stands there now."""
    least = min(len(before), len(after))
    start = next((place for place in range(least) if before[place] != after[place]), least)
    tail = 0
    while tail < least - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return [start, len(before) - tail - start, msgspec.to_builtins(list(after[start : len(after) - tail]))]


def _spliced(before: list[Any], splice: Sequence[Any]) -> list[Any]:
    start, removed, lines = splice
    return [*before[:start], *lines, *before[start + removed :]]
