import pytest

from app.alerts.nodata import hold, no_data
from app.model.state import State
from app.model.verdict import Level
from tests.alerts.making import at

HOLD = hold(10.0)


def level(state: State, passed: float, *, soft: bool = False, inhibited: bool = False) -> Level:
    return no_data("a/b", state, at(0), soft=soft, hold=HOLD, inhibited=inhibited, now=at(passed)).level


def test_a_patient_probe_is_waited_for() -> None:
    """What reports once a day is no news after three intervals."""
    assert hold(10.0) == 30.0
    assert hold(10.0, patience=90_000.0) == 90_000.0
    assert hold(10.0, patience=5.0) == 30.0


@pytest.mark.parametrize("state", [State.UNKNOWN, State.PENDING])
def test_unknown_is_told_after_its_hold(state: State) -> None:
    """Within the hold nothing is said; after it, a warning."""
    assert level(state, HOLD - 0.1) is Level.NONE
    assert level(state, HOLD) is Level.WARNING


@pytest.mark.parametrize("state", [State.OK, State.WARNING, State.CRITICAL])
def test_any_result_is_data(state: State) -> None:
    """A bad result is data as well as a good one."""
    assert level(state, 1e6) is Level.GOOD


def test_an_unconfirmed_result_is_data() -> None:
    """A check that is pending only because its failure is unconfirmed has data."""
    assert level(State.PENDING, 1e6, soft=True) is Level.GOOD


def test_a_blind_monitor_blames_no_check() -> None:
    """While the monitor itself cannot see or keep up, no check is told to have no data."""
    assert level(State.UNKNOWN, 1e6, inhibited=True) is Level.NONE
