import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from app.incidents.dependency import Graph
from app.model.target import Redundancy, Target
from tests.alerts.making import target

NAMES = ("a", "b", "c", "d", "e", "f")
Needs = dict[str, list[str | Redundancy]]


def graph(**needs: list[str | Redundancy]) -> Graph:
    return Graph({name: target(name, "", *above) for name, above in needs.items()})


def any_of(*names: str, at_least: int = 1) -> Redundancy:
    return Redundancy(of=names, at_least=at_least)


def test_what_is_above_comes_nearest_first() -> None:
    """What is above a target is found, parents before grandparents, each once, and so is what is below."""
    one = graph(a=[], b=["a"], c=["a", "b"], d=["c"])
    assert one.above("d") == ("c", "a", "b")
    assert one.above("a") == ()
    assert one.below("a") == ("b", "c", "d")
    assert one.below("d") == ()


def test_a_name_without_a_target_has_no_parents() -> None:
    """A parent that is not in the inventory ends the walk."""
    assert graph(b=["ghost"]).above("b") == ("ghost",)
    assert graph().above("ghost") == ()


def test_the_topmost_is_the_cause() -> None:
    """What cuts a parent off cuts its children off; what is down by itself below that is no cause."""
    one = graph(edge=[], kestrin=["edge"], pay=["kestrin"])
    assert one.cause("pay", {"edge"}) == "edge"
    assert one.cause("pay", {"edge", "kestrin"}) == "edge"
    assert one.cause("pay", {"kestrin"}) == "kestrin"
    assert one.cause("pay", {"pay"}) == ""
    assert one.cause("edge", {"edge", "pay"}) == ""


def test_a_group_explains_only_when_too_few_of_it_work() -> None:
    """One of two switches is no cause, both are; two of three disks are needed, so two lost are one."""
    one = graph(db=["san"], app=["db", any_of("s1", "s2"), any_of("a", "b", "c", at_least=2)])
    assert one.cause("app", {"s1"}) == ""
    assert one.cause("app", {"s2", "s1"}) == "s1"
    assert one.cause("app", {"c"}) == ""
    assert one.cause("app", {"b", "c"}) == "b"
    assert one.cause("app", {"san"}) == "san"


def test_a_member_that_is_cut_off_does_not_work() -> None:
    """Both ways out hang on one router: the router is the cause, though no switch is known to fail."""
    one = graph(s1=["router"], s2=["router"], app=[any_of("s1", "s2")])
    assert one.cause("app", {"router"}) == "router"
    two = graph(s1=["r1"], s2=["r2"], app=[any_of("s1", "s2")])
    assert two.cause("app", {"r1"}) == ""
    assert two.cause("app", {"r1", "s2"}) == "r1"


def test_a_walk_round_a_loop_still_names_what_is_down() -> None:
    """A loop, which the loader refuses, never names a target that is not down."""
    one = graph(a=["b", "c"], b=["a"], t=["a"])
    assert one.cause("t", {"c"}) == "c"


@st.composite
def needs(draw: st.DrawFn, *, loops: bool = False) -> Needs:
    """Give a graph over NAMES: each depends on earlier ones, or on any of them."""
    found: Needs = {}
    for place, name in enumerate(NAMES):
        others = [each for each in (NAMES if loops else NAMES[:place]) if each != name]
        parents: list[str | Redundancy] = []
        if others:
            parents += draw(st.lists(st.sampled_from(others), max_size=2, unique=True))
        if len(others) > 1:
            members = draw(st.lists(st.sampled_from(others), min_size=2, max_size=4, unique=True))
            if draw(st.booleans()):
                parents.append(any_of(*members, at_least=draw(st.integers(1, len(members)))))
        found[name] = parents
    return found


@settings(max_examples=200, deadline=None)
@given(needs(loops=True), st.sets(st.sampled_from(NAMES)))
def test_loops_end(needed: Needs, down: set[str]) -> None:
    """Whatever the graph, the walk ends, nobody is its own parent, and only what is down is a cause."""
    one = graph(**needed)
    for name in NAMES:
        above = one.above(name)
        assert name not in above
        assert len(set(above)) == len(above)
        assert all(name in one.below(each) for each in above)
        cause = one.cause(name, down)
        assert cause == "" or (cause in down and cause in above)


@settings(max_examples=300, deadline=None)
@given(needs(), st.sets(st.sampled_from(NAMES)))
def test_a_target_has_a_cause_iff_it_is_cut_off(needed: Needs, down: set[str]) -> None:
    """Against the plain definition: it is cut off if a need of it has too few members that work."""
    one = graph(**needed)

    def works(name: str) -> bool:
        return name not in down and not cut(name)

    def cut(name: str) -> bool:
        return any(
            not works(need) if isinstance(need, str) else sum(map(works, need.of)) < need.at_least
            for need in needed[name]
        )

    for name in NAMES:
        cause = one.cause(name, down)
        assert bool(cause) == cut(name)
        assert cause == "" or not cut(cause)


def test_long_chains_are_walked() -> None:
    """A chain of ten thousand, which no recursion would survive, is one walk."""
    names = [f"n{number}" for number in range(10_000)]
    targets: dict[str, Target] = {"n0": target("n0")}
    targets |= {low: target(low, "", high) for high, low in itertools.pairwise(names)}
    assert Graph(targets).cause(names[-1], {"n0"}) == "n0"
