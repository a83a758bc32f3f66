"""What is so of a rule by its kind: what it needs, how far it looks back, what its value is measured in."""

from app.model.quantity import Unit
from app.model.rule import (
    Absence,
    Baseline,
    Burn,
    Composite,
    Rate,
    Ratio,
    Rule,
    Severity,
    Threshold,
    Volume,
)

_USUAL_OF_HOURS = 12 * 3600.0  # how far the usual of a volume looks back until days are known


def needs(rule: Rule) -> tuple[str, ...]:
    """Return the metrics without a value of which a rule can say nothing, and that is no proof of health.

    Not those that are judged by what is not there, nor the usual, which is but learned late.
    """
    if isinstance(rule, Ratio | Burn):
        return (rule.bad, rule.total) if rule.bad else ()
    if isinstance(rule, Baseline | Absence | Composite):
        return ()
    return (rule.metric,)


def reach(rule: Rule) -> float:
    """Return for how many seconds before a moment a rule must have looked already to judge it fully."""
    match rule:
        case Baseline() | Ratio():
            return rule.window
        case Rate():
            return rule.over
        case Absence():
            return rule.after
        case Burn():
            return max(span.long for span in rule.windows)
        case Volume():
            return _USUAL_OF_HOURS
        case _:
            return 0.0


def unit_of(rule: Rule, metric: Unit) -> Unit:
    """Return the unit of a verdict's value and limits, where that of the rule's metric is ``metric``."""
    match rule:
        case Ratio():
            return Unit.RATIO
        case Burn() | Composite():
            return Unit.NONE
        case _:
            return metric


def levels(rule: Rule) -> tuple[tuple[Severity, float], ...]:
    """Return the limits of a rule that are values of its metric, so that a chart can draw them.

    A share of the check's own runs is its error rate; a burn rate is a share by its objective. A change per
    time, a distance from others and a share of the usual are no values of the metric.
    """
    match rule:
        case Threshold():
            return _given(rule.warning, rule.critical)
        case Ratio() if not rule.bad:
            return _given(rule.warning, rule.critical)
        case Burn() if not rule.bad:
            budget = 1.0 - rule.objective
            return tuple((span.level, span.burn * budget) for span in rule.windows if span.burn * budget <= 1)
        case Volume() if rule.floor is not None and not rule.counter:
            return (("critical", rule.floor),)
        case _:
            return ()


def _given(warning: float | None, critical: float | None) -> tuple[tuple[Severity, float], ...]:
    found: list[tuple[Severity, float]] = []
    if warning is not None:
        found.append(("warning", warning))
    if critical is not None:
        found.append(("critical", critical))
    return tuple(found)
