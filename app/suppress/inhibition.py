"""Alerts that keep others from being told: as in Alertmanager (inhibit/inhibit.go)."""

from collections.abc import Sequence

from app.model.alert import AlertKey
from app.model.maintenance import Inhibition
from app.model.matcher import Labels
from app.suppress.cover import Cover

_Values = tuple[str, ...]
_Place = tuple[int, _Values]


class Inhibitor:
    """The rules of the inventory, and which of the alerts that fire are their sources and targets."""

    def __init__(self, rules: Sequence[Inhibition] = ()) -> None:
        self.rules = tuple(rules)
        self._sources, self._targets = Cover(), Cover()
        # By rule and the values of its ``equal`` labels.
        self._source_of: dict[_Place, dict[AlertKey, None]] = {}
        self._target_of: dict[_Place, set[AlertKey]] = {}
        for number, rule in enumerate(self.rules):
            self._sources.put(str(number), rule.source)
            self._targets.put(str(number), rule.target)

    def see(self, key: AlertKey, labels: Labels) -> set[AlertKey]:
        """Take an alert that fires; return the others that this may concern."""
        if not self.rules or self._sources.alerts.get(key) == labels:
            return set()
        concerned = self.forget(key)
        self._sources.see(key, labels)
        self._targets.see(key, labels)
        for number, rule in enumerate(self.rules):
            place = number, _values(rule, labels)
            if key in self._targets.hits(str(number)):
                self._target_of.setdefault(place, set()).add(key)
            if key in self._sources.hits(str(number)):
                self._source_of.setdefault(place, {})[key] = None
                concerned |= self._target_of.get(place, set())
        return concerned - {key}

    def forget(self, key: AlertKey) -> set[AlertKey]:
        """Let an alert go that fires no longer; return the others that this may concern."""
        labels = self._sources.alerts.get(key)
        if labels is None:
            return set()
        concerned: set[AlertKey] = set()
        for number, rule in enumerate(self.rules):
            place = number, _values(rule, labels)
            self._target_of.get(place, set()).discard(key)
            if key in self._source_of.get(place, {}):
                del self._source_of[place][key]
                concerned |= self._target_of.get(place, set())
        self._sources.forget(key)
        self._targets.forget(key)
        return concerned

    def source_of(self, key: AlertKey) -> AlertKey | None:
        """Return the alert that inhibits this one; None if none does."""
        labels = self._targets.alerts.get(key)
        if labels is None:
            return None
        for name in sorted(self._targets.names(key), key=int):
            number = int(name)
            both = key in self._sources.hits(name)
            for source in self._source_of.get((number, _values(self.rules[number], labels)), {}):
                # What matches both sides is inhibited by nothing that does so too.
                if source != key and not (both and source in self._targets.hits(name)):
                    return source
        return None


def _values(rule: Inhibition, labels: Labels) -> _Values:
    return tuple(labels.get(name, "") for name in rule.equal)
