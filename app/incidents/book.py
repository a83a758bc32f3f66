"""The book of incidents: changes of alerts open, move and close them."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping

from msgspec.structs import replace

from app.incidents import steps, timeline
from app.incidents.blocking import Causes
from app.incidents.grouping import Naming, Places, named
from app.incidents.register import Register
from app.model.alert import Alert, AlertChange, AlertEvent
from app.model.check import Check
from app.model.clock import Moment
from app.model.incident import Entry, Incident, IncidentChange
from app.model.notice import Telling
from app.model.phrase import NOTHING, Phrase
from app.model.routing import Waited
from app.model.rule import UP
from app.model.suppression import Suppression
from app.model.target import Target

_UNCONFIRMED = frozenset({AlertEvent.SOFTENED, AlertEvent.ATTEMPT, AlertEvent.PASSED})
# At these numbers of others that one explains it is stored and told to those who follow; a record of each
# would be a line a child.
_ROUND = frozenset({1, 10, 100, 1000, 10_000})
_ENDS = frozenset({AlertEvent.CLEARED, AlertEvent.WITHDRAWN})


class IncidentBook:
    """All open incidents, at most one a target. Holds no clock: every step is given its moment."""

    def __init__(self, next_number: int = 1) -> None:
        self.next_number = next_number
        self._places = Places({}, ())
        self._register = Register()
        self.causes = Causes()

    @property
    def last_closed(self) -> Incident | None:
        """The incident that was closed last in this run."""
        return self._register.last_closed

    def targets(self, targets: Mapping[str, Target], checks: Iterable[Check]) -> None:
        """Set the inventory: who depends on whom, and what things are called."""
        self._places = Places(targets, checks)
        self.causes.set(targets)

    def restore(self, incidents: Iterable[Incident], alerts: Iterable[Alert] = ()) -> None:
        """Take over the open incidents of an earlier run, and the alerts that belong to them."""
        found = sorted(incidents, key=lambda incident: incident.opened.mono)
        counts = Counter(incident.blocked_by for incident in found)
        self._register.restore([replace(each, explains=counts[each.id]) for each in found], alerts)
        for incident in found:
            for key in incident.alerts:
                if key.rule == UP:
                    self.causes.fell(self._register.home_of(key) or incident.target, incident.id)

    def open(self) -> tuple[Incident, ...]:
        """Return the open incidents, worst and untaken first."""
        return self._register.sorted()

    def of_target(self, target: str) -> Incident | None:
        """Return the open incident of a target."""
        return self._register.by_target.get(target)

    def find(self, incident_id: str) -> Incident | None:
        """Return an open incident, or one that was closed not long ago, as it is now."""
        return self._register.find(incident_id)

    def apply(self, change: AlertChange, now: Moment) -> tuple[IncidentChange, ...]:
        """Take a step of an alert; return what it changed, the alert's own incident first.

        Unconfirmed alerts change nothing. A firing ``up`` alert explains the incidents of all targets that
        depend on its target (``blocked_by``), from the moment it fires.
        """
        if change.event in _UNCONFIRMED:
            return ()
        key = change.after.key
        target = self._register.home_of(key) or self._places.target_of(key.check)
        before = self.of_target(target)
        if change.event in _ENDS:
            if before is None or key not in before.alerts:
                return ()
            own = self._removed(before, change, now)
        else:
            own = self._kept(target, before, change, now)
        if not self._turned(target, own.after.id, now):
            return self._put(own)
        below = self.causes.below(target)
        number = list(below.values()).count(own.after.id)
        own = replace(own, after=replace(own.after, below=max(number, own.after.below)))
        return (*self._put(own), *self._spread(below, now))

    def fresh(
        self, check: str, bad: bool, now: Moment, *, started: Moment | None = None
    ) -> tuple[IncidentChange, ...]:
        """Take note of a judged sample of a check; ``started``: when its run began (default: now).

        An incident that a parent explained is told anew (UNBLOCKED) once a result of its own that is newer
        than the parent's recovery is still bad.
        """
        if not bad or not self._register.by_target:
            return ()
        incident = self.of_target(self._places.target_of(check))
        if incident is None or not incident.blocked_by or not _holds(incident, check):
            return ()
        above = self.causes.of(incident.target)
        if above:
            same = above == incident.blocked_by
            return () if same else self._put(steps.blocked(incident, above, now))
        back = self.causes.freed(incident.target)
        if back is not None and (started or now).mono < back.mono:
            return ()
        return self._put(steps.unblocked(incident, now))

    def told_anew(
        self, check: str, withheld: Container[str], now: Moment, *, why: Phrase = NOTHING
    ) -> tuple[IncidentChange, ...]:
        """Return an UNBLOCKED change if the open incident of a bad check is one of those ``withheld``.

        For a result that is newer than what withheld them, as blindness; ``why`` is the line of it.
        What a parent explains waits on.
        """
        incident = self.of_target(self._places.target_of(check))
        if incident is None or incident.id not in withheld or incident.blocked_by:
            return ()
        return self._put(steps.unblocked(incident, now, why)) if _holds(incident, check) else ()

    def acknowledge(self, what: str, who: str, comment: str, now: Moment) -> tuple[IncidentChange, ...]:
        """Give an incident (by id), or those that touch a check or target id, to ``who``.

        Returns an empty tuple where nothing open is meant. Who takes it last has it.
        """
        meant = [incident for incident in self.open() if _touches(incident, what)]
        return self._put(*[steps.taken(incident, who, comment, now) for incident in meant])

    def suppress(
        self, incident_id: str, suppression: Suppression | None, entry: Entry | None, now: Moment
    ) -> tuple[IncidentChange, ...]:
        """Note why nobody is to be told of an open incident, or that somebody is; ``entry`` says so."""
        before = self._register.find(incident_id)
        if before is None or before.closed is not None:
            return ()
        return self._put(steps.suppressed(before, suppression, entry, now))

    def record(
        self,
        incident_id: str,
        entry: Entry | None = None,
        *,
        told: Iterable[str] = (),
        untold: Iterable[str] = (),
        tellings: tuple[Telling, ...] | None = None,
        waited: Waited | None = None,
    ) -> Incident | None:
        """Add a line, and channels that were told the problem (``told``) or its end (``untold``).

        ``tellings``, ``waited``: what takes the place of these, where given.

        Works for an incident that has just been closed, too. Returns it as it is now, for the store; None
        if it is not known.
        """
        incident = self._register.find(incident_id)
        if incident is None:
            return None
        gone = frozenset(untold)
        channels = tuple(name for name in dict.fromkeys((*incident.told, *told)) if name not in gone)
        lines = timeline.extended(incident.timeline, entry) if entry is not None else incident.timeline
        after = replace(
            incident,
            told=channels,
            tellings=incident.tellings if tellings is None else tellings,
            waited=waited or incident.waited,
            timeline=lines,
        )
        self._register.put(after)
        return after

    def _kept(self, target: str, before: Incident | None, change: AlertChange, now: Moment) -> IncidentChange:
        """Take an alert that stays open into its target's incident, which it opens if there is none."""
        self._register.file(target, change.after)
        naming = self._naming(target)
        if before is not None:
            return steps.moved(before, change, self._register.alerts_of(target), naming, now)
        identity = f"I-{self.next_number}"
        self.next_number += 1
        return steps.opened(
            change.after,
            identity=identity,
            target=target,
            element=self._places.element_of(target),
            naming=naming,
            above=self.causes.of_late(target, change.after.since),
            now=now,
        )

    def _removed(self, before: Incident, change: AlertChange, now: Moment) -> IncidentChange:
        """Take a closed alert out of its incident, and end that with its last one."""
        key = change.after.key
        self._register.unfile(key)
        left = self._register.alerts_of(before.target)
        if not left:
            return steps.ended(before, withdrawn=change.event is AlertEvent.WITHDRAWN, now=now)
        name = self._places.name_of(key.check)
        naming = self._naming(before.target)
        return steps.reduced(before, change, left=left, naming=naming, name=name, now=now)

    def _turned(self, target: str, incident: str, now: Moment) -> bool:
        """Take note of a target that fell, or that works again; return whether it did."""
        down = any(alert.key.rule == UP for alert in self._register.alerts_of(target))
        if down == self.causes.is_down(target):
            return False
        if down:
            self.causes.fell(target, incident)
        else:
            self.causes.rose(target, now)
        return True

    def _spread(self, below: Mapping[str, str], now: Moment) -> tuple[IncidentChange, ...]:
        """Let each be explained by what cuts it off now; where nothing does, it waits for newer proof."""
        for name, number in Counter(below.values()).items():
            incident = self._register.find(name)
            if incident is not None and incident.closed is None and incident.below < number:
                self._register.put(replace(incident, below=number))
        changes: list[IncidentChange] = []
        for name, above in below.items():
            child = self.of_target(name)
            if child is not None and above and above != child.blocked_by:
                changes += self._put(steps.blocked(child, above, now))
        return tuple(changes)

    def _counted(self, change: IncidentChange) -> Iterator[IncidentChange]:
        """Keep up how many others the incidents explain that this change is about; say the round numbers."""
        before, after = change.before, change.after
        was = before.blocked_by if before is not None else ""
        present = after.blocked_by if after.closed is None else ""
        for name, more in ((was, -1), (present, 1)) if was != present else ():
            above = self._register.find(name)
            if above is not None and above.closed is None:
                step = steps.explaining(above, above.explains + more, change.at)
                self._register.put(step.after)
                if more > 0 and step.after.explains in _ROUND:
                    yield step

    def _naming(self, target: str) -> Naming:
        return named(self._register.alerts_of(target), self._places)

    def _put(self, *changes: IncidentChange) -> tuple[IncidentChange, ...]:
        found: list[IncidentChange] = []
        for change in changes:
            self._register.put(change.after)
            found += (change, *self._counted(change))
        return tuple(found)


def _touches(incident: Incident, what: str) -> bool:
    if incident.id.casefold() == what.casefold() or incident.target == what:
        return True
    return _holds(incident, what)


def _holds(incident: Incident, check: str) -> bool:
    return any(key.check == check for key in incident.alerts)
