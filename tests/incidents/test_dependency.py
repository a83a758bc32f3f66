from hypothesis import given, settings
from hypothesis import strategies as st

from app.incidents.dependency import ancestors, parents
from tests.alerts.making import target

NAMES = ("a", "b", "c", "d", "e")


def test_ancestors_come_nearest_first() -> None:
    """All that a target depends on is found, parents before grandparents, each once."""
    targets = {
        "a": target("a"),
        "b": target("b", "", "a"),
        "c": target("c", "", "a", "b"),
        "d": target("d", "", "c"),
    }
    assert ancestors("d", targets) == ("c", "a", "b")
    assert parents("c", targets) == ("a", "b")
    assert ancestors("a", targets) == ()


def test_a_name_without_a_target_has_no_parents() -> None:
    """A parent that is not in the inventory ends the walk."""
    assert ancestors("b", {"b": target("b", "", "ghost")}) == ("ghost",)
    assert parents("ghost", {}) == ()


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=4)))
def test_loops_end(graph: dict[str, list[str]]) -> None:
    """Whatever the graph, the walk ends, nobody is its own ancestor, and nobody comes twice."""
    targets = {name: target(name, "", *above) for name, above in graph.items()}
    for name in targets:
        found = ancestors(name, targets)
        assert name not in found
        assert len(set(found)) == len(found)
