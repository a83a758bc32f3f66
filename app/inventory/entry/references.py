"""What entries say of one another: unique ids, dependencies that exist and do not go in a circle."""

from collections.abc import Mapping, Sequence

from app.inventory.entry.circles import circles
from app.inventory.entry.targets import Entry
from app.inventory.text.nearest import nearest
from app.inventory.text.tree import Path, Spot
from app.model.phrase import foreign, phrase


def check(entries: Sequence[Entry]) -> None:
    """Report duplicate ids and wrong dependencies."""
    known = _unique(entries)
    for entry in entries:
        _dependencies(entry, known)
    _circles(known)


def _unique(entries: Sequence[Entry]) -> dict[str, Entry]:
    known: dict[str, Entry] = {}
    for entry in entries:
        if entry.id is None:
            continue
        first = known.setdefault(entry.id, entry)
        if first is not entry:
            report_twice("duplicate-target", entry.id, entry.spot.at("id"), first.spot.at("id"))
    return known


def report_twice(kind: str, name: str, here: Spot, first: Spot) -> None:
    """Report a name that is taken, and where."""
    here.report(
        kind,
        phrase(
            "{name} is taken, it stands first in {file}, line {line}",
            name=foreign(name, 60),
            file=foreign(first.document.file),
            line=str(first.place().line),
        ),
        phrase("give another one, or remove one of the two"),
    )


def _dependencies(entry: Entry, known: Mapping[str, Entry]) -> None:
    alone = {parent.id for parent in entry.parents if not parent.group}
    seen: set[tuple[str, Path]] = set()
    for parent in entry.parents:
        spot = entry.spot.at("depends_on", *parent.path)
        if parent.id == entry.id:
            spot.report(
                "depends-on-itself",
                phrase("{id} depends on itself", id=foreign(parent.id, 60)),
                phrase("remove it"),
            )
        elif (parent.id, parent.group) in seen or (parent.group and parent.id in alone):
            spot.report(
                "duplicate-dependency",
                phrase("{id} is named twice", id=foreign(parent.id, 60)),
                phrase("remove one of them"),
            )
        elif parent.id not in known:
            meant = nearest(parent.id, known)
            spot.report(
                "unknown-dependency",
                phrase("no target is called {id}", id=foreign(parent.id, 60)),
                phrase("did you mean {meant}?", meant=meant) if meant else phrase("name the id of a target"),
            )
        seen.add((parent.id, parent.group))


def _circles(known: Mapping[str, Entry]) -> None:
    """Report each circle once, at its first member in the files' order."""
    for members in circles({name: _parents(entry) for name, entry in known.items()}):
        _report_circle(known, members)


def _parents(entry: Entry) -> tuple[str, ...]:
    return tuple(parent.id for parent in entry.parents if parent.id != entry.id)


def _report_circle(known: Mapping[str, Entry], members: Sequence[str]) -> None:
    order = list(known)
    first = min(members, key=order.index)
    turn = members.index(first)
    ring = [*members[turn:], *members[:turn], first]
    parent = next(parent for parent in known[first].parents if parent.id == ring[1])
    known[first].spot.at("depends_on", *parent.path).report(
        "dependency-loop",
        phrase("the dependencies go in a circle: {ring}", ring=foreign(" -> ".join(ring))),
        phrase("remove one of these dependencies"),
    )
