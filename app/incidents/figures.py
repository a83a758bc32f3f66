"""MTTD, MTTA, MTTR and MTBF over incidents.

What counts: incidents that began at ``since`` or later, open ones as far as they go. Left out is what was
withdrawn (nobody knows how it would have ended), what was merged away (it is counted as what it became part
of) and what was never more than planned work.
"""

from collections.abc import Iterable, Mapping, Sequence

from app.model.figures import Figures, TargetFigures
from app.model.incident import Incident
from app.model.suppression import SuppressionKind
from app.model.target import ElementClass, Target

_MOST_TARGETS = 100


def figures(
    incidents: Iterable[Incident],
    targets: Mapping[str, Target],
    *,
    since: float = 0.0,
    label: str = "",
    element: ElementClass | None = None,
) -> Figures:
    """Return the figures of incidents; ``since``: wall seconds, ``label``: "region=eu" or "region"."""
    counted = [
        each
        for each in incidents
        if each.began.wall >= since
        and _counts(each)
        and element in (None, each.element)
        and (not label or any(_has(targets.get(name), label) for name in each.hit))
    ]
    counted.sort(key=lambda each: each.opened.mono)
    taken = [
        each.first_acknowledged.seconds_since(each.opened) for each in counted if each.first_acknowledged
    ]
    repaired = [each.closed.seconds_since(each.began) for each in counted if each.closed]
    return Figures(
        count=len(counted),
        closed=len(repaired),
        unacknowledged=len(counted) - len(taken),
        detect=_mean([each.opened.seconds_since(each.began) for each in counted]),
        acknowledge=_mean(taken),
        repair=_mean(repaired),
        between=_between(counted),
        targets=_of_targets(counted),
    )


def _counts(incident: Incident) -> bool:
    suppressed = incident.suppressed
    planned = suppressed is not None and suppressed.kind is SuppressionKind.MAINTENANCE
    return not (incident.withdrawn or incident.merged_into or planned)


def _has(target: Target | None, label: str) -> bool:
    if target is None:
        return False
    name, given, value = label.partition("=")
    return name in target.labels and (not given or target.labels[name] == value)


def _of_targets(counted: Sequence[Incident]) -> tuple[TargetFigures, ...]:
    by_target: dict[str, list[Incident]] = {}
    for each in counted:
        for target in each.hit:
            by_target.setdefault(target, []).append(each)
    found = [
        TargetFigures(target=target, count=len(own), between=_between(own))
        for target, own in by_target.items()
    ]
    found.sort(key=lambda each: (-each.count, each.target))
    return tuple(found[:_MOST_TARGETS])


def _between(ordered: Sequence[Incident]) -> float | None:
    """Return the mean seconds from one opening to the next: the whole span over the number of gaps."""
    if len(ordered) < 2:
        return None
    return ordered[-1].opened.seconds_since(ordered[0].opened) / (len(ordered) - 1)


def _mean(values: Sequence[float]) -> float | None:
    return sum(max(0.0, value) for value in values) / len(values) if values else None
