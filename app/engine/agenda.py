"""What there is to be told now, and when to ask again: the books' side of ``ports.Planner``."""

import math
from collections.abc import Callable, Container, Iterator
from datetime import UTC, tzinfo

from app.engine.check_memory import CheckMemory
from app.engine.core import Core
from app.model.clock import Moment
from app.model.incident import Incident, IncidentChange
from app.model.labels import labels_of
from app.model.notice import Notice
from app.model.ports import ChannelPolicy, Circumstances, Outlook, Planner, Reconsidered
from app.model.value import Value

_AT_ONCE = 50  # incidents of which one round decides; what is left comes with the next ones
_AGAIN = 1.0  # seconds until one that waits for a result is looked at again


class _Common(Value, frozen=True, kw_only=True):
    """What is the same for all incidents at a moment; where it changes, all are looked at anew."""

    channels: tuple[ChannelPolicy, ...]
    present: frozenset[str]
    muted: bool
    blind: bool
    sighted: Moment | None
    inventory: str


class Agenda:
    """Asks the planner about a change, and about those incidents of which time may make something due."""

    def __init__(self, core: Core, planner: Planner) -> None:
        self._books = core.books
        self._clock = core.clock
        self._touch = core.changes.touch
        self._planner = planner
        self._began = core.clock.now()
        self._asked: dict[str, tuple[Incident, float]] = {}  # as it was then, and when to ask again
        self._common: _Common | None = None
        self.channels: Callable[[], tuple[ChannelPolicy, ...]] = tuple
        self.zone: Callable[[], tzinfo] = lambda: UTC

    def plan(self, change: IncidentChange) -> tuple[Notice, ...]:
        """Return who is told of a change, and who is not."""
        common = self._now_common(change.at)
        return self._planner.plan(change, self._around(change.after, common, fresh=True))

    def due(self, now: Moment, waiting: Container[str]) -> Iterator[tuple[Incident, Reconsidered]]:
        """Yield what is due of open incidents, except those of which nobody is told yet."""
        common = self._now_common(now)
        if common != self._common:
            self._common = common
            self._asked.clear()
        for incident in self._in_turn(now, waiting):
            around = self._around(incident, common)
            found = self._planner.reconsider(incident, around, now)
            again = now.mono + _AGAIN if around.unproved or around.stale else found.next
            self._asked[incident.id] = (incident, again)
            if found.notices or found.waited is not None:
                yield incident, found

    def _in_turn(self, now: Moment, waiting: Container[str]) -> list[Incident]:
        """Return the incidents to be asked about now: what has changed, then what has waited longest."""
        asked, self._asked = self._asked, {}
        todo: list[tuple[float, int, Incident]] = []
        for place, incident in enumerate(self._books.incidents.open()):
            known = asked.get(incident.id)
            if known is None or known[0] is not incident:
                todo.append((-math.inf, place, incident))
                continue
            self._asked[incident.id] = known
            if now.mono >= known[1]:
                todo.append((known[1], place, incident))
        free = [each for each in sorted(todo) if each[2].id not in waiting] if todo else []
        return [incident for _, _, incident in free[:_AT_ONCE]]

    def outlook(self, incident: Incident) -> tuple[Outlook, ...]:
        """Return what would be decided now, and what time will change."""
        now = self._clock.now()
        around = self._around(incident, self._now_common(now))
        return self._planner.outlook(incident, around, now, self.zone())

    def _now_common(self, now: Moment) -> _Common:
        """Look at what is the same for all; the hours say also what the desktop sounds for."""
        books, routing = self._books, self._books.inventory.routing
        present = self._planner.present(routing, now, self.zone())
        heard = self._planner.heard(routing, present)
        if heard is not books.heard:
            books.heard = heard
            self._touch()
        return _Common(
            channels=self.channels(),
            present=present,
            muted=books.muted(now),
            blind=books.blind,
            sighted=books.sighted,
            inventory=books.inventory.fingerprint,
        )

    def _around(self, incident: Incident, common: _Common, *, fresh: bool = False) -> Circumstances:
        """Return what decides about an incident; ``fresh``: a result of this moment is why it is asked."""
        books = self._books
        held = not fresh and (incident.id in books.unseen or incident.id in books.unsuppressed)
        return Circumstances(
            channels=common.channels,
            routing=books.inventory.routing,
            present=common.present,
            labels=self._labels(incident) if books.inventory.routing.routes else (),
            muted=common.muted,
            blind=all(books.excuses(target) for target in incident.hit),
            unproved=held or (not fresh and self._unseen_since(incident, common.sighted, remote=True)),
            stale=not fresh and self._unseen_since(incident, self._began, remote=False),
        )

    def _unseen_since(self, incident: Incident, since: Moment | None, *, remote: bool) -> bool:
        """Return whether no check of an incident has had a result since; our own alarms have none."""
        memories = [m for key in incident.alerts if (m := self._books.checks.get(key.check)) is not None]
        if remote:
            memories = [memory for memory in memories if memory.remote]
        return since is not None and bool(memories) and not any(_answered(m, since) for m in memories)

    def _labels(self, incident: Incident) -> tuple[dict[str, str], ...]:
        books = self._books
        found = []
        for key in incident.alerts:
            memory = books.checks.get(key.check)
            check = memory.check if memory is not None else None
            target = books.targets.get(check.target) if check is not None else None
            alert = books.alerts.of(key.check).get(key.rule)
            found.append(labels_of(alert, check, target, severity=incident.severity))
        return tuple(found)


def _answered(memory: CheckMemory, since: Moment) -> bool:
    last = memory.window.last
    return last is not None and last.started.mono >= since.mono
