"""The overview has a place for everything, whatever the shape of the screen."""

import itertools

import pytest

from widgets.canvas import Box
from widgets.pages.arrangement import MARGIN, overview_places

SHAPES = [
    (240, 112),
    (240, 106),
    (322, 112),
    (480, 112),
    (135, 207),
    (160, 57),
    (171, 63),
    (200, 80),
    (240, 160),
]


def apart(one: Box, other: Box) -> bool:
    """Whether two areas do not touch."""
    beside = one.x + one.w <= other.x + 0.01 or other.x + other.w <= one.x + 0.01
    return beside or one.y + one.h <= other.y + 0.01 or other.y + other.h <= one.y + 0.01


@pytest.mark.parametrize(("wide", "high"), SHAPES)
def test_areas_are_apart_and_within(wide: float, high: float) -> None:
    """Nothing overlaps, and nothing leaves the page."""
    found = overview_places(wide, high)
    areas = [*found.panels, found.incidents, *([found.services] if found.services else [])]
    assert len(found.panels) == 6
    for one, other in itertools.combinations(areas, 2):
        assert apart(one, other)
    for box in areas:
        assert box.x >= MARGIN - 0.01
        assert box.x + box.w <= wide - MARGIN + 0.01
        assert box.y >= 0
        assert box.y + box.h <= high + 0.01
        assert box.w > 40
        assert box.h > 8


def test_a_wide_screen_gives_incidents_a_second_column() -> None:
    """Spare room becomes more columns, not larger letters."""
    usual, wide, wider = (overview_places(width, 112) for width in (240, 322, 480))
    assert (usual.incidents.w, wide.incidents.w, wider.incidents.w) == (68, 138, 138)
    assert len({box.y for box in wide.panels}) == 2
    assert len({box.y for box in wider.panels}) == 1


def test_far_away_the_tiles_go_first() -> None:
    """What deviates keeps its name; the availability of a class stands on a page of its own."""
    assert overview_places(240, 112).services is not None
    assert overview_places(171, 63).services is None


def test_an_upright_screen_shows_incidents_above_the_panels() -> None:
    """What needs someone comes before where it is."""
    found = overview_places(135, 207)
    assert all(found.incidents.y < box.y for box in found.panels)
