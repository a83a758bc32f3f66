"""Rules that a check has without naming them: what everybody would set, and few think of in time."""

from collections.abc import Sequence
from typing import Final

from app.model.metric import CERTIFICATE_DAYS, base_name
from app.model.probe import Probe
from app.model.rule import Rule, Threshold

# Three weeks are enough to renew by hand; automatic renewal has failed several times a week before the end.
DEFAULT_RULES: Final[tuple[Threshold, ...]] = (
    Threshold(metric=CERTIFICATE_DAYS.name, warning=21.0, critical=7.0, below=True),
)


def completed(rules: Sequence[Rule], probe: Probe | None) -> tuple[Rule, ...]:
    """Return the rules of a check, with the default ones of series that none of them judges."""
    certain = {metric.name for metric in probe.certain} if probe is not None else set()
    named = {base_name(rule.metric) for rule in rules} | {rule.id for rule in rules}
    added = [rule for rule in DEFAULT_RULES if rule.metric in certain and rule.metric not in named]
    return (*rules, *added)


def unasked() -> str:
    """Return what is judged without a rule of one's own, in English, for the schema and the reference."""
    said = [
        f"{rule.metric} (warning below {rule.warning:g}, critical below {rule.critical:g})"
        for rule in DEFAULT_RULES
    ]
    return (
        f"That it answers is judged without a rule, and so are, until a rule names them: {', '.join(said)}."
    )
