"""YAML text to a document, by libyaml's events: no recursion, every limit in one place."""

from collections.abc import Callable
from typing import Any, Final

import yaml
from yaml._yaml import CParser

from app.inventory.text.scalars import NotFinite, resolve
from app.inventory.text.tree import BROKEN, Document, Place, Record, Row
from app.model.phrase import foreign, phrase

DEPTH: Final = 32
ALIASES: Final = 1000
EXPANSION: Final = 1_000_000  # parts that aliases may add up to, counted as if written out
_CORE: Final = "tag:yaml.org,2002:"
_MERGE: Final = "<<"
# How libyaml says that its own limit is passed: it looks ahead, and may do so before it has given 33 levels.
_TOO_DEEP: Final = "exceeded maximum nesting depth"
_EMPTY: Final = object()  # nothing is written; the word null is None
_NESTED: Final = (
    phrase("more than {limit} levels within one another", limit=str(DEPTH)),
    phrase("close the brackets above; an inventory needs about eight levels"),
)


class _GiveUp(Exception):  # noqa: N818 - it is the name of the outcome: the rest of the file is not read
    """An error after which the rest of the file means nothing."""


def parse(file: str, text: str) -> Document:
    """Return the document of one file, with every error that reading shows. Never raises."""
    builder = _Builder(Document(file))
    parser = CParser(text)
    try:
        builder.read(parser)
    except yaml.YAMLError as error:
        _report_syntax(builder.document, text, error)
        builder.document.root = BROKEN
    except _GiveUp:
        builder.document.root = BROKEN
    return builder.document


def _report_syntax(document: Document, text: str, error: yaml.YAMLError) -> None:
    marked = error if isinstance(error, yaml.MarkedYAMLError) else yaml.MarkedYAMLError(problem=str(error))
    mark = marked.problem_mark or marked.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
    lines = text.count("\n") + 1
    if place.line > lines:
        # libyaml ends the last line where the file does not
        place = Place(lines, len(text) - text.rfind("\n"))
    if marked.problem == _TOO_DEEP:
        document.report("too-deep", place, *_NESTED)
        return
    problem = foreign(" ".join(part for part in (marked.problem, marked.context) if part))
    document.report(
        "syntax",
        place,
        phrase("this is not YAML ({problem})", problem=problem),
        phrase("mind the indentation and the closing quotes and brackets, here or just above"),
    )


