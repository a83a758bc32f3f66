"""A directed graph in layers: longest paths give the layers, barycentres the order within them.

After Sugiyama, Tagawa and Toda (1981), "Methods for visual understanding of hierarchical system structures".
Everything follows from names, edges and their order alone: the same graph always has the same places.
"""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

SWEEPS = 8  # down and up in turn; more did not lessen the crossings of any sample
FEW = 400  # edges up to which long ones are led through the layers between
MANY = 2000  # edges from which the order is that of two sweeps and crossings are not counted

Edge = tuple[int, int]  # from the one that is needed to the one that needs it


class Layered(NamedTuple):
    """Vertices by layer, in their order. Numbers from ``real`` on are bends of long edges."""

    real: int
    layers: tuple[tuple[int, ...], ...]
    paths: dict[Edge, tuple[int, ...]]  # of each edge: its ends and the bends between
    crossings: int


def layered(count: int, edges: Sequence[Edge]) -> Layered:
    """Return the layers of the vertices 0 to ``count`` - 1; an edge that closes a loop is turned round."""
    ways = _without_loops(count, dict.fromkeys(edges))
    depth = _depths(count, ways)
    layers, paths = _bent(count, ways, depth)
    hops = [(a, b) for path in paths.values() for a, b in pairwise(path)]
    order, crossings = _ordered(layers, hops)
    found = {
        edge: paths[edge] if edge in paths else paths[edge[::-1]][::-1]
        for edge in dict.fromkeys(edges)
        if edge[0] != edge[1]
    }
    return Layered(count, tuple(map(tuple, order)), found, crossings)


def _without_loops(count: int, edges: Mapping[Edge, None]) -> list[Edge]:
    """Return the edges with those turned round that lead back to where a walk came from."""
    below: list[list[int]] = [[] for _ in range(count)]
    for above, under in edges:
        below[above].append(under)
    state = [0] * count  # 0: not seen, 1: on the way, 2: done
    turned: set[Edge] = set()
    for start in range(count):
        if state[start]:
            continue
        state[start] = 1
        trail = [(start, iter(below[start]))]
        while trail:
            here, rest = trail[-1]
            following = next(rest, None)
            if following is None:
                state[here] = 2
                trail.pop()
            elif state[following] == 1:
                turned.add((here, following))
            elif not state[following]:
                state[following] = 1
                trail.append((following, iter(below[following])))
    ways = [(b, a) if (a, b) in turned else (a, b) for a, b in edges if a != b]
    return list(dict.fromkeys(ways))


def _depths(count: int, edges: Sequence[Edge]) -> list[int]:
    """Return the longest way to each vertex; one that needs nothing stands just above what needs it."""
    above: list[list[int]] = [[] for _ in range(count)]
    below: list[list[int]] = [[] for _ in range(count)]
    for over, under in edges:
        above[under].append(over)
        below[over].append(under)
    depth = [0] * count
    lacking = [len(each) for each in above]
    ready = [vertex for vertex in range(count) if not lacking[vertex]]
    for here in ready:  # grows while it is walked
        for under in below[here]:
            depth[under] = max(depth[under], depth[here] + 1)
            lacking[under] -= 1
            if not lacking[under]:
                ready.append(under)
    for vertex in range(count):
        if below[vertex] and not above[vertex]:
            depth[vertex] = min(depth[under] for under in below[vertex]) - 1
    return depth


def _bent(
    count: int, edges: Sequence[Edge], depth: Sequence[int]
) -> tuple[list[list[int]], dict[Edge, tuple[int, ...]]]:
    layers: list[list[int]] = [[] for _ in range(max(depth, default=0) + 1)]
    for vertex in range(count):
        layers[depth[vertex]].append(vertex)
    paths: dict[Edge, tuple[int, ...]] = {}
    fresh = count
    for above, under in edges:
        path = [above]
        if len(edges) <= FEW:
            for layer in range(depth[above] + 1, depth[under]):
                layers[layer].append(fresh)
                path.append(fresh)
                fresh += 1
        paths[above, under] = (*path, under)
    return layers, paths


def _ordered(layers: list[list[int]], hops: Sequence[Edge]) -> tuple[list[list[int]], int]:
    """Return the order with the fewest crossings among those of the sweeps."""
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for over, under in hops:
        above.setdefault(under, []).append(over)
        below.setdefault(over, []).append(under)
    many = len(hops) > MANY
    present = [list(layer) for layer in layers]
    best, fewest = present, 0 if many else crossings(present, hops)
    for sweep in range(2 if many else SWEEPS):
        if not many and not fewest:
            break
        present = _swept(present, above if sweep % 2 == 0 else below, up=sweep % 2 == 1)
        number = 0 if many else crossings(present, hops)
        if many or number < fewest:
            best, fewest = present, number
    return best, fewest


def _swept(layers: list[list[int]], beside: Mapping[int, Sequence[int]], *, up: bool) -> list[list[int]]:
    """Return the layers, each ordered by the mean place of its neighbours; who has none keeps its place."""
    place = {vertex: (n + 0.5) / len(layer) for layer in layers for n, vertex in enumerate(layer)}
    done = [list(layer) for layer in layers]
    for number in reversed(range(len(layers))) if up else range(len(layers)):
        layer = done[number]
        means = {
            vertex: sum(place[each] for each in near) / len(near)
            if (near := beside.get(vertex))
            else place[vertex]
            for vertex in layer
        }
        layer.sort(key=lambda vertex, means=means: means[vertex])  # type: ignore[misc]  # stable, so that equals stay
        for n, vertex in enumerate(layer):
            place[vertex] = (n + 0.5) / len(layer)
    return done


def crossings(layers: Sequence[Sequence[int]], hops: Sequence[Edge]) -> int:
    """Return how many pairs of edges between two layers cross."""
    where = {vertex: (number, n) for number, layer in enumerate(layers) for n, vertex in enumerate(layer)}
    between: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for above, under in hops:
        (over, left), (beneath, right) = where[above], where[under]
        between.setdefault((over, beneath), []).append((left, right))
    found = 0
    for pairs in between.values():
        seen: list[int] = []
        for _, right in sorted(pairs):
            found += len(seen) - bisect_left(seen, right + 1)
            insort(seen, right)
    return found


def spread(wanted: Sequence[float], sizes: Sequence[float], room: float) -> list[float]:
    """Return the middles of things in a row, as near to where they are wanted as order and sizes allow.

    Least squares under the order, by pooling adjacent violators; all stay between 0 and ``room``.
    """
    offsets, total = [], 0.0
    for size in sizes:
        offsets.append(total + size / 2)
        total += size
    pools: list[tuple[float, int]] = []  # sum of wishes, how many
    for wish, offset in zip(wanted, offsets, strict=True):
        here = (wish - offset, 1)
        while pools and pools[-1][0] / pools[-1][1] > here[0] / here[1]:
            before = pools.pop()
            here = (before[0] + here[0], before[1] + here[1])
        pools.append(here)
    most = max(0.0, room - total)
    starts = [min(most, max(0.0, amount / number)) for amount, number in pools for _ in range(number)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]
