"""Which of many conditions hold for which of many alerts, kept up as either changes.

A thousand alerts against hundreds of silences are not compared anew at each step: only what changed is.
"""

from collections.abc import Iterable, Mapping, Sequence

from app.model.alert import AlertKey
from app.model.matcher import Labels, Matcher, match


class Cover:
    """Conditions by their names, alerts by their keys."""

    def __init__(self) -> None:
        self._conditions: dict[str, Sequence[Matcher]] = {}
        # By one label that must have one value; the others stand under "".
        self._by_label: dict[tuple[str, str], set[str]] = {}
        self._labels: dict[AlertKey, Labels] = {}
        self._hits: dict[str, set[AlertKey]] = {}
        self._of: dict[AlertKey, set[str]] = {}

    @property
    def alerts(self) -> Mapping[AlertKey, Labels]:
        """All alerts with their labels."""
        return self._labels

    def has(self, name: str) -> bool:
        """Return whether a condition is there."""
        return name in self._conditions

    def hits(self, name: str) -> set[AlertKey] | frozenset[AlertKey]:
        """Return the alerts for which a condition holds."""
        return self._hits.get(name, frozenset())

    def names(self, alert: AlertKey) -> set[str] | frozenset[str]:
        """Return the conditions that hold for a alert."""
        return self._of.get(alert, frozenset())

    def put(self, name: str, matchers: Sequence[Matcher]) -> set[AlertKey]:
        """Take a condition in place of an earlier one of its name; return whom that concerns."""
        concerned = self.drop(name)
        self._conditions[name] = matchers
        self._by_label.setdefault(_index(matchers), set()).add(name)
        hits = {alert for alert, labels in self._labels.items() if match(matchers, labels)}
        self._hits[name] = hits
        for alert in hits:
            self._of[alert].add(name)
        return concerned ^ hits

    def drop(self, name: str) -> set[AlertKey]:
        """Forget a condition; return whom that concerns."""
        matchers = self._conditions.pop(name, None)
        if matchers is None:
            return set()
        self._by_label[_index(matchers)].discard(name)
        hits = self._hits.pop(name)
        for alert in hits:
            self._of[alert].discard(name)
        return hits

    def see(self, alert: AlertKey, labels: Labels) -> bool:
        """Take a alert as it is now; return whether other conditions hold for it than before."""
        if self._labels.get(alert) == labels:
            return False
        before = self._of.get(alert, set())
        self._labels[alert] = labels
        now = {name for name in self._candidates(labels) if match(self._conditions[name], labels)}
        self._of[alert] = now
        for name in before - now:
            self._hits[name].discard(alert)
        for name in now - before:
            self._hits[name].add(alert)
        return now != before

    def forget(self, alert: AlertKey) -> None:
        """Let a alert go."""
        self._labels.pop(alert, None)
        for name in self._of.pop(alert, ()):
            self._hits[name].discard(alert)

    def _candidates(self, labels: Labels) -> Iterable[str]:
        yield from self._by_label.get(("", ""), ())
        for item in labels.items():
            yield from self._by_label.get(item, ())


def _index(matchers: Sequence[Matcher]) -> tuple[str, str]:
    """Return a label and the value that it must have."""
    asked = (each for each in matchers if each.operator == "=" and each.value)
    return next(((each.label, each.value) for each in asked), ("", ""))
