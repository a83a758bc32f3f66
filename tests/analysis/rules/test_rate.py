import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.rule import Rate
from app.model.state import ErrorClass
from app.model.verdict import Level
from tests.analysis.rules.following import Walk

GROWS = Rate(metric="memory", warning=0.1, critical=0.3, recovery=0.05, over=100.0)


def line(walk: Walk, slope: float, start: float = 0.0, count: int = 12) -> Level:
    """Have a value change by ``slope`` a minute; return the last level."""
    level = Level.NONE
    for step in range(count):
        when = start + step * 10.0
        level = walk.answer(when, memory=0.5 + slope * step / 6).level
    return level


@pytest.mark.parametrize(
    ("direction", "slope", "level"),
    [
        ("rise", 0.0, Level.GOOD),
        ("rise", 0.09, Level.GOOD),
        ("rise", 0.11, Level.WARNING),
        ("rise", 0.31, Level.CRITICAL),
        ("rise", -0.9, Level.GOOD),
        ("fall", 0.9, Level.GOOD),
        ("fall", -0.11, Level.WARNING),
        ("fall", -0.31, Level.CRITICAL),
        ("both", 0.11, Level.WARNING),
        ("both", -0.11, Level.WARNING),
        ("both", -0.31, Level.CRITICAL),
        ("both", 0.02, Level.GOOD),
    ],
)
def test_a_change_is_judged_in_its_direction(direction: str, slope: float, level: Level) -> None:
    """Rising, falling or both are bad beyond the limits, each by its amount a minute."""
    rule = Rate(metric="memory", warning=0.1, critical=0.3, over=100.0, direction=direction)  # type: ignore[arg-type]
    assert line(Walk(rule), slope) is level


def test_the_reason_says_how_fast_over_what() -> None:
    """Amount, unit, span and limit stand in one sentence."""
    walk = Walk(GROWS)
    line(walk, 0.15)
    said = walk.say(110.0)
    assert said.reason.plain() == "Memory rises by 15 %/min over 1 min, limit 10 %/min"
    assert said.value == pytest.approx(0.15)
    assert (said.metric, said.limit) == ("memory", 0.1)


@pytest.mark.parametrize(("per", "limit"), [("second", 0.1 / 60), ("minute", 0.1), ("hour", 6.0)])
def test_limits_are_per_time(per: str, limit: float) -> None:
    """The same change is the same, whatever time its limit is given for."""
    below = Rate(metric="memory", warning=limit * 0.9, per=per, over=100.0)  # type: ignore[arg-type]
    above = Rate(metric="memory", warning=limit * 1.1, per=per, over=100.0)  # type: ignore[arg-type]
    assert line(Walk(below), 0.1) is Level.WARNING
    assert line(Walk(above), 0.1) is Level.GOOD


def test_too_little_is_known_at_first() -> None:
    """Less than half of the span proves nothing, and says so."""
    walk = Walk(GROWS)
    assert line(walk, 5.0, count=5) is Level.NONE
    assert walk.say(40.0).reason.plain() == "Memory: not yet known over 1 min"
    assert walk.answer(50.0, memory=9.0).level is Level.CRITICAL


def test_it_is_held_until_the_recovery() -> None:
    """A change that trembles on its limit stays bad until it is as slow as the recovery says."""
    walk = Walk(GROWS)
    assert line(walk, 0.2) is Level.WARNING
    value, levels = 0.5 + 0.2 * 11 / 6, []
    for step in range(1, 30):
        value += 0.08 / 6
        levels.append(walk.answer(110.0 + step * 10.0, memory=value).level)
    assert levels[-1] is Level.WARNING
    assert "good again at 5 %/min" in walk.say(400.0).reason.plain()
    for step in range(1, 12):
        walk.answer(400.0 + step * 10.0, memory=value)
    assert walk.present is Level.GOOD


def test_without_a_value_nothing_is_said() -> None:
    """A failed run, an error of ours and an answer without the series are NONE."""
    walk = Walk(GROWS)
    line(walk, 0.2)
    assert walk.fail(120.0).level is Level.NONE
    assert walk.fail(130.0, ErrorClass.INTERNAL).level is Level.NONE
    assert walk.answer(140.0).level is Level.NONE
    assert walk.answer(140.0).reason.plain() == "No value for Memory"


def test_after_a_pause_it_begins_anew() -> None:
    """A jump over a pause longer than the span is no change of this span."""
    walk = Walk(GROWS)
    line(walk, 0.0)
    assert walk.answer(1000.0, memory=50.0).level is Level.NONE


def test_the_worst_instance_speaks() -> None:
    """Of several disks the one that fills fastest gives the verdict, by its name."""
    walk = Walk(Rate(metric="disk", warning=0.1, over=100.0))
    for step in range(12):
        walk.read(step * 10.0, {"disk:/": 0.2, "disk:/var": 0.1 + 0.3 * step / 6})
    said = walk.say(110.0)
    assert (said.level, said.metric) == (Level.WARNING, "disk:/var")
    assert said.reason.plain().startswith("Disk /var rises by 30 %/min")


def test_a_counter_that_begins_anew_goes_on_rising() -> None:
    """A reset changes the speed of a counter by no more than what is lost."""
    walk = Walk(Rate(metric="sent", warning=100.0, over=100.0, counter=True))
    for step in range(12):
        walk.answer(step * 10.0, sent=1000.0 + step * 10)
    assert walk.say(110.0).value == pytest.approx(60.0)
    for step in range(12):
        said = walk.answer(120.0 + step * 10.0, sent=5.0 + step * 10)
        assert said.level is Level.GOOD
        assert said.value is not None
        assert 50.0 < said.value <= 60.5


@given(st.lists(st.floats(0, 1e9), min_size=2, max_size=60), st.sampled_from(["rise", "both"]))
def test_a_counter_is_never_said_to_fall(values: list[float], direction: str) -> None:
    """Whatever a counter shows, resets among it, its change is never below nothing."""
    walk = Walk(Rate(metric="sent", warning=1.0, over=100.0, counter=True, direction=direction))  # type: ignore[arg-type]
    for step, value in enumerate(values):
        said = walk.answer(step * 10.0, sent=value)
        assert said.value is None or said.value >= 0


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=60))
def test_nothing_becomes_good_without_a_value(values: list[float | None]) -> None:
    """Only an answer that has the value is ever called good or bad."""
    walk = Walk(GROWS)
    for step, value in enumerate(values):
        said = walk.answer(step * 10.0) if value is None else walk.answer(step * 10.0, memory=value)
        assert said.level is Level.NONE or value is not None


def test_memory_is_bounded() -> None:
    """A run each second for a day keeps some thirty points of a span."""
    walk = Walk(Rate(metric="memory", warning=1.0, over=300.0), interval=1.0)
    for step in range(3000):
        walk.answer(step * 1.0, memory=0.5)
    [track] = walk.window.follower(walk.rule)._tracks.values()  # type: ignore[arg-type, attr-defined]
    assert len(track._times) <= 62
