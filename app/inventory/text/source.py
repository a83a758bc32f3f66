"""The inventory's files: which they are, what they hold, whether that is text at all."""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from app.inventory.text.parse import parse
from app.inventory.text.tree import Document, Place
from app.model.phrase import Phrase, foreign, phrase
from app.model.value import Value

LARGEST: Final = 64 * 1024 * 1024
_SUFFIXES: Final = frozenset({".yaml", ".yml"})
_BOM: Final = "\ufeff"
# What YAML admits as characters: no NUL, no escape, no half of a surrogate pair. Line ends that only some
# programs take for such are refused too, for a line number must mean the same line to everybody.
_FORBIDDEN: Final = re.compile(
    "[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|\r(?!\n)"
)
_TAB: Final = re.compile(r"^ *(\t)[\t ]*[^\s#]", re.MULTILINE)


class Source(Value, frozen=True, kw_only=True):
    """One file. ``data`` is None where it could not be read, and ``trouble`` says why."""

    file: str
    data: bytes | None = None
    trouble: Phrase | None = None


def find(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files, those of a folder sorted by name; hidden ones and editors' copies are left out."""
    found: list[Path] = []
    for path in paths:
        found.extend(_inside(path) if path.is_dir() else [path])
    return tuple(dict.fromkeys(found))


def _inside(folder: Path) -> Iterable[Path]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    return [folder / name for name in names if Path(name).suffix in _SUFFIXES]


def read(paths: Sequence[Path]) -> tuple[Source, ...]:
    """Return every file with its content. Never raises for what a file system may do."""
    try:
        files = find(paths)
    except OSError as error:
        return (_unreadable(Path(error.filename or paths[0]), error),)
    if not files:
        named = ", ".join(str(path) for path in paths)
        return (Source(file=named, trouble=phrase("there is no .yaml or .yml file in it")),)
    sources: list[Source] = []
    left = LARGEST
    for file in files:
        sources.append(read_one(file, left))
        left -= len(sources[-1].data or b"")
    return tuple(sources)


def read_one(path: Path, most: int = LARGEST) -> Source:
    """Return one file of at most ``most`` bytes."""
    try:
        # a pipe or a device must not hold the reading for ever
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return Source(file=str(path), trouble=phrase("it is not an ordinary file"))
            data = file.read(most + 1)
    except OSError as error:
        return _unreadable(path, error)
    if len(data) > most:
        return Source(file=str(path), trouble=phrase("all files together are above {limit}", limit="64 MB"))
    return Source(file=str(path), data=data)


def _unreadable(path: Path, error: OSError) -> Source:
    return Source(file=str(path), trouble=phrase("{reason}", reason=foreign(error.strerror or str(error))))


def fingerprint(sources: Iterable[Source]) -> str:
    """Return a hash over the contents in their order; a file that cannot be read counts as absent."""
    return joined(digest(source) for source in sources)


def digest(source: Source) -> bytes:
    """Return a hash over the content of one file."""
    return b"absent" if source.data is None else hashlib.sha256(source.data).digest()


def joined(digests: Iterable[bytes]) -> str:
    """Return the fingerprint of files whose digests are known."""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def document(source: Source) -> Document:
    """Return the file as a document, with whatever is wrong with it as text."""
    if source.data is None:
        refused = Document(source.file)
        refused.report(
            "unreadable",
            Place(1, 1),
            phrase("the file cannot be read: {reason}", reason=(source.trouble or phrase("?")).plain()),
            phrase("check the path and its permissions"),
        )
        return refused
    return _decoded(source.file, source.data)


def _decoded(file: str, data: bytes) -> Document:
    try:
        text = data.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        refused = Document(file)
        refused.report(
            "not-utf8",
            _place_of(data[: error.start].decode("utf-8", "replace")),
            phrase("this is not UTF-8 text"),
            phrase("save the file as UTF-8"),
        )
        return refused
    return _checked(file, text)


def _checked(file: str, text: str) -> Document:
    odd = _FORBIDDEN.search(text)
    if odd is not None:
        refused = Document(file)
        refused.report(
            "control-character",
            _place_of(text[: odd.start()]),
            phrase("the sign U+{code} may not stand in a file", code=f"{ord(odd[0]):04X}"),
            phrase("remove it"),
        )
        return refused
    read_in = parse(file, text)
    tab = _TAB.search(text)
    if tab is not None and any(error.kind == "syntax" for error in read_in.errors):
        # libyaml's own words for this are of no help
        refused = Document(file)
        refused.report(
            "tab",
            _place_of(text[: tab.start(1)]),
            phrase("a tab stands in the indentation"),
            phrase("indent with spaces"),
        )
        return refused
    return read_in


def _place_of(before: str) -> Place:
    """Return the place that follows ``before``."""
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
