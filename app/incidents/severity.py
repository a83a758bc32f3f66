"""How bad an incident is for the business: 1 (worst) to 4."""

from collections.abc import Iterable, Mapping
from typing import Final

from app.model.target import Weight
from app.model.verdict import Level

WEIGHTS: Final = tuple(Weight)  # heaviest first
# A warning is one step milder than a failure of the same thing; nothing is milder than 4.
_TABLE: Final[Mapping[Level, Mapping[Weight, int]]] = {
    Level.CRITICAL: {Weight.VITAL: 1, Weight.HIGH: 2, Weight.NORMAL: 3, Weight.LOW: 4},
    Level.WARNING: {Weight.VITAL: 2, Weight.HIGH: 3, Weight.NORMAL: 4, Weight.LOW: 4},
}
_LEAST: Final = 4


def severity(level: Level, hit: Weight, below: Weight | None = None) -> int:
    """Return the severity of what hits something of a weight, and cuts off something of weight ``below``.

    What is cut off lifts the weight by at most one step: a switch is not worth what all behind it is.
    """
    return _TABLE.get(level, {}).get(lifted(hit, below), _LEAST)


def lifted(own: Weight, below: Weight | None) -> Weight:
    """Return a weight with that of the heaviest thing that depends on it."""
    if below is None:
        return own
    here, there = WEIGHTS.index(own), WEIGHTS.index(below)
    return WEIGHTS[here - 1] if there < here else own


def heaviest(weights: Iterable[Weight]) -> Weight | None:
    """Return the heaviest weight; None of nothing."""
    return min(weights, key=WEIGHTS.index, default=None)
