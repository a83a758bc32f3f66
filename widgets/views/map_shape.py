"""The shape of a map, which no state changes: what stands together, in which layer, what leads where."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.model.board import CheckView
from app.model.target import ElementClass, Redundancy
from widgets.views.layers import Edge, Layered, layered

MOST_LAYERS = 7  # of groups; deeper ones are drawn together

Needs = tuple[str | Redundancy, ...]


class Thing(NamedTuple):
    """A target as far as the shape depends on it."""

    id: str
    element: ElementClass
    needs: Needs


class Drawn(NamedTuple):
    """Targets drawn as blocks: those of one block need the same and are needed by the same.

    ``blocks`` and ``alone`` have numbers of things; ``some`` are edges of which not all ends must work.
    """

    blocks: tuple[tuple[int, ...], ...]
    graph: Layered
    some: frozenset[Edge]


class Shape(NamedTuple):
    """Both ways of drawing: by targets, and by class and layer where they are too many."""

    things: tuple[Thing, ...]
    targets: Drawn
    groups: Drawn
    alone: tuple[int, ...]
    outside: int  # needs that lead to targets which are not here


def things_of(views: Sequence[CheckView]) -> tuple[Thing, ...]:
    """Return the targets of some checks, each once and in their order."""
    found: dict[str, Thing] = {}
    for view in views:
        if view.target not in found:
            found[view.target] = Thing(view.target, view.element, view.needs)
    return tuple(found.values())


def shape_of(things: tuple[Thing, ...]) -> Shape:
    """Return the shape of a map."""
    where = {thing.id: number for number, thing in enumerate(things)}
    edges, some, outside = _edges(things, where)
    linked = {end for edge in edges for end in edge}
    targets = _drawn(_blocks(things, edges, some, linked), edges, some)
    return Shape(
        things,
        targets,
        _drawn(_groups(things, targets), edges, some),
        tuple(number for number in range(len(things)) if number not in linked),
        outside,
    )


def _edges(things: Sequence[Thing], where: Mapping[str, int]) -> tuple[list[Edge], set[Edge], int]:
    edges: dict[Edge, None] = {}
    some: set[Edge] = set()
    outside = 0
    for number, thing in enumerate(things):
        for need in thing.needs:
            names = need.of if isinstance(need, Redundancy) else (need,)
            for name in names:
                above = where.get(name)
                if above is None:
                    outside += 1
                elif above != number:
                    edges[above, number] = None
                    if isinstance(need, Redundancy) and need.at_least < len(names):
                        some.add((above, number))
    return list(edges), some, outside


def _blocks(
    things: Sequence[Thing], edges: Sequence[Edge], some: set[Edge], linked: set[int]
) -> list[tuple[int, ...]]:
    """Return targets that need the same and are needed by the same, in the order of the first of each."""
    above: dict[int, list[tuple[int, bool]]] = {}
    below: dict[int, list[tuple[int, bool]]] = {}
    for edge in edges:
        below.setdefault(edge[0], []).append((edge[1], edge in some))
        above.setdefault(edge[1], []).append((edge[0], edge in some))
    blocks: dict[object, list[int]] = {}
    for number in range(len(things)):
        if number in linked:
            key = (frozenset(above.get(number, ())), frozenset(below.get(number, ())))
            blocks.setdefault(key, []).append(number)
    return [tuple(block) for block in blocks.values()]


def _groups(things: Sequence[Thing], targets: Drawn) -> list[tuple[int, ...]]:
    """Return the targets of each layer and class."""
    layers = targets.graph.layers
    groups: dict[tuple[int, int], list[int]] = {}
    order = list(ElementClass)
    for number, layer in enumerate(layers):
        part = number * MOST_LAYERS // max(MOST_LAYERS, len(layers))
        for vertex in layer:
            for thing in targets.blocks[vertex] if vertex < targets.graph.real else ():
                groups.setdefault((part, order.index(things[thing].element)), []).append(thing)
    return [tuple(sorted(groups[key])) for key in sorted(groups)]


def _drawn(blocks: Sequence[tuple[int, ...]], edges: Sequence[Edge], some: set[Edge]) -> Drawn:
    block_of = {thing: number for number, block in enumerate(blocks) for thing in block}
    found: dict[Edge, bool] = {}
    for edge in edges:
        between = (block_of[edge[0]], block_of[edge[1]])
        if between[0] != between[1]:
            found[between] = found.get(between, True) and edge in some
    return Drawn(
        tuple(blocks),
        layered(len(blocks), list(found)),
        frozenset(edge for edge, enough in found.items() if enough),
    )
