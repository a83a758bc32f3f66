from app.analysis.absence import is_stale
from tests.alerts.making import at


def test_a_result_is_stale_after_three_intervals() -> None:
    """A result proves something for three intervals and not a moment longer."""
    assert not is_stale(at(0), 10.0, at(30))
    assert is_stale(at(0), 10.0, at(30.1))


def test_no_result_is_not_stale() -> None:
    """A check without a result is waiting, not stale."""
    assert not is_stale(None, 10.0, at(1e6))


def test_a_jump_of_the_wall_clock_makes_nothing_stale() -> None:
    """Age is told by the clock that never jumps."""
    jumped = at(5)
    later = type(jumped)(wall=jumped.wall + 7200, mono=jumped.mono)
    assert not is_stale(at(0), 10.0, later)
