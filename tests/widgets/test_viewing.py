"""Type is as large as the distance asks for."""

import pytest

from widgets.unit import FURTHEST, LEAST, arcminutes, reach_for, unit
from widgets.viewing import Viewing

PITCH = 1217.6 / 1920  # millimetres of a pixel of a 55-inch screen
NEEDED = 5.7


def none() -> None:
    """Stand for a wall that has nothing to arrange."""


@pytest.mark.parametrize("metres", [5.5, 6, 7, 7.5])
def test_the_smallest_text_is_seen_from_there(metres: float) -> None:
    """Whatever the distance, up to half as far again as the wall was drawn for."""
    viewing = Viewing(none)
    viewing.set(PITCH, metres * 1000)
    u = viewing.unit(1920, 1080)
    assert u > 8
    assert arcminutes(LEAST, u, PITCH, metres * 1000) == pytest.approx(NEEDED, abs=0.01)
    assert viewing.words(1920, 1080) == ""


def test_near_readers_and_large_screens_change_nothing() -> None:
    """Type never gets smaller than it was drawn."""
    viewing = Viewing(none)
    for pitch, metres in ((PITCH, 2), (2 * PITCH, 5), (0.0, 9), (PITCH, 0)):
        viewing.set(pitch, metres * 1000)
        assert viewing.unit(1920, 1080) == 8


def test_too_far_is_said() -> None:
    """A screen that is too small for its distance says so, as does one that tells no size."""
    viewing = Viewing(none)
    viewing.set(PITCH, 12_000)
    assert viewing.unit(1920, 1080) == 8 * FURTHEST
    assert viewing.words(1920, 1080) == "text too small for 12 m"
    viewing.set(0.0, 5_000)
    assert viewing.words(1920, 1080) == "this screen does not tell its size"


def test_another_distance_arranges_once() -> None:
    """The same distance told again is no change."""
    told: list[int] = []
    viewing = Viewing(lambda: told.append(1))
    for _ in range(3):
        viewing.set(PITCH, 7000)
    assert len(told) == 1


def test_u_of_any_screen() -> None:
    """Upright screens change rows and columns; a desk window keeps letters that can be read."""
    assert unit(1920, 1080) == 8
    assert unit(1080, 1920) == 8
    assert unit(3840, 2160) == 16
    assert unit(1280, 720) == 6
    assert unit(900, 600) == 6
    assert unit(450, 300) == pytest.approx(3.0)
    assert reach_for(8, PITCH, 5000) == 1.0
