"""Limits of a rule: whether they make sense together."""

from typing import Final, Protocol

from app.inventory.text.tree import Spot
from app.model.phrase import phrase
from app.model.quantity import Unit, figures, quantity

NAMES: Final = ("warning", "critical", "recovery")


class Limited(Protocol):
    """A rule with limits."""

    @property
    def warning(self) -> float | None:
        """Beyond it: warning."""
        ...

    @property
    def critical(self) -> float | None:
        """Beyond it: critical."""
        ...

    @property
    def recovery(self) -> float | None:
        """Good again from here on."""
        ...


def sensible(rule: Limited, unit: Unit, spot: Spot, *, below: bool = False, whole: bool = True) -> bool:
    """Return whether there is a limit, and all are in order; ``whole``: a ratio cannot exceed 1."""
    return (
        _has_limit(rule, spot)
        and (not whole or _within_ratio(rule, unit, spot))
        and _in_order(rule, unit, spot, below=below)
        and _recovers(rule, unit, spot, below=below)
    )


def _has_limit(rule: Limited, spot: Spot) -> bool:
    if rule.warning is None and rule.critical is None:
        spot.report(
            "no-limit",
            phrase("the rule has neither warning nor critical"),
            phrase("give at least one of them"),
        )
        return False
    return True


def _within_ratio(rule: Limited, unit: Unit, spot: Spot) -> bool:
    if unit is not Unit.RATIO:
        return True
    for name in NAMES:
        value: float | None = getattr(rule, name)
        if value is not None and not 0 <= value <= 1:
            spot.at(name).report(
                "beyond-the-whole",
                phrase(
                    "{value} is {percent} % of the whole", value=figures(value), percent=figures(value * 100)
                ),
                phrase("write a per cent sign, as 90%, or a share from 0 to 1"),
            )
            return False
    return True


def _in_order(rule: Limited, unit: Unit, spot: Spot, *, below: bool) -> bool:
    if rule.warning is None or rule.critical is None:
        return True
    if (rule.warning > rule.critical) if below else (rule.warning < rule.critical):
        return True
    word = "above" if below else "below"
    spot.at("warning").report(
        "limits-out-of-order",
        phrase(
            "warning {warning} is not {word} critical {critical}",
            warning=quantity(rule.warning, unit),
            word=word,
            critical=quantity(rule.critical, unit),
        ),
        phrase("exchange them, or turn 'below' round: it says that small values are the bad ones"),
    )
    return False


def _recovers(rule: Limited, unit: Unit, spot: Spot, *, below: bool) -> bool:
    mildest = rule.warning if rule.warning is not None else rule.critical
    if rule.recovery is None or mildest is None:
        return True
    if (rule.recovery >= mildest) if below else (rule.recovery <= mildest):
        return True
    spot.at("recovery").report(
        "recovery-on-the-bad-side",
        phrase(
            "recovery {recovery} lies beyond the limit {limit}",
            recovery=quantity(rule.recovery, unit),
            limit=quantity(mildest, unit),
        ),
        phrase("give a value on the good side of {limit}", limit=quantity(mildest, unit)),
    )
    return False
