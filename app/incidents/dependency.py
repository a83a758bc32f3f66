"""The graph of targets: who must work for whom."""

from collections.abc import Mapping

from app.model.target import Target


def parents(target: str, targets: Mapping[str, Target]) -> tuple[str, ...]:
    """Return the ids that a target names as its parents; unknown targets have none."""
    known = targets.get(target)
    return known.depends_on if known is not None else ()


def ancestors(target: str, targets: Mapping[str, Target]) -> tuple[str, ...]:
    """Return all targets that this one depends on, directly or not, nearest first.

    A loop is walked once, and nobody is its own ancestor; names without a target are left in.
    """
    found: dict[str, None] = {}
    level = parents(target, targets)
    while level:
        fresh = [name for name in dict.fromkeys(level) if name != target and name not in found]
        found.update(dict.fromkeys(fresh))
        level = tuple(above for name in fresh for above in parents(name, targets))
    return tuple(found)