class _Builder:
    """Puts the events of one document together."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._stack: list[Record | Row] = []
        self._anchors: dict[str, Any] = {}
        self._aliases = 0
        self._expansion = 0
        self._documents = 0
        self._steps: dict[str, Callable[[Any], None]] = {
            "DocumentStartEvent": self._document,
            "ScalarEvent": self._scalar,
            "MappingStartEvent": lambda event: self._open(event, Record(_place(event))),
            "SequenceStartEvent": lambda event: self._open(event, Row(_place(event))),
            "MappingEndEvent": self._close,
            "SequenceEndEvent": self._close,
            "AliasEvent": self._alias,
        }

    def read(self, parser: CParser) -> None:
        steps, take = self._steps, parser.get_event
        while (event := take()) is not None:
            step = steps.get(event.__class__.__name__)
            if step is not None:
                step(event)
        if self.document.root in (None, BROKEN) and not self.document.errors:
            self.document.report(
                "empty-file",
                Place(1, 1),
                phrase("the file holds nothing"),
                phrase("write targets, or 'targets: []' to watch nothing, or remove the file"),
            )

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self.document.report(
                "several-documents",
                _place(event),
                phrase("a second YAML document begins here"),
                phrase("remove the line ---, or put each document into a file of its own"),
            )
            raise _GiveUp

    def _scalar(self, event: Any) -> None:
        place = _place(event)
        holder = self._stack[-1] if self._stack else None
        if isinstance(holder, Record) and holder.pending is None:
            self._key(holder, event.value, place)
            return
        value = self._value(event, place)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        self._put(value, place)

    def _key(self, holder: Record, key: str, place: Place) -> None:
        if key == _MERGE:
            self._refuse(
                "merge-key",
                place,
                phrase("<< is not part of YAML 1.2, nothing is merged"),
                phrase("use defaults or classes, or write the settings out"),
                key,
            )
            holder.pending = (BROKEN, place)
        elif key in holder.places:
            self._refuse(
                "duplicate-key",
                place,
                phrase(
                    "{key} stands twice in the same place, first in line {line}",
                    key=foreign(key),
                    line=str(holder.places[key][0].line),
                ),
                phrase("keep one of them"),
                key,
            )
            holder.pending = (BROKEN, place)
        elif not key:
            self._refuse_key(place)
            holder.pending = (BROKEN, place)
        else:
            holder.pending = (key, place)

    def _refuse_key(self, place: Place) -> None:
        self._refuse(
            "key-not-text",
            place,
            phrase("a key must be a text"),
            phrase("write a name before the colon; put text with special signs into quotes"),
        )

    def _value(self, event: Any, place: Place) -> Any:
        tag = event.tag
        if tag is not None and tag not in {"!", f"{_CORE}str"}:
            self._refuse(
                "tag",
                place,
                phrase("tags are not read ({tag})", tag=foreign(tag.replace(_CORE, "!!"))),
                phrase("remove it; put a text that looks like a number into quotes"),
            )
            return BROKEN
        if tag is not None or not event.implicit[0]:
            return event.value
        try:
            return resolve(event.value) if event.value else _EMPTY
        except NotFinite:
            self._refuse(
                "not-finite",
                place,
                phrase("{text} is not a number that can be used", text=foreign(event.value, 60)),
                phrase("write an ordinary number; put text into quotes"),
            )
            return BROKEN

    def _open(self, event: Any, holder: Record | Row) -> None:
        if len(self._stack) >= DEPTH:
            self._refuse("too-deep", holder.begins, *_NESTED)
            raise _GiveUp
        if event.tag is not None:
            self._refuse(
                "tag",
                holder.begins,
                phrase("tags are not read ({tag})", tag=foreign(event.tag.replace(_CORE, "!!"))),
                phrase("remove it"),
            )
        if event.anchor is not None:
            self._anchors[event.anchor] = holder
        self._stack.append(holder)

    def _close(self, _event: Any) -> None:
        holder = self._stack.pop()
        holder.open = False
        self._put(holder, holder.begins, holder.size)

    def _alias(self, event: Any) -> None:
        place = _place(event)
        self._aliases += 1
        value = self._anchors.get(event.anchor, BROKEN)
        size = getattr(value, "size", 1)
        self._expansion += size
        if self._aliases > ALIASES or self._expansion > EXPANSION:
            self._refuse(
                "too-many-aliases",
                place,
                phrase("more than {limit} aliases, or they repeat too much", limit=str(ALIASES)),
                phrase("write the settings out, or use defaults and classes"),
            )
            raise _GiveUp
        if event.anchor not in self._anchors or getattr(value, "open", False):
            self._refuse_alias(event.anchor, place, known=event.anchor in self._anchors)
            value, size = BROKEN, 1
        self._put(value, place, size)

    def _refuse_alias(self, anchor: str, place: Place, *, known: bool) -> None:
        name = foreign(anchor, 60)
        if known:
            self._refuse(
                "alias-loop",
                place,
                phrase("*{name} stands within &{name} itself", name=name),
                phrase("write the settings out"),
            )
        else:
            self._refuse(
                "unknown-alias",
                place,
                phrase("*{name} is nowhere above named with &{name}", name=name),
                phrase("put a text that begins with * into quotes, or name the anchor above"),
            )

    def _put(self, value: Any, place: Place, size: int = 1) -> None:
        if not self._stack:
            self.document.root = None if value is _EMPTY else value
            return
        holder = self._stack[-1]
        holder.size += size
        if isinstance(holder, Row):
            holder.append(self._empty(place, "-") if value is _EMPTY else value)
            holder.places.append(place)
        elif holder.pending is None:
            # a list, a mapping or an alias stands where a key belongs
            self._refuse_key(place)
            holder.pending = (BROKEN, place)
        else:
            key, key_place = holder.pending
            holder.pending = None
            if isinstance(key, str):
                holder[key] = self._empty(key_place, key) if value is _EMPTY else value
                holder.places[key] = (key_place, place)

    def _empty(self, place: Place, key: str) -> Any:
        self._refuse(
            "empty-value",
            place,
            phrase("{key} has no value", key=foreign(key, 60)),
            phrase("write the value, or remove the line"),
            key,
        )
        return BROKEN

    def _refuse(self, kind: str, place: Place, wrong: Any, remedy: Any, key: str = "") -> None:
        """Report with the path of the mapping or list that is open now."""
        parts: list[str] = []
        for holder in self._stack:
            if isinstance(holder, Row):
                parts.append(f"[{len(holder)}]")
            elif holder.pending is not None and isinstance(holder.pending[0], str):
                parts.append(f".{holder.pending[0]}")
        if key and key != "-" and not (parts and parts[-1] == f".{key}"):
            parts.append(f".{key}")
        self.document.report(kind, place, wrong, remedy, "".join(parts).removeprefix("."))


def _place(event: Any) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1)
