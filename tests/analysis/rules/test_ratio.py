import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.rule import Ratio
from app.model.state import ErrorClass
from app.model.verdict import Level
from tests.analysis.rules.following import Walk

RUNS = Ratio(warning=0.1, critical=0.5, recovery=0.05, window=300.0, least=10)
SERIES = Ratio(bad="failed", total="requests", warning=0.1, critical=0.5, window=300.0, least=50)


def test_the_own_runs_are_counted() -> None:
    """The share of failed runs of the window is judged on failures and answers alike."""
    walk = Walk(RUNS)
    for step in range(8):
        assert walk.answer(step * 10.0).level is Level.NONE
    assert walk.fail(80.0).level is Level.NONE
    said = walk.fail(90.0)
    assert said.level is Level.WARNING
    assert said.value == pytest.approx(0.2)
    assert said.reason.plain() == "20 % of the 10 runs of the last 5 min failed, limit 10 %"
    for step in range(12):
        said = walk.fail(100.0 + step * 10)
    assert (said.level, said.limit) == (Level.CRITICAL, 0.5)


def test_few_runs_prove_nothing() -> None:
    """Below the minimum the reason says how many there are, and how many are needed."""
    walk = Walk(RUNS)
    said = walk.fail(0.0)
    assert said.level is Level.NONE
    assert said.reason.plain() == "Errors: 1 events are too few to judge, 10 are needed"


def test_errors_of_ours_are_no_runs() -> None:
    """What we could not find out counts neither as bad nor as a run."""
    walk = Walk(RUNS)
    for step in range(40):
        assert walk.fail(step * 5.0, ErrorClass.CREDENTIAL).level is Level.NONE
    for step in range(9):
        walk.answer(200.0 + step * 10)
    said = walk.fail(290.0)
    assert said.level is Level.GOOD
    assert said.value == pytest.approx(0.1)


def test_it_is_held_until_the_recovery() -> None:
    """A share between recovery and limit stays as bad as it was, and the reason says where it ends."""
    walk = Walk(RUNS)
    for step in range(27):
        walk.answer(step * 10.0)
    for step in range(3):
        said = walk.fail(270.0 + step * 10)
    assert said.level is Level.GOOD
    assert walk.fail(300.0).level is Level.WARNING
    levels = [walk.answer(310.0 + step * 10).level for step in range(29)]
    assert levels.count(Level.GOOD) < 4
    assert levels[10] is Level.WARNING
    assert walk.answer(610.0).level is Level.GOOD


def test_two_counters() -> None:
    """Of two counters what they grew by in the window is judged."""
    walk = Walk(SERIES)
    walk.answer(0.0, failed=10_000.0, requests=10_000.0)
    assert walk.answer(10.0, failed=10_000.0, requests=10_040.0).level is Level.NONE
    assert walk.answer(20.0, failed=10_000.0, requests=10_100.0).level is Level.GOOD
    said = walk.answer(30.0, failed=10_030.0, requests=10_200.0)
    assert said.level is Level.WARNING
    assert said.reason.plain() == "Failed: 15 % of 200 in the last 5 min, limit 10 %"
    assert said.metric == "failed"


def test_a_restart_of_the_service_is_no_error() -> None:
    """Two counters that begin anew together grew by what they show."""
    walk = Walk(SERIES)
    walk.answer(0.0, failed=900.0, requests=1000.0)
    said = walk.answer(10.0, failed=1.0, requests=100.0)
    assert (said.level, said.value) == (Level.GOOD, 0.01)


def test_two_amounts() -> None:
    """Where the series are amounts each value counts as it is."""
    rule = Ratio(bad="failed", total="requests", counter=False, warning=0.1, window=300.0, least=50)
    walk = Walk(rule)
    assert walk.answer(0.0, failed=3.0, requests=60.0).value == pytest.approx(0.05)
    assert walk.answer(10.0, failed=9.0, requests=40.0).level is Level.WARNING


@pytest.mark.parametrize("values", [{"failed": 1.0}, {"requests": 5.0}, {}])
def test_half_of_it_proves_nothing(values: dict[str, float]) -> None:
    """Without both series nothing is said, though the window holds enough."""
    walk = Walk(SERIES)
    walk.answer(0.0, failed=0.0, requests=0.0)
    assert walk.answer(10.0, failed=0.0, requests=100.0).level is Level.GOOD
    said = walk.answer(20.0, **values)
    assert said.level is Level.NONE
    assert walk.window.missing


def test_more_bad_than_all_is_all() -> None:
    """Two series are read at two moments: the part never exceeds the whole."""
    walk = Walk(SERIES)
    walk.answer(0.0, failed=0.0, requests=0.0)
    assert walk.answer(10.0, failed=80.0, requests=60.0).value == 1.0


STEPS = st.lists(st.tuples(st.booleans(), st.floats(1, 60)), min_size=1, max_size=80)


@given(STEPS)
def test_it_is_the_plain_share_of_the_window(steps: list[tuple[bool, float]]) -> None:
    """Whenever runs come, the value is the share among those of the window's slots."""
    walk, runs, when = Walk(RUNS), [], 0.0
    for failed, pause in steps:
        when += pause
        said = walk.fail(when) if failed else walk.answer(when)
        runs.append((when + 1000.0, failed))
        newest = int((when + 1000.0) // 10)
        inside = [bad for at, bad in runs if newest - 30 < int(at // 10)]
        if len(inside) < 10:
            assert said.level is Level.NONE
        else:
            assert said.value == pytest.approx(sum(inside) / len(inside))
