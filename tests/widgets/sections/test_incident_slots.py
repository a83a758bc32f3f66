"""Few incidents are large, many are rows, and none is left out without need."""

import itertools

import pytest

from widgets.canvas import Box
from widgets.sections.incident_slots import FOOT, slots

USUAL = (68.0, 93.0)


@pytest.mark.parametrize("incidents", range(1, 30))
@pytest.mark.parametrize("area", [USUAL, (138.0, 93.0), (129.0, 49.0), (60.0, 57.0)])
def test_slots_follow_one_another_within_the_area(incidents: int, area: tuple[float, float]) -> None:
    """None overlaps another or reaches over the edge, and a count of what is left out has room."""
    wide, high = area
    found = slots(incidents, wide, high)
    boxes = [*(slot.box for slot in found.used), *found.free]
    assert len(found.used) <= incidents
    for one, other in itertools.combinations(boxes, 2):
        assert _apart(one, other)
    foot = FOOT if len(found.used) < incidents else 0.0
    assert all(box.x + box.w <= wide + 0.01 and box.y + box.h <= high - foot + 1.01 for box in boxes)


def test_one_and_two_incidents_are_large() -> None:
    """What is wrong is read from further away as long as there is room for it."""
    assert [slot.kind for slot in slots(1, *USUAL).used] == ["large"]
    assert [slot.kind for slot in slots(2, *USUAL).used] == ["large", "large"]
    assert [slot.kind for slot in slots(3, *USUAL).used] == ["card"] * 3
    assert len(slots(1, *USUAL).free) == 2
    assert len(slots(3, *USUAL).free) == 1


def test_a_flood_becomes_rows() -> None:
    """Five are cards and rows, and of sixty eight are named: two cards, six rows."""
    assert [slot.kind for slot in slots(5, *USUAL).used] == ["card"] * 3 + ["row"] * 2
    kinds = [slot.kind for slot in slots(60, *USUAL).used]
    assert kinds == ["card"] * 2 + ["row"] * 6


def test_a_second_column_takes_the_rows() -> None:
    """On a wide screen cards stand beside rows."""
    kinds = [slot.kind for slot in slots(60, 138.0, 93.0).used]
    assert kinds == ["card"] * 4 + ["row"] * 14


def _apart(one: Box, other: Box) -> bool:
    beside = one.x + one.w <= other.x + 0.01 or other.x + other.w <= one.x + 0.01
    return beside or one.y + one.h <= other.y + 0.01 or other.y + other.h <= one.y + 0.01
