"""Small multiples of a series that somebody chose."""

from msgspec.structs import replace

from app.model.state import State
from tests.widgets.boards import NOW, bad_day, good_day
from widgets.views.multiples import multiples, series_of
from widgets.views.scene import scene_of


def test_every_check_that_has_the_series_has_a_tile() -> None:
    """In the inventory's order, with how many are as usual below."""
    tiles, foot = multiples("", scene_of(bad_day().board, NOW, lost=False))
    board = bad_day().board
    wanted = [view.id for view in board.checks if any(each.name == "response_time" for each in view.series)]
    assert [tile.check for tile in tiles] == wanted
    assert foot.startswith("Response time, last 60 min · ")
    assert f" of {len(wanted)} as usual" in foot


def test_another_series_can_be_chosen() -> None:
    """Only what measures it is shown; where nothing does, the page says which series is meant."""
    scene = scene_of(good_day().board, NOW, lost=False)
    tiles, foot = multiples("cpu", scene)
    assert len(tiles) == 18
    assert all(tile.vital is not None and tile.vital.key[1] == "cpu" for tile in tiles)
    assert foot.startswith("CPU load, last 60 min · 18 of 18 as usual")
    assert multiples("games", scene) == ((), "No check here measures games")


def test_of_several_instances_the_one_beyond_its_limit_is_shown() -> None:
    """A full disk is not hidden by an empty one."""
    view = good_day().board.checks[0]
    memory = next(each for each in view.series if each.name == "memory")
    disks = tuple(
        replace(memory, name=f"disk_used:/{name}", value=value) for name, value in (("a", 0.2), ("b", 0.99))
    )
    full = replace(view, series=disks, state=State.WARNING)
    assert series_of(full, "disk_used") == disks[1]
    assert series_of(full, "disk_used:/a") == disks[0]
    assert series_of(full, "cpu") is None
