"""From files to an inventory, or to everything that is wrong with them."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from app.inventory.entry import deadman, grouping, members, planned, players, references, surroundings
from app.inventory.entry.channels import ChannelReader
from app.inventory.entry.forms import FileForm
from app.inventory.entry.players_form import ClassOwn
from app.inventory.entry.routing import RoutingReader
from app.inventory.entry.shape import info
from app.inventory.entry.targets import Entry, TargetReader, general_layer
from app.inventory.entry.timing import Layer
from app.inventory.entry.wall_things import Named, things
from app.inventory.entry.walls import WallReader
from app.inventory.text import source
from app.inventory.text.nearest import allowed
from app.inventory.text.tree import BROKEN, Document, Spot
from app.inventory.zone import zone_of
from app.model.channel import OutsideChannel
from app.model.check import Check, Inventory
from app.model.grouping import REOPEN_WITHIN
from app.model.inventory_error import InventoryError
from app.model.loaded import Loaded
from app.model.phrase import foreign, phrase
from app.model.probe import Probe
from app.model.surroundings import Surroundings
from app.model.target import ElementClass, Target
from app.model.wall import WallPlan

MOST_ERRORS: Final = 10_000
_VAGUE: Final = "bad-form"  # said only where nothing better is


def load(paths: Sequence[Path], probes: Sequence[type[Probe]]) -> Loaded:
    """Return the inventory of files and folders (``*.yaml``, ``*.yml``), read as one.

    Never raises for what stands in the files or what the file system does. Reading 10,000 targets takes
    seconds and holds the interpreter: a living program uses ``app.inventory.child``.
    """
    with _no_collections():
        sources = source.read(paths)
        documents = [source.document(each) for each in sources]
        files = tuple(each.file for each in sources)
        inventory = _Reading(documents, probes).inventory(files)
    errors = _sorted_errors(documents)
    fingerprint = source.fingerprint(sources)
    return Loaded(
        inventory=None if errors else _stamped(inventory, fingerprint),
        errors=errors,
        files=files,
        fingerprint=fingerprint,
    )


@contextmanager
def _no_collections() -> Iterator[None]:
    """Half a million small records live at once; looking for rubbish among them doubles the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _stamped(inventory: Inventory, fingerprint: str) -> Inventory:
    return msgspec.structs.replace(inventory, fingerprint=fingerprint)


def _sorted_errors(documents: Sequence[Document]) -> tuple[InventoryError, ...]:
    """Return all errors by place; one mistake that is seen from several sides is told once."""
    found: dict[tuple[int, int, int, str], InventoryError] = {}
    for order, document in enumerate(documents):
        said = {(error.line, error.column) for error in document.errors if error.kind != _VAGUE}
        for error in document.errors:
            if error.kind != _VAGUE or (error.line, error.column) not in said:
                found.setdefault((order, error.line, error.column, error.kind), error)
    return tuple(found[place] for place in sorted(found)[:MOST_ERRORS])


