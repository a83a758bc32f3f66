from app.incidents.blocking import Return, blocker, is_down, returned, returned_at
from app.model.incident import Incident
from tests.alerts.making import at, incident, target

TARGETS = {
    "edge": target("edge"),
    "kestrin": target("kestrin", "", "edge"),
    "pay": target("pay", "", "kestrin"),
}
EDGE = incident("I-1", target="edge")


def opened(*incidents: Incident) -> dict[str, Incident]:
    return {one.target: one for one in incidents}


def test_only_a_target_that_does_not_answer_explains_others() -> None:
    """A full disk of a parent is no reason why a child fails."""
    assert is_down(EDGE)
    assert not is_down(incident(rule="memory"))
    assert not is_down(None)


def test_the_topmost_parent_explains() -> None:
    """What explains a parent explains its children too."""
    middle = incident("I-2", target="kestrin", blocked_by="I-1")
    assert blocker("pay", "I-3", TARGETS, opened(EDGE, middle)) == "I-1"
    assert blocker("pay", "I-3", TARGETS, opened(incident("I-2"))) == "I-2"
    assert blocker("pay", "I-3", TARGETS, {}) == ""


def test_in_a_loop_the_first_to_fall_explains_the_others() -> None:
    """Two targets that depend on each other never hide each other's incident."""
    loop = {"a": target("a", "", "b"), "b": target("b", "", "a")}
    first = incident("I-1", target="a")
    assert blocker("b", "I-2", loop, opened(first)) == "I-1"
    second = incident("I-2", target="b", blocked_by="I-1")
    assert blocker("a", "I-1", loop, opened(first, second)) == ""


def test_what_began_before_the_return_waits_for_newer_proof() -> None:
    """A failure that began while the parent was down is explained by it for now."""
    returns = {"edge": Return(incident="I-1", at=at(50.0))}
    assert returned("kestrin", at(40.0), TARGETS, returns) == "I-1"
    assert returned("kestrin", at(51.0), TARGETS, returns) == ""
    assert returned("kestrin", None, TARGETS, returns) == ""


def test_the_time_of_a_return_is_that_of_the_explaining_incident() -> None:
    """Which return counts is told by the incident that explained; after a restart it is not known."""
    blocked = incident("I-2", blocked_by="I-1")
    assert returned_at(blocked, TARGETS, {"edge": Return(incident="I-1", at=at(50.0))}) == at(50.0)
    assert returned_at(blocked, TARGETS, {"edge": Return(incident="I-7", at=at(50.0))}) is None
