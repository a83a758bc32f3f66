from app.engine.limits import Limits
from app.engine.line import Line
from app.engine.schedule import Due


def due(name: str) -> Due:
    return Due(check=name, planned=0.0)


def line(total: int, per_host: int) -> tuple[Line, Limits]:
    """Give a line in which the host of a check is the first letter of its name."""
    limits = Limits(total, per_host)
    return Line(limits, lambda name: name[0]), limits


def test_who_waits_for_a_host_lets_others_pass() -> None:
    """A host whose places are taken holds up its own checks only, and they have their turn in order."""
    it, limits = line(total=10, per_host=1)
    assert it.admit(due("a1"))
    assert not it.admit(due("a2"))
    assert not it.admit(due("a3"))
    assert it.admit(due("b1"))
    assert len(it) == 2
    limits.give_back("a")
    assert it.next("a") == due("a2")
    assert it.next("a") is None
    limits.give_back("b")
    assert it.next("b") is None
    limits.give_back("a")
    assert it.next("a") == due("a3")
    assert len(it) == 0


def test_only_want_of_any_place_is_our_own() -> None:
    """Who waits for a host is late for its sake; who waits for any place is counted, with his time."""
    it, limits = line(total=2, per_host=1)
    assert it.admit(due("a1"))
    assert not it.admit(due("a2"))
    assert (it.without_place, it.overdue(5.0)) == (0, 0.0)
    assert it.admit(due("b1"))
    assert not it.admit(due("c1"))
    assert (it.without_place, it.overdue(5.0)) == (1, 5.0)
    limits.give_back("a")
    assert it.next("a") == due("c1")
    assert not it.was_held_up("c1")
    limits.give_back("c")
    assert it.next("a") == due("a2")
    assert it.was_held_up("a2")
    assert not it.was_held_up("a2"), "told once"


def test_first_come_first_served_where_all_places_are_taken() -> None:
    """A place that comes free goes to who waited longest and can use it."""
    it, limits = line(total=2, per_host=1)
    assert it.admit(due("a1"))
    assert it.admit(due("b1"))
    for name in ("a2", "c1", "d1"):
        assert not it.admit(due(name))
    limits.give_back("b")
    assert it.next("b") == due("c1")
    assert it.next("b") is None
    limits.give_back("a")
    assert it.next("a") == due("d1")
    limits.give_back("d")
    assert it.next("d") is None
    assert len(it) == 1
    assert it.admit(due("e1"))


def test_a_place_that_nobody_can_use_yet_wakes_its_host_later() -> None:
    """Who was passed over for its host is found when that host has a place."""
    it, limits = line(total=3, per_host=1)
    assert it.admit(due("a1"))
    assert not it.admit(due("a2"))
    limits.give_back("a")
    assert it.next("a") == due("a2")


def test_a_new_inventory_forgets_who_is_gone() -> None:
    """Checks that are no longer there leave the line."""
    it, limits = line(total=1, per_host=1)
    assert it.admit(due("a1"))
    assert not it.admit(due("b1"))
    assert not it.admit(due("c1"))
    it.keep({"c1"})
    assert len(it) == 1
    limits.give_back("a")
    assert it.next("a") == due("c1")
