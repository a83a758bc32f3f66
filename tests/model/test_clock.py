from app.model.clock import Moment, recalled


def test_a_duration_ignores_steps_of_the_wall_clock() -> None:
    """The time between two moments comes from the clock that never jumps."""
    before = Moment(wall=1000.0, mono=50.0)
    after = Moment(wall=1000.0 - 7200, mono=60.0)
    assert after.seconds_since(before) == 10.0


def test_a_stored_time_keeps_its_age() -> None:
    """What happened 30 s before a start is 30 s old on the new clocks, too."""
    now = Moment(wall=1000.0, mono=5.0)
    assert now.seconds_since(recalled(970.0, now)) == 30.0


def test_a_stored_time_in_the_future_becomes_now() -> None:
    """After a step back of the wall clock nothing lies in the future."""
    now = Moment(wall=1000.0, mono=5.0)
    assert recalled(9999.0, now) == now
