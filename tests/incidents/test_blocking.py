from app.incidents.blocking import Causes
from app.model.target import Redundancy, Target
from tests.alerts.making import at, target

TARGETS = {
    "edge": target("edge"),
    "kestrin": target("kestrin", "", "edge"),
    "pay": target("pay", "", "kestrin"),
}
PAIR = {
    "s1": target("s1"),
    "s2": target("s2"),
    "app": target("app", "", Redundancy(of=("s1", "s2"))),
}


def causes(targets: dict[str, Target], **down: str) -> Causes:
    found = Causes()
    found.set(targets)
    for name, incident in down.items():
        found.fell(name, incident)
    return found


def test_the_topmost_parent_explains() -> None:
    """What explains a parent explains its children too."""
    assert causes(TARGETS, kestrin="I-2", edge="I-1").of("pay") == "I-1"
    assert causes(TARGETS, kestrin="I-2").of("pay") == "I-2"
    assert causes(TARGETS).of("pay") == ""
    assert causes(TARGETS, edge="I-1").below("edge") == {"kestrin": "I-1", "pay": "I-1"}


def test_in_a_loop_the_first_to_fall_explains_the_others() -> None:
    """Two targets that depend on each other never hide each other's incident."""
    loop = {"a": target("a", "", "b"), "b": target("b", "", "a")}
    found = causes(loop, a="I-1")
    assert found.of("b") == "I-1"
    found.fell("b", "I-2")
    assert (found.of("a"), found.of("b")) == ("", "I-1")


def test_what_began_before_the_return_waits_for_newer_proof() -> None:
    """A failure that began while the parent was down is explained by it for now."""
    found = causes(TARGETS, edge="I-1")
    found.rose("edge", at(50.0))
    assert found.of("kestrin") == ""
    assert found.of_late("kestrin", at(40.0)) == "I-1"
    assert found.of_late("kestrin", at(51.0)) == ""
    assert found.of_late("kestrin", None) == ""


def test_a_group_that_came_back_in_part_explained_what_began_before() -> None:
    """What fell with both switches is explained by them until a newer result than the first return."""
    found = causes(PAIR, s1="I-1", s2="I-2")
    assert found.of("app") == "I-1"
    found.rose("s2", at(50.0))
    assert found.of("app") == ""
    assert found.of_late("app", at(40.0)) == "I-1"
    assert found.freed("app") == at(50.0)
    found.rose("s1", at(60.0))
    assert found.of_late("app", at(55.0)) == ""
    assert found.of_late("app", at(45.0)) == "I-1"
    assert found.freed("app") == at(50.0)


def test_the_time_of_a_return_is_not_known_after_a_restart() -> None:
    """Where nothing came back in this run, any result is newer than what came back before."""
    assert causes(PAIR, s1="I-1").freed("app") is None
    assert causes(TARGETS).freed("pay") is None


def test_what_may_yet_explain() -> None:
    """A switch in doubt matters only where the other one is down or in doubt as well."""
    assert not causes(PAIR).may_be("app", {"s1"})
    assert causes(PAIR).may_be("app", {"s1", "s2"})
    assert causes(PAIR, s2="I-2").may_be("app", {"s1"})
