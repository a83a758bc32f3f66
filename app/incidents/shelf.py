"""What the steps of the book have in common: incidents, alerts, names, weights, causes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from app.incidents import steps
from app.incidents.blocking import Causes
from app.incidents.grouping import Naming, Places, named
from app.incidents.policy import Policy
from app.incidents.register import Register
from app.incidents.severity import heaviest, severity
from app.model.alert import AlertKey
from app.model.clock import Moment
from app.model.incident import Incident, IncidentChange
from app.model.rule import UP
from app.model.target import Weight

# At these numbers of others that one explains it is stored and told to those who follow; a record of each
# would be a line a child.
_ROUND = frozenset({1, 10, 100, 1000, 10_000})


class Shelf:
    """The state of the book. Every change of an incident is put here, which weighs and counts it."""

    def __init__(self, next_number: int) -> None:
        self.next_number = next_number
        self.places = Places({}, ())
        self.policy = Policy()
        self.reopen_within = 0.0
        self.register = Register()
        self.causes = Causes()
        self._lifts: dict[str, Weight] = {}  # target that is down -> the heaviest that it cuts off

    def number(self) -> str:
        """Return the id of a new incident."""
        identity = f"I-{self.next_number}"
        self.next_number += 1
        return identity

    def place_of(self, key: AlertKey) -> str:
        """Return the target at which an open alert is; empty for one that is not open."""
        home = self.register.home_of(key)
        return home[1] if home is not None else ""

    def naming(self, incident_id: str) -> Naming:
        """Return what the alerts of an open incident call it."""
        return named(tuple(self.register.alerts_of(incident_id).values()), self.places)

    def explained(self, incident: Incident) -> str:
        """Return the incident that explains this one: all that it holds is cut off by others."""
        causes = [self.causes.of(place) for place in self.register.places_of(incident.id)]
        return causes[0] if causes and all(causes) and incident.id not in causes else ""

    def put(self, *changes: IncidentChange) -> tuple[IncidentChange, ...]:
        """Keep what changed; return it as it is kept, each with what it means to what explains it."""
        found: list[IncidentChange] = []
        for change in changes:
            weighed = self._weighed(change.after)
            kept = change if weighed is change.after else replace(change, after=weighed)
            self.register.put(weighed)
            found += (kept, *self._counted(kept))
        return tuple(found)

    def turned(self, target: str, incident: str, now: Moment) -> bool:
        """Take note of a target that fell, or that works again; return whether it did."""
        down = any(key.rule == UP for key in self.register.keys_at(target))
        if down == self.causes.is_down(target):
            return False
        if down:
            self.causes.fell(target, incident)
            self._weigh(target)
        else:
            self.causes.rose(target, now)
            self._lifts.pop(target, None)
        return True

    def spread(self, below: Mapping[str, str], now: Moment) -> tuple[IncidentChange, ...]:
        """Let each be explained by what cuts it off now; where nothing does, it waits for newer proof."""
        for name, number in Counter(below.values()).items():
            incident = self.register.open.get(name)
            if incident is not None and incident.below < number:
                for place in self.register.places_of(name):
                    self._weigh(place)
                self.register.put(self._weighed(replace(incident, below=number)))
        changes: list[IncidentChange] = []
        for identity in dict.fromkeys(each.id for name in below for each in self.register.at(name)):
            changes += self.blocked(identity, now)
        return tuple(changes)

    def blocked(self, incident_id: str, now: Moment) -> tuple[IncidentChange, ...]:
        """Let an incident be explained by something else than before, if that is so."""
        incident = self.register.open[incident_id]
        above = self.explained(incident)
        if not above or above == incident.blocked_by:
            return ()
        return self.put(steps.blocked(incident, above, now))

    def weigh_all(self) -> None:
        """Look at all weights anew: what is worth what, and what depends on what, may have changed."""
        for name in tuple(self._lifts):
            self._weigh(name)
        for incident in tuple(self.register.open.values()):
            self.register.put(self._weighed(incident))

    def fell(self, places: Iterable[tuple[str, str]]) -> None:
        """Note which targets are down and by which incident, for those that an incident took over."""
        for target, incident in places:
            self.causes.fell(target, incident)
            self._weigh(target)

    def _weigh(self, target: str) -> None:
        cut_off = (name for name, above in self.causes.below(target).items() if above)
        found = heaviest(self.places.weight_of(name) for name in cut_off)
        if self.causes.is_down(target) and found is not None:
            self._lifts[target] = found
        else:
            self._lifts.pop(target, None)

    def _weighed(self, incident: Incident) -> Incident:
        if incident.closed is not None:
            return incident
        places = self.register.places_of(incident.id) or incident.hit
        own = heaviest(self.places.weight_of(place) for place in places) or Weight.NORMAL
        below = heaviest(self._lifts[place] for place in places if place in self._lifts)
        found = severity(incident.level, own, below)
        return incident if found == incident.severity else replace(incident, severity=found)

    def _counted(self, change: IncidentChange) -> Iterator[IncidentChange]:
        """Keep up how many others the incidents explain that this change is about; say the round numbers."""
        before, after = change.before, change.after
        was = before.blocked_by if before is not None and before.closed is None else ""
        present = after.blocked_by if after.closed is None else ""
        for name, more in ((was, -1), (present, 1)) if was != present else ():
            above = self.register.open.get(name)
            if above is not None:
                step = steps.explaining(above, above.explains + more, change.at)
                self.register.put(step.after)
                if more > 0 and step.after.explains in _ROUND:
                    yield step
