import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.rule import Absence
from app.model.state import ErrorClass
from app.model.verdict import Level
from tests.analysis.rules.following import Walk

GONE = Absence(metric="memory", after=30.0, level="critical")


def test_a_series_that_is_gone_too_long_is_bad() -> None:
    """It is good while there are values, nothing for a while without, then as bad as the rule says."""
    walk = Walk(GONE)
    assert walk.answer(0.0, memory=0.5).level is Level.GOOD
    levels = [walk.answer(10.0 * step).level for step in range(1, 7)]
    assert levels == [Level.NONE] * 4 + [Level.CRITICAL] * 2
    said = walk.say(60.0)
    assert said.reason.plain() == "Memory has had no value for more than 30 s, though there are answers"
    assert said.metric == "memory"
    assert walk.answer(70.0, memory=0.0).level is Level.GOOD


@pytest.mark.parametrize("level", ["warning", "critical"])
def test_the_rule_says_how_bad(level: str) -> None:
    """A missing series is a warning or critical."""
    walk = Walk(Absence(metric="memory", after=15.0, level=level))  # type: ignore[arg-type]
    for step in range(4):
        walk.answer(10.0 * step)
    assert walk.present is Level(level)


def test_what_was_never_there_is_missed_too() -> None:
    """Time counts from the first answer, whether there ever was a value or not."""
    walk = Walk(GONE)
    for step in range(5):
        walk.answer(10.0 * step)
    assert walk.present is Level.CRITICAL


def test_a_check_that_fails_proves_nothing() -> None:
    """No answer is not an answer without a value: neither the target's fault nor ours counts as absence."""
    walk = Walk(GONE)
    walk.answer(0.0, memory=0.5)
    assert {walk.fail(10.0 * step).level for step in range(1, 20)} == {Level.NONE}
    assert {walk.fail(200.0 + step, ErrorClass.LATE).level for step in range(5)} == {Level.NONE}
    assert walk.answer(300.0).level is Level.NONE
    assert walk.answer(325.0).level is Level.NONE
    assert walk.answer(331.0).level is Level.CRITICAL


def test_one_instance_is_enough() -> None:
    """A metric is there while any of its instances is."""
    walk = Walk(Absence(metric="disk", after=15.0))
    assert walk.read(0.0, {"disk:/": 0.1, "disk:/var": 0.2}).level is Level.GOOD
    assert walk.read(10.0, {"disk:/": 0.1}).level is Level.GOOD
    assert Walk(Absence(metric="disk:/var", after=15.0)).read(0.0, {"disk:/": 0.1}).level is Level.NONE


def test_no_number_is_no_value() -> None:
    """What is not finite is not there."""
    walk = Walk(GONE)
    walk.answer(0.0, memory=0.5)
    for step in range(1, 6):
        walk.answer(10.0 * step, memory=float("nan"))
    assert walk.present is Level.CRITICAL


@given(st.lists(st.sampled_from(["value", "none", "fails"]), max_size=60))
def test_only_a_value_is_good(steps: list[str]) -> None:
    """In any order of things it is good exactly when there is a value."""
    walk = Walk(GONE)
    for number, step in enumerate(steps):
        when = number * 10.0
        if step == "value":
            assert walk.answer(when, memory=1.0).level is Level.GOOD
        elif step == "none":
            assert walk.answer(when).level is not Level.GOOD
        else:
            assert walk.fail(when).level is Level.NONE
