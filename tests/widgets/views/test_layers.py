"""Graphs in layers: who needs whom decides, nothing else."""

import random
from itertools import pairwise

from widgets.views.layers import Edge, crossings, layered, spread


def tangle(vertices: int, edges: int) -> list[Edge]:
    """Return a graph without loops."""
    dice = random.Random(3)
    made = (sorted(dice.sample(range(vertices), 2)) for _ in range(edges))
    return [(above, below) for above, below in made if below - above < vertices // 3]


def test_what_is_needed_stands_left() -> None:
    """Each edge leads to a later layer, a long one by a bend in each layer between."""
    found = layered(4, [(0, 1), (1, 2), (0, 2), (3, 2)])
    place = {vertex: number for number, layer in enumerate(found.layers) for vertex in layer}
    for path in found.paths.values():
        assert [place[v] for v in path] == list(range(place[path[0]], place[path[-1]] + 1))
    assert place[3] == 1  # it needs nothing, so it stands just before what needs it
    assert len(found.paths[0, 2]) == 3


def test_a_loop_ends() -> None:
    """Targets that need each other are drawn, with the line that closes the loop turned round."""
    found = layered(3, [(0, 1), (1, 2), (2, 0), (1, 1)])
    assert sorted(v for layer in found.layers for v in layer if v < 3) == [0, 1, 2]
    assert set(found.paths) == {(0, 1), (1, 2), (2, 0)}
    assert (found.paths[2, 0][0], found.paths[2, 0][-1]) == (2, 0)


def test_the_same_graph_has_the_same_places() -> None:
    """Places do not move between two readings of the same inventory."""
    edges = tangle(120, 200)
    assert layered(120, edges) == layered(120, list(edges))


def test_crossings_are_reduced() -> None:
    """The order has far fewer crossings than that of the inventory."""
    edges = tangle(80, 120)
    found = layered(80, edges)
    hops = [(a, b) for path in found.paths.values() for a, b in pairwise(path)]
    assert found.crossings == crossings(found.layers, hops)
    assert found.crossings < crossings([sorted(layer) for layer in found.layers], hops) / 2


def test_crossings_are_counted() -> None:
    """Two lines cross where their ends stand the other way round; ends that meet do not."""
    assert crossings([[0, 1], [2, 3]], [(0, 3), (1, 2)]) == 1
    assert crossings([[0, 1], [2, 3]], [(0, 2), (1, 3)]) == 0
    assert crossings([[0, 1], [2]], [(0, 2), (1, 2)]) == 0


def test_things_stand_where_they_are_wanted_as_far_as_there_is_room() -> None:
    """Order and sizes are kept, nothing leaves the room, and the way to the wishes is as short as can be."""
    assert spread([10.0, 30.0], [4.0, 4.0], 40.0) == [10.0, 30.0]
    assert spread([20.0, 20.0], [4.0, 4.0], 40.0) == [18.0, 22.0]
    assert spread([-5.0, 99.0], [4.0, 4.0], 40.0) == [2.0, 38.0]
    assert spread([9.0, 9.0, 9.0], [4.0, 4.0, 4.0], 12.0) == [2.0, 6.0, 10.0]
    assert spread([], [], 12.0) == []


def test_no_graph_is_no_fault() -> None:
    """Nothing to draw is drawn as nothing."""
    assert layered(0, []).layers == ((),)
