"""Static limits with hysteresis."""

from app.model.rule import Threshold
from app.model.verdict import Level

_BAD = (Level.WARNING, Level.CRITICAL)


def level_of(rule: Threshold, value: float, present: Level = Level.GOOD) -> Level:
    """Return what ``rule`` says of ``value`` while its alert stands at ``present``.

    Bad is strictly beyond a limit. What is bad stays so until the value has come back to ``recovery``
    (default: the mildest limit). A critical becomes a warning only when the value has come back from the
    critical limit by as much as ``recovery`` lies below the mildest one, so that a value that trembles on
    the limit does not change its severity with each result.
    """
    if rule.below:
        return _above(
            -value, _negated(rule.warning), _negated(rule.critical), _negated(rule.recovery), present
        )
    return _above(value, rule.warning, rule.critical, rule.recovery, present)


def limit_of(rule: Threshold, level: Level) -> float | None:
    """Return the limit that a value at ``level`` has passed; for a good value the mildest limit."""
    if level is Level.CRITICAL and rule.critical is not None:
        return rule.critical
    return rule.warning if rule.warning is not None else rule.critical


def _above(
    value: float, warning: float | None, critical: float | None, recovery: float | None, present: Level
) -> Level:
    mildest = warning if warning is not None else critical
    if mildest is None:
        return Level.NONE
    back = mildest if recovery is None else min(recovery, mildest)
    if critical is not None:
        gap = mildest - back if present is Level.CRITICAL else 0.0
        if value > critical - gap:
            return Level.CRITICAL
    if value > mildest or (present in _BAD and value > back):
        return Level.CRITICAL if warning is None else Level.WARNING
    return Level.GOOD


def _negated(limit: float | None) -> float | None:
    return None if limit is None else -limit
