"""The shape of a map: blocks, groups, and what has no ties."""

from app.model.target import ElementClass, Redundancy
from widgets.views.map_shape import Thing, shape_of


def thing(name: str, *needs: str | Redundancy, element: ElementClass = ElementClass.API) -> Thing:
    """Return a target."""
    return Thing(name, element, needs)


def test_those_with_the_same_ties_stand_together() -> None:
    """Hosts behind one switch are a block; one that something else needs too is not among them."""
    shape = shape_of((thing("sw"), thing("a", "sw"), thing("b", "sw"), thing("c", "sw"), thing("d", "c")))
    assert shape.targets.blocks == ((0,), (1, 2), (3,), (4,))
    assert set(shape.targets.graph.paths) == {(0, 1), (0, 2), (2, 3)}


def test_enough_of_several_is_told_from_all() -> None:
    """A group of which one may fail is dashed; one of which all must work is not."""
    spare, both = Redundancy(of=("a", "b")), Redundancy(of=("a", "b"), at_least=2)
    shape = shape_of((thing("a"), thing("b"), thing("x", spare), thing("y", both)))
    blocks = shape.targets.blocks
    assert blocks[0] == (0, 1)
    assert shape.targets.some == {(0, blocks.index((2,)))}


def test_what_has_no_ties_is_counted_apart() -> None:
    """So is a need that leads off the page; a target that names itself needs nothing."""
    shape = shape_of((thing("a"), thing("b", "a"), thing("c"), thing("d", "gone"), thing("e", "e")))
    assert shape.alone == (2, 3, 4)
    assert shape.outside == 1


def test_groups_are_classes_within_layers() -> None:
    """Where targets are too many they stand together by how deep they are and of which class."""
    database = ElementClass.DATABASE
    shape = shape_of(
        (
            thing("sw", element=ElementClass.NETWORK),
            *(thing(f"a{n}", "sw") for n in range(4)),
            *(thing(f"d{n}", "sw", element=database) for n in range(4)),
            *(thing(f"x{n}", f"a{n}") for n in range(4)),
        )
    )
    assert sorted(map(len, shape.groups.blocks)) == [1, 4, 4, 4]
    assert len(shape.groups.graph.layers) == 3
