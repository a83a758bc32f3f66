"""What withholds our heartbeat."""

import math

import msgspec
import pytest

from app.engine.life import Signs, Why, life
from app.model.deadman import Whole
from app.model.phrase import phrase

WELL = Signs(
    checks=10,
    pace=30.0,
    stale=0,
    scheduler=0.4,
    judged=5.0,
    housekeeping=0.4,
    published=1.0,
    unsaved=0.0,
    stalled=0.0,
)


def test_the_whole_path_at_work_is_life() -> None:
    """With every part at work the heartbeat goes out, and says that all is good."""
    found = life(WELL)
    assert (found.proved, found.dead, found.whole, found.reason.template) == (True, False, Whole.GOOD, "")


@pytest.mark.parametrize(
    ("change", "why", "dead"),
    [
        ({"checks": 0, "judged": None}, Why.NOTHING_WATCHED, False),
        ({"judged": None}, Why.NOT_BEGUN, False),
        ({"judged": 41.0}, Why.NOT_JUDGED, True),
        ({"stale": 6}, Why.STALE, False),
        ({"scheduler": 5.5}, Why.SCHEDULER, True),
        ({"housekeeping": math.inf}, Why.HOUSEKEEPING, True),
        ({"published": 11.0}, Why.PUBLISHER, True),
        ({"unsaved": 11.0}, Why.STORE, False),
        ({"stalled": 6.0}, Why.STALLED, False),
    ],
)
def test_each_part_that_stands_still_withholds_it(change: dict[str, float], why: Why, dead: bool) -> None:
    """One part that does not do its work is enough, has its reason, and is restarted where that helps."""
    found = life(msgspec.structs.replace(WELL, **change))
    assert [each for each, _ in found.why] == [why]
    assert found.reason.plain()
    assert (found.proved, found.dead) == (False, dead)


@pytest.mark.parametrize(
    "change",
    [
        {"judged": 39.0},
        {"stale": 5},
        {"scheduler": 4.9},
        {"published": 9.0},
        {"unsaved": 9.0},
        {"stalled": 4.0},
    ],
)
def test_a_part_that_is_merely_late_does_not(change: dict[str, float]) -> None:
    """What is late within its limit, or a minority of stale checks, is no death."""
    assert life(msgspec.structs.replace(WELL, **change)).proved


def test_the_worst_is_said() -> None:
    """Broken goes before blind, blind before overloaded, that before incidents; three of them are ill."""
    everything = msgspec.structs.replace(
        WELL, incidents=2, overloaded=True, blind=True, broken=phrase("Changes are not saved")
    )
    said = []
    for part in ({}, {"broken": phrase("")}, {"blind": False}, {"overloaded": False}, {"incidents": 0}):
        everything = msgspec.structs.replace(everything, **part)
        said.append(life(everything).whole)
    assert said == [Whole.BROKEN, Whole.BLIND, Whole.OVERLOADED, Whole.INCIDENTS, Whole.GOOD]
    assert [whole.ill for whole in said] == [True, True, True, False, False]
