import pytest

from app.engine.load import Load, Pace
from app.model.clock import Moment


def at(seconds: float) -> Moment:
    """Return a moment, so many seconds after the start."""
    return Moment(wall=1.0 + seconds, mono=1.0 + seconds)


def looked(*looks: tuple[float, Pace]) -> Load:
    """Return what came of these looks."""
    load = Load(at(0.0))
    for seconds, pace in looks:
        load.look(pace, at(seconds))
    return load


STANDING = Pace(stalled=1.5, stalled_lately=0.9)
CROWDED = Pace(overdue=4.0, waiting=7)


def test_a_calm_machine_keeps_up() -> None:
    """Small delays are no trouble, and there is nothing to say."""
    load = looked((40.0, Pace(stalled=0.5, stalled_lately=0.5, late=0.4)))
    assert not load.overloaded
    assert load.why.plain() == ""


def test_standing_still_is_slow_until_it_has_stopped_for_a_while() -> None:
    """It begins at a second of ten, and ends only when the last five seconds were calm."""
    assert looked((1.0, STANDING)).slow
    assert looked((1.0, STANDING), (2.0, Pace(stalled=0.9, stalled_lately=0.5))).slow
    assert not looked((1.0, STANDING), (2.0, Pace(stalled=0.9, stalled_lately=0.1))).slow


def test_want_of_places_is_counted_and_spoils_no_time() -> None:
    """Runs that find a place measure as ever, though a thousand targets hang."""
    load = looked((40.0, CROWDED))
    assert load.overloaded
    assert not load.slow
    assert load.why.plain() == "7 checks cannot start in time"
    assert looked((40.0, CROWDED), (41.0, Pace(overdue=1.5, waiting=1))).crowded
    assert not looked((40.0, CROWDED), (41.0, Pace(late=9.0, late_lately=0.2))).crowded
    assert looked((40.0, Pace(late=3.0, late_lately=3.0))).why.plain() == "Checks start up to 3 s late"


@pytest.mark.parametrize("pace", [STANDING, CROWDED])
def test_it_is_an_alarm_only_when_it_lasts(pace: Pace) -> None:
    """Neither a sleep's end nor a busy moment is told, and nothing while everything is still starting."""
    load = looked((40.0, pace), (54.0, pace))
    assert not load.is_alarm(at(54.0))
    assert load.is_alarm(at(55.5))
    assert not looked((1.0, pace), (29.0, pace)).is_alarm(at(29.0))
    again = looked((40.0, pace), (50.0, Pace()), (51.0, pace), (60.0, pace))
    assert not again.is_alarm(at(60.0))
