import pytest

from app.incidents.severity import heaviest, lifted, severity
from app.model.target import WEIGHTS, ElementClass, Weight
from app.model.verdict import Level

VITAL, HIGH, NORMAL, LOW = Weight.VITAL, Weight.HIGH, Weight.NORMAL, Weight.LOW


@pytest.mark.parametrize(
    ("level", "weight", "expected"),
    [
        (Level.CRITICAL, VITAL, 1),
        (Level.CRITICAL, HIGH, 2),
        (Level.CRITICAL, NORMAL, 3),
        (Level.CRITICAL, LOW, 4),
        (Level.WARNING, VITAL, 2),
        (Level.WARNING, HIGH, 3),
        (Level.WARNING, NORMAL, 4),
        (Level.WARNING, LOW, 4),
    ],
)
def test_the_table_of_severities(level: Level, weight: Weight, expected: int) -> None:
    """Severity comes from the level and from the weight of what is hit."""
    assert severity(level, weight) == expected


@pytest.mark.parametrize("level", [Level.GOOD, Level.NONE])
def test_what_is_not_bad_is_as_mild_as_can_be(level: Level) -> None:
    """A level that is no fault gives the mildest severity."""
    assert severity(level, VITAL) == 4


@pytest.mark.parametrize("level", [Level.WARNING, Level.CRITICAL])
def test_heavier_is_never_milder(level: Level) -> None:
    """Nothing becomes milder by being worth more, and a failure is never milder than a warning."""
    found = [severity(level, weight) for weight in Weight]
    assert found == sorted(found)
    assert all(severity(Level.CRITICAL, weight) <= severity(level, weight) for weight in Weight)


@pytest.mark.parametrize("own", list(Weight))
@pytest.mark.parametrize("below", [None, *Weight])
def test_what_depends_on_it_lifts_by_one_step_at_most(own: Weight, below: Weight | None) -> None:
    """The heaviest thing that is cut off lifts a weight by one step, and never lowers it."""
    ranks = list(Weight)
    step = ranks.index(own) - ranks.index(lifted(own, below))
    assert step in (0, 1)
    assert (step == 1) == (below is not None and ranks.index(below) < ranks.index(own))
    assert severity(Level.CRITICAL, own, below) == severity(Level.CRITICAL, own) - step


def test_the_heaviest_of_several() -> None:
    """Of several weights the heaviest is found; of nothing, none."""
    assert heaviest([LOW, VITAL, NORMAL]) is VITAL
    assert heaviest([LOW, LOW]) is LOW
    assert heaviest([]) is None


def test_every_class_has_a_weight() -> None:
    """What earns money is worth more than what carries it, and no class is left out."""
    assert set(WEIGHTS) == set(ElementClass)
    assert WEIGHTS[ElementClass.PAYMENT] is HIGH
    assert WEIGHTS[ElementClass.NETWORK] is NORMAL
