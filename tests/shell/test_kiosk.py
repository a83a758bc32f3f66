"""What a wall does to its screen by the time: a picture that wanders, and less light by night."""

from itertools import pairwise

import pytest

from app.model.wall import Dimming
from app.shell.kiosk import EVERY, SHIFT, light, shift

NIGHT = Dimming(starts=22 * 60, ends=6 * 60, level=0.4)


def test_the_picture_wanders_a_little() -> None:
    """Over an hour every pixel's place changes, by a step nobody sees, and never further than the margin."""
    places = [shift(step * EVERY) for step in range(60)]
    assert {abs(part) for place in places for part in place} == {0, SHIFT}
    assert len(set(places)) == 9
    for one, other in pairwise(places):
        assert max(abs(one[0] - other[0]), abs(one[1] - other[1])) == SHIFT
    assert shift(7.0) == shift(EVERY - 1)


@pytest.mark.parametrize(
    ("minute", "left"), [(21 * 60 + 59, 1.0), (22 * 60, 0.4), (0, 0.4), (359, 0.4), (360, 1.0), (720, 1.0)]
)
def test_the_light_goes_by_the_hour(minute: int, left: float) -> None:
    """Hours may go over midnight; the last minute is still dark, the next one light."""
    assert light(NIGHT, minute, alarm=False) == left


def test_an_alarm_gives_all_the_light() -> None:
    """A critical incident that nobody has is as bright as by day; so is a wall without such hours."""
    assert light(NIGHT, 0, alarm=True) == 1.0
    assert light(None, 0, alarm=False) == 1.0
