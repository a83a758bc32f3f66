"""A YAML document as plain data that knows where each of its parts stands."""

from typing import Any, Final, NamedTuple

from app.model.inventory_error import InventoryError
from app.model.phrase import Phrase, foreign

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """A line and a column, both from 1."""

    line: int
    column: int


class Broken:
    """Stands where a part was refused already, so that nothing else is said about it."""

    def __repr__(self) -> str:
        return "BROKEN"


BROKEN: Final = Broken()


class Record(dict[str, Any]):
    """A mapping; ``places`` has the places of each key and of its value."""

    __slots__ = ("begins", "open", "pending", "places", "size")

    def __init__(self, begins: Place) -> None:
        super().__init__()
        self.begins = begins
        self.places: dict[str, tuple[Place, Place]] = {}
        self.pending: tuple[str | Broken, Place] | None = None
        self.size = 1
        self.open = True


class Row(list[Any]):
    """A sequence; ``places`` has the place of each item."""

    __slots__ = ("begins", "open", "places", "size")

    def __init__(self, begins: Place) -> None:
        super().__init__()
        self.begins = begins
        self.places: list[Place] = []
        self.size = 1
        self.open = True


class Document:
    """One file: its data and all that is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = BROKEN
        self.errors: list[InventoryError] = []

    def report(self, kind: str, place: Place, wrong: Phrase, remedy: Phrase, key: str = "") -> None:
        """Note an error."""
        error = InventoryError(
            file=self.file,
            line=place.line,
            column=place.column,
            key=foreign(key),
            wrong=wrong,
            remedy=remedy,
            kind=kind,
        )
        self.errors.append(error)

    def place(self, path: Path, *, key: bool) -> Place:
        """Return where the value at ``path`` stands, or its key; the nearest part that exists, otherwise."""
        here: Any = self.root
        place = here.begins if isinstance(here, Record | Row) else Place(1, 1)
        for step in path:
            if isinstance(here, Record) and step in here.places:
                key_place, value_place = here.places[str(step)]
                place = key_place if key else value_place
                here = here[str(step)]
            elif isinstance(here, Row) and isinstance(step, int) and step < len(here):
                place, here = here.places[step], here[step]
            else:
                break
        return place


class Spot(NamedTuple):
    """One value within a document, by its path."""

    document: Document
    path: Path = ()

    def at(self, *steps: str | int) -> "Spot":
        """Return the spot of a part of this one."""
        return Spot(self.document, self.path + steps)

    def report(self, kind: str, wrong: Phrase, remedy: Phrase, *, key: bool = False) -> None:
        """Note an error here; ``key``: it stands at the key and not at its value."""
        self.document.report(kind, self.place(key=key), wrong, remedy, self.name)

    def place(self, *, key: bool = False) -> Place:
        """Return the line and column of this value, or of its key."""
        return self.document.place(self.path, key=key)

    @property
    def name(self) -> str:
        """The path as people write it: ``targets[3].checks[0].probe``."""
        parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path]
        return "".join(parts).removeprefix(".")
