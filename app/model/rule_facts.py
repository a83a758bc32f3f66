"""What is so of a rule by its kind: what it needs, how far it looks back, what its value is measured in."""

from app.model.quantity import Unit
from app.model.rule import Absence, Baseline, Burn, Composite, Rate, Ratio, Rule, Volume

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
