"""Where the things of a map stand."""

from itertools import combinations

import pytest

from tests.widgets.networks import network
from widgets.canvas import Box
from widgets.sections.map_places import Placed, placed
from widgets.views.map_shape import shape_of, things_of

ROOM = Box(0.8, 0.8, 232.0, 100.0)


def places(number: int, room: Box = ROOM) -> Placed:
    """Return the places of a network of so many targets."""
    return placed(shape_of(things_of(network(number).board.checks)), room, lambda size: size * 5)


@pytest.mark.parametrize(
    ("number", "step"), [(2, "names"), (6, "names"), (60, "names"), (300, "glyphs"), (1000, "groups")]
)
def test_density_steps_down_with_the_number(number: int, step: str) -> None:
    """Names while they fit, then glyphs, then groups with counts."""
    found = places(number)
    assert found.step == step
    assert found.boxes


@pytest.mark.parametrize("number", [2, 6, 25, 60, 130, 300, 1000])
def test_nothing_lies_over_another_or_outside(number: int) -> None:
    """Every box is whole within the room, and none touches another."""
    found = places(number)
    for box in found.boxes.values():
        assert box.x >= ROOM.x - 0.01
        assert box.y >= ROOM.y - 0.01
        assert box.x + box.w <= ROOM.x + ROOM.w + 0.01
        assert box.y + box.h <= ROOM.y + ROOM.h + 0.01
    for one, other in combinations(found.boxes.values(), 2):
        apart = one.x + one.w <= other.x + 0.01 or other.x + other.w <= one.x + 0.01
        assert apart or one.y + one.h <= other.y + 0.01 or other.y + other.h <= one.y + 0.01


def test_every_target_and_every_line_has_a_place() -> None:
    """Nothing is left out but what has no ties."""
    shape = shape_of(things_of(network(60).board.checks))
    found = placed(shape, ROOM, lambda size: size * 5)
    assert set(found.boxes) == set(range(60)) - set(shape.alone)
    assert set(found.lines) == set(shape.targets.graph.paths)
    for points in found.lines.values():
        assert [x for x, _ in points] == sorted(x for x, _ in points)


def test_the_same_room_gives_the_same_places() -> None:
    """A reload moves nothing."""
    assert places(60) == places(60)
