"""The book of incidents: changes of alerts open, move and close them."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from msgspec.structs import replace

from app.incidents import joining, steps, timeline
from app.incidents.blocking import Causes
from app.incidents.grouping import Places
from app.incidents.hands import Hands, Mistaken
from app.incidents.policy import Group, Policy
from app.incidents.shelf import Shelf
from app.model.alert import Alert, AlertChange, AlertEvent
from app.model.check import Check
from app.model.clock import Moment
from app.model.grouping import Grouping
from app.model.incident import Entry, Incident, IncidentChange
from app.model.notice import Telling
from app.model.phrase import NOTHING, Phrase
from app.model.routing import Waited
from app.model.rule import UP
from app.model.suppression import Suppression
from app.model.target import Target

_UNCONFIRMED = frozenset({AlertEvent.SOFTENED, AlertEvent.ATTEMPT, AlertEvent.PASSED})
_ENDS = frozenset({AlertEvent.CLEARED, AlertEvent.WITHDRAWN})


class IncidentBook:
    """All open incidents, by default one a target. Holds no clock: every step is given its moment.

    ``hands``: what people do with them. ``causes``: which targets explain what is below them.
    """

    def __init__(self, next_number: int = 1) -> None:
        self._shelf = Shelf(next_number)
        self._register = self._shelf.register
        self.causes: Causes = self._shelf.causes
        self.hands = Hands(self._shelf)

    @property
    def next_number(self) -> int:
        """The number of the next incident."""
        return self._shelf.next_number

    @next_number.setter
    def next_number(self, number: int) -> None:
        self._shelf.next_number = number

    @property
    def last_closed(self) -> Incident | None:
        """The incident that was closed last in this run."""
        return self._register.last_closed

    def targets(self, targets: Mapping[str, Target], checks: Iterable[Check]) -> None:
        """Set the inventory: who depends on whom, what things are called and what they are worth."""
        self._shelf.places = Places(targets, checks)
        self.causes.set(targets)
        self._shelf.weigh_all()

    def group(self, groupings: Sequence[Grouping], reopen_within: float) -> None:
        """Set what becomes one incident, and for how many seconds one that is closed may go on."""
        self._shelf.policy = Policy(groupings)
        self._shelf.reopen_within = reopen_within

    def restore(
        self, incidents: Iterable[Incident], alerts: Iterable[Alert] = (), closed: Iterable[Incident] = ()
    ) -> None:
        """Take over the open incidents of an earlier run, and the alerts that belong to them.

        ``closed``: those that may go on, and those that were merged away and whose end is still to be told.
        """
        found = [_of_today(each) for each in sorted(incidents, key=lambda incident: incident.opened.mono)]
        counts = Counter(incident.blocked_by for incident in found)
        self._register.restore(closed, ())
        self._register.restore([replace(each, explains=counts[each.id]) for each in found], alerts)
        self._register.last_closed = None
        for incident in found:
            for key in incident.alerts:
                home = self._register.home_of(key)
                if key.rule == UP and home is not None:
                    self.causes.fell(home[1], incident.id)

    def open(self) -> tuple[Incident, ...]:
        """Return the open incidents, worst and untaken first."""
        return self._register.sorted()

    def find(self, incident_id: str) -> Incident | None:
        """Return an open incident, or one that was closed not long ago."""
        return self._register.find(incident_id)

    def of_target(self, target: str) -> Incident | None:
        """Return the open incident of a target; of several the oldest."""
        return next(iter(self._register.at(target)), None)

    def apply(self, change: AlertChange, now: Moment) -> tuple[IncidentChange, ...]:
        """Take a step of an alert; return what it changed, the alert's own incident first.

        Unconfirmed alerts change nothing. A firing ``up`` alert explains the incidents of all targets that
        depend on its target (``blocked_by``), from the moment it fires.
        """
        if change.event in _UNCONFIRMED:
            return ()
        key = change.after.key
        home = self._register.home_of(key)
        if change.event in _ENDS:
            if home is None:
                return ()
            own = self._removed(self._register.open[home[0]], change, now)
        else:
            home = home or ("", self._shelf.places.target_of(key.check))
            own = self._kept(home[1], self._register.open.get(home[0]), change, now)
        target = home[1]
        ends = joining.ended(self._shelf, own, now) if own.after.closed is not None else []
        if not self._shelf.turned(target, own.after.id, now):
            return self._shelf.put(own, *ends)
        below = self.causes.below(target)
        number = list(below.values()).count(own.after.id)
        own = replace(own, after=replace(own.after, below=max(number, own.after.below)))
        return (*self._shelf.put(own, *ends), *self._shelf.spread(below, now))

    def fresh(
        self, check: str, bad: bool, now: Moment, *, started: Moment | None = None
    ) -> tuple[IncidentChange, ...]:
        """Take note of a judged sample of a check; ``started``: when its run began (default: now).

        An incident that a parent explained is told anew (UNBLOCKED) once a result of its own that is newer
        than the parent's recovery is still bad.
        """
        if not bad or not self._register.open:
            return ()
        target = self._shelf.places.target_of(check)
        changes: list[IncidentChange] = []
        for incident in self._register.at(target):
            if incident.blocked_by and _holds(incident, check):
                changes += self._freed(incident, target, started or now, now)
        return tuple(changes)

    def told_anew(
        self, check: str, withheld: Container[str], now: Moment, *, why: Phrase = NOTHING
    ) -> tuple[IncidentChange, ...]:
        """Return an UNBLOCKED change if an open incident of a bad check is one of those ``withheld``.

        For a result that is newer than what withheld them, as blindness; ``why`` is the line of it.
        What a parent explains waits on.
        """
        found = self._register.at(self._shelf.places.target_of(check))
        meant = [
            each for each in found if each.id in withheld and not each.blocked_by and _holds(each, check)
        ]
        return self._shelf.put(*[steps.unblocked(each, now, why) for each in meant])

    def acknowledge(self, what: str, who: str, comment: str, now: Moment) -> tuple[IncidentChange, ...]:
        """Give an incident (by id), or those that touch a check or target id, to ``who``; see ``hands``.

        Returns an empty tuple where nothing open is meant. Who takes it last has it.
        """
        try:
            return self.hands.acknowledge(what, who, comment, now)
        except Mistaken:
            return ()

    def suppress(
        self, incident_id: str, suppression: Suppression | None, entry: Entry | None, now: Moment
    ) -> tuple[IncidentChange, ...]:
        """Note why nobody is to be told of an open incident, or that somebody is; ``entry`` says so."""
        before = self._register.find(incident_id)
        if before is None or before.closed is not None:
            return ()
        return self._shelf.put(steps.suppressed(before, suppression, entry, now))

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

    def _freed(
        self, incident: Incident, target: str, started: Moment, now: Moment
    ) -> tuple[IncidentChange, ...]:
        above = self._shelf.explained(incident)
        if above:
            return self._shelf.blocked(incident.id, now)
        back = self.causes.freed(target)
        if back is not None and started.mono < back.mono:
            return ()
        return self._shelf.put(steps.unblocked(incident, now))

    def _kept(self, target: str, before: Incident | None, change: AlertChange, now: Moment) -> IncidentChange:
        """Take an alert that stays open into its incident, which it finds, opens again or opens."""
        alert, shelf = change.after, self._shelf
        above, group = "", None
        if before is None:
            check = shelf.places.checks.get(alert.key.check)
            group = shelf.policy.group_of(alert, target, check, shelf.places.targets.get(target))
            above = shelf.causes.of_late(target, alert.since)
            before = self._joinable(group, target, above, now)
        if before is not None:
            self._register.file(before.id, target, alert)
            alerts = tuple(self._register.alerts_of(before.id).values())
            return steps.moved(before, change, alerts, shelf.naming(before.id), now, target=target)
        over = (
            self._register.closed_with(alert.key, now, shelf.reopen_within) if shelf.reopen_within else None
        )
        identity = over.id if over is not None else shelf.number()
        self._register.file(identity, target, alert)
        naming = shelf.naming(identity)
        if over is not None:
            # Some may have waited all the while for newer proof.
            explains = sum(each.blocked_by == identity for each in self._register.open.values())
            over = replace(over, explains=explains)
            return steps.reopened(over, alert, target=target, naming=naming, above=above, now=now)
        return steps.opened(
            alert,
            identity=identity,
            target=target,
            group=(group.key,) if group is not None else (),
            element=shelf.places.element_of(target),
            naming=naming,
            above=above,
            now=now,
        )

    def _joinable(self, group: Group, target: str, above: str, now: Moment) -> Incident | None:
        """Return the open incident that an alert of a group joins.

        What something else explains than the incident stands apart, unless the incident holds its target
        already: nobody is told of the one and is of the other.
        """
        for key in (joining.claim(target), group.key):
            for each in self._register.in_group(key):
                newest = each.joined or each.opened
                late = group.within is not None and now.seconds_since(newest) > group.within
                alike = above in (each.blocked_by, each.id) or target in self._register.places_of(each.id)
                if alike and not late:
                    return each
        return None

    def _removed(self, before: Incident, change: AlertChange, now: Moment) -> IncidentChange:
        """Take a closed alert out of its incident, and end that with its last one."""
        key = change.after.key
        self._register.unfile(key)
        left = tuple(self._register.alerts_of(before.id).values())
        if not left:
            return steps.ended(before, withdrawn=change.event is AlertEvent.WITHDRAWN, now=now)
        name = self._shelf.places.name_of(key.check)
        naming = self._shelf.naming(before.id)
        return steps.reduced(before, change, left=left, naming=naming, name=name, now=now)


def _of_today(incident: Incident) -> Incident:
    """Return a stored incident with what an earlier version of this program did not keep."""
    return replace(
        incident,
        targets=incident.hit,
        group=incident.group or (f"target={incident.target}",),
        turns=max(incident.turns, timeline.turns(incident.timeline)),
        first_acknowledged=incident.first_acknowledged or incident.acknowledged,
    )


def _holds(incident: Incident, check: str) -> bool:
    return any(key.check == check for key in incident.alerts)
