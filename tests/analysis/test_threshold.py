import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.threshold import level_of, limit_of
from app.model.rule import Threshold
from app.model.verdict import Level

SLOW = Threshold(metric="response_time", warning=0.4, critical=2.0, recovery=0.3)
DAYS = Threshold(metric="certificate", warning=21, critical=7, below=True)


@pytest.mark.parametrize(
    ("value", "present", "level"),
    [
        (0.1, Level.GOOD, Level.GOOD),
        (0.4, Level.GOOD, Level.GOOD),
        (0.41, Level.GOOD, Level.WARNING),
        (2.01, Level.GOOD, Level.CRITICAL),
        (0.35, Level.GOOD, Level.GOOD),
        (0.35, Level.WARNING, Level.WARNING),
        (0.3, Level.WARNING, Level.GOOD),
        (1.95, Level.CRITICAL, Level.CRITICAL),
        (1.89, Level.CRITICAL, Level.WARNING),
        (0.35, Level.CRITICAL, Level.WARNING),
    ],
)
def test_limits_with_hysteresis(value: float, present: Level, level: Level) -> None:
    """Bad is beyond a limit, and stays so until the value is back at the recovery threshold."""
    assert level_of(SLOW, value, present) is level


@pytest.mark.parametrize(
    ("value", "level"),
    [(30, Level.GOOD), (21, Level.GOOD), (20.9, Level.WARNING), (6.9, Level.CRITICAL)],
)
def test_limits_from_below(value: float, level: Level) -> None:
    """Where less is worse, bad is under a limit."""
    assert level_of(DAYS, value) is level


def test_a_single_critical_limit_holds_its_level() -> None:
    """With a critical limit alone, what comes back only part of the way stays critical."""
    rule = Threshold(metric="memory", critical=0.9, recovery=0.8)
    assert level_of(rule, 0.85, Level.CRITICAL) is Level.CRITICAL
    assert level_of(rule, 0.8, Level.CRITICAL) is Level.GOOD


def test_a_limit_of_zero_can_be_recovered_from() -> None:
    """A rule "more than 0 errors" is good again at 0."""
    rule = Threshold(metric="errors", warning=0.0)
    assert level_of(rule, 1.0) is Level.WARNING
    assert level_of(rule, 0.0, Level.WARNING) is Level.GOOD


def test_a_rule_without_limits_says_nothing() -> None:
    """A threshold without a limit proves nothing, so it is not good."""
    assert level_of(Threshold(metric="memory"), 1.0) is Level.NONE


def test_the_limit_belongs_to_the_level() -> None:
    """The reason names the limit that was passed."""
    assert limit_of(SLOW, Level.CRITICAL) == 2.0
    assert limit_of(SLOW, Level.WARNING) == 0.4
    assert limit_of(SLOW, Level.GOOD) == 0.4


@given(st.floats(-1e6, 1e6), st.sampled_from((Level.GOOD, Level.WARNING, Level.CRITICAL)))
def test_what_went_before_never_makes_a_value_better(value: float, present: Level) -> None:
    """Hysteresis can only hold a bad level, never excuse one."""
    order = [Level.GOOD, Level.WARNING, Level.CRITICAL]
    assert order.index(level_of(SLOW, value, present)) >= order.index(level_of(SLOW, value, Level.GOOD))
