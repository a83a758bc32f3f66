"""Who is compared with whom: pools of targets that do the same work."""

from collections.abc import Iterable, Mapping, Sequence

from app.model.check import Check
from app.model.target import Target

LabelValue = tuple[str, str]


def of_targets(targets: Iterable[Target]) -> Mapping[LabelValue, Sequence[str]]:
    """Return the ids of the targets with each value of each label, in the inventory's order."""
    found: dict[LabelValue, list[str]] = {}
    for target in targets:
        for label in target.labels.items():
            found.setdefault(label, []).append(target.id)
    return found


def counterpart(check: Check, others: Sequence[Check]) -> Check | None:
    """Return which check of another target is like this one.

    That is the one with the same id within its target, else the only one with the same kind of probe.
    """
    name = check.id.partition("/")[2]
    for other in others:
        if other.id.partition("/")[2] == name:
            return other
    alike = [other for other in others if type(other.probe) is type(check.probe)]
    return alike[0] if len(alike) == 1 else None
