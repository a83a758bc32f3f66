"""Which group an alert belongs to, by the inventory's ``grouping``."""

from collections.abc import Iterable, Mapping

from app.model.alert import Alert
from app.model.check import Check
from app.model.grouping import Grouping
from app.model.labels import labels_of
from app.model.own import is_own
from app.model.target import Target
from app.model.value import Value

_OF_TARGET = "label:"


class Group(Value, frozen=True, kw_only=True):
    """A group as text (``target=kestrin``), and within how many seconds of the newest alert another joins."""

    key: str
    within: float | None = None


class Policy:
    """The groupings in their order: the first that matches holds; where none does, an incident a target."""

    def __init__(self, groupings: Iterable[Grouping] = ()) -> None:
        self._groupings = tuple(groupings)

    def group_of(self, alert: Alert, place: str, check: Check | None, target: Target | None) -> Group:
        """Return the group of an alert that fires at ``place`` (the id of its target).

        An alarm about this monitor itself stands alone, whatever the inventory says.
        """
        alone = Group(key=f"target={place}")
        if not self._groupings or is_own(place):
            return alone
        labels = labels_of(alert, check, target)
        for grouping in self._groupings:
            if all(matcher.holds(labels) for matcher in grouping.match):
                if grouping.by == ("target",):
                    return Group(key=alone.key, within=grouping.within)
                return Group(key=_key(grouping, labels, target), within=grouping.within)
        return alone


def _key(grouping: Grouping, labels: dict[str, str], target: Target | None) -> str:
    own = target.labels if target is not None else {}
    return " ".join(f"{name}={_value(name, labels, own)}" for name in grouping.by)


def _value(name: str, labels: Mapping[str, str], own: Mapping[str, str]) -> str:
    bare = name.removeprefix(_OF_TARGET)
    return labels.get(name, "") if bare == name else own.get(bare, "")