class _Reading:
    """All documents as one inventory."""

    def __init__(self, documents: Sequence[Document], probes: Sequence[type[Probe]]) -> None:
        self._roots = [Spot(document) for document in documents if _is_file(document)]
        self._kinds = {str(kind.__struct_config__.tag): kind for kind in probes}

    def inventory(self, files: tuple[str, ...]) -> Inventory:
        title = self._title()
        general = self._general()
        apart: dict[ElementClass, ClassOwn] = {}
        reader = TargetReader(self._kinds, general, self._classes(apart))
        reader.apart = apart
        entries = self._targets(reader)
        channels = self._channels()
        references.check(entries)
        targets = tuple(entry.target for entry in entries if entry.target is not None)
        checks = tuple(check for entry in entries for check in entry.checks)
        members.check(reader.rules, checks, targets, frozenset(reader.names))
        listening = self._only("listen")
        telling = self._only("deadman")
        told = deadman.read(*telling) if telling else None
        groups, again = self._only("grouping"), self._only("reopen_within")
        routing = RoutingReader(channel.id for channel in channels).read(self._only)
        zone = planned.timezone(*named) if (named := self._only("timezone")) else ""
        windows, inhibitions = planned.read(
            self._each("maintenance"),
            self._each("inhibit"),
            planned.PlanReader(zone_of(zone), frozenset(entry.id for entry in entries if entry.id)),
        )
        around = Surroundings(
            files=files,
            listen=surroundings.listen(*listening) if listening else None,
            name=told.name if told else "",
        )
        if listening is None or around.listen is not None:
            surroundings.object_to(reader.probes, around)
        return Inventory(
            title=title,
            references="none" if self._word("references", ("automatic", "none")) == "none" else "automatic",
            targets=targets,
            checks=checks,
            channels=channels,
            around=around,
            routing=routing,
            grouping=grouping.groupings(*groups) if groups else (),
            reopen_within=grouping.reopen_within(*again)
            if (again := self._only("reopen_within"))
            else REOPEN_WITHIN,
            deadman=told,
            timezone=zone,
            maintenance=windows,
            inhibit=inhibitions,
            walls=self._walls(checks, targets, reader.names),
        )

    def _walls(
        self, checks: Sequence[Check], targets: Sequence[Target], named: set[str]
    ) -> tuple[WallPlan, ...]:
        entries = list(self._each("walls"))
        if not entries:
            return ()
        reader = WallReader(Named({check.id: check for check in checks}, named, things(checks, targets)))
        found = [reader.read(raw, spot) for raw, spot in entries]
        return tuple(wall for wall in found if wall is not None)

    def _sections(self, name: str) -> list[tuple[Any, Spot]]:
        return [
            (root.document.root[name], root.at(name)) for root in self._roots if name in root.document.root
        ]

    def _only(self, name: str) -> tuple[Any, Spot] | None:
        """Return a section that may stand in one file only."""
        sections = self._sections(name)
        for _value, spot in sections[1:]:
            spot.report(
                "given-twice",
                phrase(
                    "{name} stands in another file too: {file}",
                    name=name,
                    file=foreign(sections[0][1].document.file),
                ),
                phrase("keep it in one file"),
                key=True,
            )
        return sections[0] if sections and sections[0][0] is not BROKEN else None

    def _title(self) -> str:
        section = self._only("title")
        if section is None:
            return ""
        title, spot = section
        if not isinstance(title, str) or not title or len(title) > 80 or foreign(title) != title:
            spot.report(
                "bad-title",
                phrase("this is not a title"),
                phrase("write one line of 1 to 80 signs; put a number into quotes"),
            )
            return ""
        return title

    def _word(self, name: str, words: Sequence[str]) -> str:
        """Return a section that is one of a few words; empty where it is not given, or wrong."""
        section = self._only(name)
        if section is None:
            return ""
        word, spot = section
        if word not in words:
            _not_a(spot, f"one of {', '.join(words)}", f"{name}: {words[0]}")
            return ""
        return str(word)

    def _general(self) -> list[Layer]:
        section = self._only("defaults")
        return [general_layer(*section)] if section else []

    def _classes(self, apart: dict[ElementClass, ClassOwn]) -> dict[ElementClass, Layer]:
        section = self._only("classes")
        if section is None:
            return {}
        raw, spot = section
        if not isinstance(raw, dict):
            _not_a(spot, "a block of classes", "classes: {payment: {interval: 10s}}")
            return {}
        found: dict[ElementClass, Layer] = {}
        words = [str(each.value) for each in ElementClass]
        for name, value in raw.items():
            if name not in words:
                spot.at(name).report(
                    "unknown-class",
                    phrase("there is no class called {name}", name=foreign(name, 60)),
                    allowed(name, words),
                    key=True,
                )
            else:
                timed, own = players.class_own(value, spot.at(name))
                found[ElementClass(name)] = general_layer(timed, spot.at(name))
                if own is not None:
                    apart[ElementClass(name)] = own
        return found

    def _targets(self, reader: TargetReader) -> list[Entry]:
        return [reader.read(each, spot) for each, spot in self._each("targets")]

    def _each(self, name: str) -> Iterator[tuple[Any, Spot]]:
        """Yield the entries of a list that may stand in several files."""
        for raw, spot in self._sections(name):
            yield from ((each, spot.at(index)) for index, each in enumerate(_items(raw, spot)))

    def _channels(self) -> tuple[OutsideChannel, ...]:
        reader = ChannelReader()
        found = [reader.read(each, spot) for each, spot in self._each("channels")]
        return tuple(channel for channel in found if channel is not None)


def _is_file(document: Document) -> bool:
    """Return whether the document is a mapping; report its unknown sections, or that it is none."""
    if document.root is BROKEN or document.root is None:
        return False
    spot = Spot(document)
    if not isinstance(document.root, dict):
        _not_a(spot, "an inventory", "targets: with a list of targets below")
        return False
    sections = [field.encode_name for field in info(FileForm).fields]
    for name in document.root:
        if name not in sections:
            spot.at(name).report(
                "unknown-section",
                phrase("an inventory has no section called {name}", name=foreign(name, 60)),
                allowed(name, sections),
                key=True,
            )
    return True


def _items(raw: Any, spot: Spot) -> list[Any]:
    if isinstance(raw, list):
        return raw
    if raw is not BROKEN:
        _not_a(spot, "a list", "each entry on its own line, beginning with '- '")
    return []


def _not_a(spot: Spot, what: str, form: str) -> None:
    spot.report(
        "not-a-list" if what == "a list" else "not-a-mapping",
        phrase("this is not {what}", what=what),
        phrase("write {form}", form=form),
    )
