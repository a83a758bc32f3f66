"""What changed and is not stored yet, and the numbers of events."""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any

import msgspec

from app.model.alert import Alert, AlertKey
from app.model.clock import Moment
from app.model.event import Event, EventKind
from app.model.incident import Incident
from app.model.maintenance import Maintenance, Run
from app.model.notice import Delivery, Notice
from app.model.past import Deploy
from app.model.phrase import NOTHING, Phrase
from app.model.ports import Batch, Mark, Muting, RuleMemory, Seat
from app.model.silence import Silence
from app.replay.ledger import Recorder

# What waits for a disk at most; beyond it the oldest is given up.
_MOST_EVENTS = 10_000
_MOST_NOTICES = 5_000
_SNAPSHOT_EACH = 20_000  # events; the store keeps 50,000
_MOST_OVER = 500  # closed incidents with their timelines


class Journal:
    """Collects changes into batches. ``generation`` counts changes, so that one can wait for its storing."""

    def __init__(self) -> None:
        self.generation = 0
        self.changed = asyncio.Event()
        self._next_event = 1
        self._told: deque[Event] = deque()
        self._recorder = Recorder()
        self._since_snapshot = 0
        self._at: Moment | None = None  # of the newest event
        self._clear()

    def _clear(self) -> None:
        self._alerts: dict[AlertKey, Alert] = {}
        self._incidents: dict[str, Incident] = {}
        self._notices: dict[str, Notice] = {}
        self._deliveries: dict[str, Delivery] = {}
        self._events: deque[Event] = deque(maxlen=_MOST_EVENTS)
        self._marks: dict[str, Mark] = {}
        self._muting: Muting | None = None
        self._seat: Seat | None = None
        self._unmuted = False
        self._rules: dict[tuple[str, str], RuleMemory] = {}
        self._silences: dict[str, Silence] = {}
        self._windows: dict[str, Maintenance] = {}
        self._runs: dict[str, Run] = {}
        self._deploys: dict[int, Deploy] = {}

    def begin(
        self, next_event: int, alerts: Iterable[Alert] = (), incidents: Iterable[Incident] = ()
    ) -> None:
        """Go on with the numbers of an earlier run, and with what it left open."""
        self._next_event = next_event
        self._recorder.restore(alerts, incidents)

    def snapshot(self) -> dict[str, Any]:
        """Return all that is open, for the data of an event from which the books can be followed."""
        self._since_snapshot = 0
        return self._recorder.snapshot()

    @property
    def newest(self) -> int:
        """The number of the newest event."""
        return self._next_event - 1

    def event(
        self,
        kind: EventKind,
        subject: str,
        what: str,
        at: Moment,
        *,
        reason: str = "",
        text: Phrase = NOTHING,
        data: dict[str, Any] | None = None,
    ) -> Event:
        """Note an event and return it with its number."""
        event = Event(
            id=self._next_event,
            at=at,
            kind=kind,
            subject=subject,
            what=what,
            reason=reason,
            text=text,
            data=(data or {}) | _new_of(self._recorder, kind, subject, reason),
        )
        self._at = at
        self._next_event += 1
        self._since_snapshot += 1
        if len(self._events) == _MOST_EVENTS:
            self._since_snapshot = _SNAPSHOT_EACH  # one is given up: the books cannot be followed over that
        self._events.append(event)
        self._told.append(event)
        self._touch()
        return event

    def alert(self, alert: Alert) -> None:
        """Note an alert as it is now."""
        self._alerts[alert.key] = alert
        self._recorder.alert(alert)
        self._touch()

    def incident(self, incident: Incident) -> None:
        """Note an incident as it is now."""
        self._incidents[incident.id] = incident
        self._recorder.incident(incident)
        self._touch()

    def notice(self, notice: Notice) -> None:
        """Note a decision about a channel."""
        self._notices[notice.id] = notice
        self._touch()

    def delivery(self, delivery: Delivery) -> None:
        """Note what became of a notice."""
        self._deliveries[delivery.notice] = delivery
        self._touch()

    def mark(self, mark: Mark | Deploy) -> None:
        """Note since when a check shows its state, or what somebody marked that was done."""
        if isinstance(mark, Deploy):
            self._deploys[mark.id] = mark
        else:
            self._marks[mark.check] = mark
        self._touch()

    def mute(self, muting: Muting | None) -> None:
        """Note until when there is no tone; None ends it."""
        self._muting, self._unmuted = muting, muting is None
        self._touch()

    def seat(self, seat: Seat) -> None:
        """Note who has tray and sound, and what is not to be heard there."""
        self._seat = seat
        self._touch()

    def rule(self, memory: RuleMemory) -> None:
        """Note what a rule has counted or learned."""
        self._rules[memory.check, memory.rule] = memory

    def suppression(self, thing: Silence | Maintenance | Run) -> None:
        """Note a silence, a window that somebody planned, or the newest occurrence of one, as it is now."""
        match thing:
            case Silence():
                self._silences[thing.id] = thing
            case Maintenance():
                self._windows[thing.id] = thing
            case Run():
                self._runs[thing.window] = thing
        self._touch()

    def take(self) -> Batch:
        """Return all that is to be stored and forget it."""
        self._record_the_rest()
        batch = Batch(
            alerts=tuple(self._alerts.values()),
            incidents=tuple(self._incidents.values()),
            notices=tuple(self._notices.values()),
            deliveries=tuple(self._deliveries.values()),
            events=tuple(self._events),
            marks=tuple(self._marks.values()),
            muting=self._muting,
            seat=self._seat,
            unmuted=self._unmuted,
            rules=tuple(self._rules.values()),
            silences=tuple(self._silences.values()),
            maintenance=tuple(self._windows.values()),
            runs=tuple(self._runs.values()),
            deploys=tuple(self._deploys.values()),
        )
        self._clear()
        self.changed.clear()
        return batch

    def give_back(self, batch: Batch) -> None:
        """Take back what could not be stored; what came meanwhile is newer and wins."""
        newer = self.take()
        self._alerts = {alert.key: alert for alert in (*batch.alerts, *newer.alerts)}
        self._incidents = _brief({each.id: each for each in (*batch.incidents, *newer.incidents)})
        notices = {each.id: each for each in (*batch.notices, *newer.notices)}
        self._notices = dict(list(notices.items())[-_MOST_NOTICES:])
        self._deliveries = {each.notice: each for each in (*batch.deliveries, *newer.deliveries)}
        lost = len(batch.events) + len(newer.events) > _MOST_EVENTS
        self._events.extend((*batch.events, *newer.events))
        if lost:
            self._since_snapshot = _SNAPSHOT_EACH
        self._marks = {each.check: each for each in (*batch.marks, *newer.marks)}
        decided = newer if newer.muting is not None or newer.unmuted else batch
        self._muting, self._unmuted = decided.muting, decided.unmuted
        self._seat = newer.seat or batch.seat
        self._rules = {(each.check, each.rule): each for each in (*batch.rules, *newer.rules)}
        self._silences = {each.id: each for each in (*batch.silences, *newer.silences)}
        self._windows = {each.id: each for each in (*batch.maintenance, *newer.maintenance)}
        self._runs = {each.window: each for each in (*batch.runs, *newer.runs)}
        self._deploys = {each.id: each for each in (*batch.deploys, *newer.deploys)}
        self.changed.set()

    def _record_the_rest(self) -> None:
        """Let events say what is to be stored and none has said; all of it anew where that is long ago."""
        if self._at is None:
            return
        alerts, incidents = self._recorder.unsaid
        for key in alerts:
            self.event(EventKind.ALERT, key.check, "recorded", self._at, reason=key.rule)
        for name in incidents:
            self.event(EventKind.INCIDENT, name, "recorded", self._at)
        if self._since_snapshot >= _SNAPSHOT_EACH:
            self.event(EventKind.ENGINE, "engine", "snapshot", self._at, data=self.snapshot())

    def take_told(self) -> tuple[Event, ...]:
        """Return the events since the last call, for those who follow."""
        told = tuple(self._told)
        self._told.clear()
        return told

    def _touch(self) -> None:
        self.generation += 1
        self.changed.set()


def _brief(incidents: dict[str, Incident]) -> dict[str, Incident]:
    """Return all incidents; of the many that are over only the newest keep their timelines.

    None may be left out: the disk may hold it as open, and it would be open again after a restart.
    """
    over = [each for each in incidents.values() if each.closed is not None and each.timeline][:-_MOST_OVER]
    return incidents | {each.id: msgspec.structs.replace(each, timeline=()) for each in over}


def empty(batch: Batch) -> bool:
    """Return whether there is nothing to store."""
    return batch == msgspec.convert({}, Batch)


def _new_of(recorder: Recorder, kind: EventKind, subject: str, reason: str) -> dict[str, Any]:
    """Return what changed of the alert or incident that an event is about, so that the books follow."""
    match kind:
        case EventKind.ALERT:
            return recorder.said_of_alert(AlertKey(check=subject, rule=reason))
        case EventKind.INCIDENT:
            return recorder.said_of_incident(subject)
        case _:
            return {}
