import random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.rule import Label, Peer
from app.model.verdict import Level
from tests.analysis.rules.following import Around, Walk

POOL = Label(label="role")
HIGH = Peer(metric="memory", pool=POOL, share=0.2, apart=0.05, width=6.0)


def said(rule: Peer, value: float, *peers: float, present: Level = Level.GOOD) -> Level:
    """Return what is said of a value among peers."""
    walk = Walk(rule)
    walk.present = present
    walk.others = Around({"memory": peers})
    return walk.answer(0.0, memory=value).level


@pytest.mark.parametrize(
    ("direction", "value", "level"),
    [
        ("high", 0.50, Level.GOOD),
        ("high", 0.59, Level.GOOD),
        ("high", 0.61, Level.WARNING),
        ("high", 0.10, Level.GOOD),
        ("low", 0.90, Level.GOOD),
        ("low", 0.39, Level.WARNING),
        ("both", 0.39, Level.WARNING),
        ("both", 0.61, Level.WARNING),
        ("both", 0.45, Level.GOOD),
    ],
)
def test_a_node_is_compared_in_its_direction(direction: str, value: float, level: Level) -> None:
    """Above, below or both are bad beyond a fifth of what the others have."""
    rule = Peer(metric="memory", pool=POOL, share=0.2, direction=direction)  # type: ignore[arg-type]
    assert said(rule, value, 0.5, 0.5, 0.5) is level


def test_the_reason_names_the_others() -> None:
    """Value, peers, their median and the limit stand in it, and a chart gets the band."""
    walk = Walk(Peer(metric="memory", pool=POOL, share=0.2, direction="both", level="critical"))
    walk.others = Around({"memory": (0.5, 0.5, 0.5, 0.5)})
    found = walk.answer(0.0, memory=0.9)
    assert found.level is Level.CRITICAL
    assert found.reason.plain() == "Memory 90 %, while 4 others have 50 %; limit 60 %"
    assert (found.limit, found.low, found.high) == (0.6, 0.4, 0.6)
    found = walk.answer(10.0, memory=0.1)
    assert found.reason.plain() == "Memory 10 %, while 4 others have 50 %; lower limit 40 %"
    assert found.limit == 0.4


@pytest.mark.parametrize(("peers", "level"), [((0.1, 0.1), Level.NONE), ((0.1, 0.1, 0.1), Level.WARNING)])
def test_three_are_needed(peers: tuple[float, ...], level: Level) -> None:
    """Two others prove nothing, three do."""
    assert said(HIGH, 0.9, *peers) is level


def test_too_few_are_counted_in_the_reason() -> None:
    """The reason says how many there are and how many are needed."""
    walk = Walk(HIGH)
    walk.others = Around({"memory": (0.1,)})
    found = walk.answer(0.0, memory=0.9)
    assert found.reason.plain() == "Memory: 1 peers have a fresh value, 3 are needed"


def test_the_largest_of_three_floors_counts() -> None:
    """Spread of the pool, share of its median and the absolute distance: the widest of them is the limit."""
    assert said(Peer(metric="memory", pool=POOL, share=0.0, width=6.0), 0.6, 0.1, 0.5, 0.9) is Level.GOOD
    assert said(Peer(metric="memory", pool=POOL, share=0.0, apart=0.2), 0.6, 0.5, 0.5, 0.5) is Level.GOOD
    assert said(Peer(metric="memory", pool=POOL, share=0.0, apart=0.05), 0.6, 0.5, 0.5, 0.5) is Level.WARNING
    assert said(Peer(metric="memory", pool=POOL, share=0.5), 0.6, 0.5, 0.5, 0.5) is Level.GOOD


def test_one_strange_peer_moves_nothing() -> None:
    """The median of the others is not that of the one that is broken."""
    assert said(HIGH, 0.5, 0.5, 0.5, 99.0) is Level.GOOD
    assert said(HIGH, 0.9, 0.5, 0.5, 99.0) is Level.WARNING


def test_what_trembles_on_the_limit_stays() -> None:
    """A strange one is like the others again only at four fifths of the distance."""
    assert said(HIGH, 0.59, 0.5, 0.5, 0.5) is Level.GOOD
    assert said(HIGH, 0.59, 0.5, 0.5, 0.5, present=Level.WARNING) is Level.WARNING
    assert said(HIGH, 0.57, 0.5, 0.5, 0.5, present=Level.WARNING) is Level.GOOD


def test_without_a_value_of_its_own_nothing_is_said() -> None:
    """A node that does not answer is not compared."""
    walk = Walk(HIGH)
    walk.others = Around({"memory": (0.5,) * 5})
    assert walk.answer(0.0).level is Level.NONE
    assert walk.fail(10.0).level is Level.NONE


def test_instances_are_compared_with_their_like() -> None:
    """Each disk has its own peers, and the farthest speaks."""
    walk = Walk(Peer(metric="disk", pool=POOL, share=0.2))
    walk.others = Around({"disk:/": (0.5,) * 3, "disk:/var": (0.1,) * 3})
    found = walk.read(0.0, {"disk:/": 0.5, "disk:/var": 0.5})
    assert (found.level, found.metric) == (Level.WARNING, "disk:/var")
    assert found.reason.plain() == "Disk /var 50 %, while 3 others have 10 %; limit 12 %"


VALUES = st.lists(st.floats(0, 1000), min_size=3, max_size=30)


@given(VALUES, st.floats(0, 1000), st.randoms(use_true_random=False))
def test_the_order_of_peers_does_not_matter(
    peers: list[float], value: float, shuffler: random.Random
) -> None:
    """However the pool is listed, the verdict is the same."""
    mixed = list(peers)
    shuffler.shuffle(mixed)
    assert said(HIGH, value, *peers) is said(HIGH, value, *mixed)


@given(VALUES)
def test_the_middle_of_the_pool_is_never_strange(peers: list[float]) -> None:
    """A node that has the median of its peers is like them, in either direction."""
    rule = Peer(metric="memory", pool=POOL, direction="both")
    assert said(rule, median(peers), *peers) is Level.GOOD


@given(st.lists(st.floats(0, 1000), max_size=2), st.floats(0, 1000), st.sampled_from(list(Level)))
def test_too_few_never_become_good(peers: list[float], value: float, present: Level) -> None:
    """Without three peers nothing is said, whatever the alert."""
    assert said(HIGH, value, *peers, present=present) is Level.NONE
