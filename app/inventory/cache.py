"""The last good inventory, kept under the hash of its files: a start need not read them again."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from app import __version__
from app.files.whole import write_whole
from app.inventory.entry.default_rules import DEFAULT_RULES
from app.inventory.entry.forms import CheckForm, FileForm, TargetForm
from app.inventory.entry.shape import info
from app.inventory.text import source
from app.inventory.wire import Kinds, decode_inventory, encode_inventory
from app.model.loaded import Loaded
from app.model.rule import RULES
from app.model.surroundings import Surroundings
from app.model.value import Value

_CHECKSUM: Final = 32


class _Kept(Value, frozen=True, kw_only=True):
    program: str
    fingerprint: str
    files: tuple[str, ...]
    inventory: bytes


class Cache:
    """One file. It may be lost, foreign or damaged at any time: then the inventory is read anew."""

    def __init__(self, path: Path, kinds: Kinds) -> None:
        self._path = path
        self._kinds = kinds

    def find(self, paths: Sequence[Path]) -> Loaded | None:
        """Return the kept inventory if it was made of exactly these files by exactly this program."""
        kept = self._read()
        if kept is None or kept.program != _program(self._kinds):
            return None
        sources = source.read(paths)
        if kept.fingerprint != source.fingerprint(sources):
            return None
        try:
            inventory = decode_inventory(kept.inventory, self._kinds)
        except msgspec.DecodeError:
            return None
        # the same contents may stand elsewhere by now
        files = tuple(each.file for each in sources)
        around = msgspec.structs.replace(inventory.around, files=files)
        inventory = msgspec.structs.replace(inventory, around=around)
        return Loaded(inventory=inventory, files=files, fingerprint=kept.fingerprint)

    def _read(self) -> _Kept | None:
        try:
            data = self._path.read_bytes()
            if hashlib.sha256(data[_CHECKSUM:]).digest() != data[:_CHECKSUM]:
                return None
            return msgspec.msgpack.decode(data[_CHECKSUM:], type=_Kept)
        except (OSError, msgspec.DecodeError):
            return None

    def keep(self, loaded: Loaded) -> None:
        """Keep a good inventory; a disk that refuses costs only the time of the next start."""
        if loaded.inventory is None:
            return
        kept = _Kept(
            program=_program(self._kinds),
            fingerprint=loaded.fingerprint,
            files=loaded.files,
            inventory=encode_inventory(loaded.inventory),
        )
        data = msgspec.msgpack.encode(kept)
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._path, hashlib.sha256(data).digest() + data, 0o600)


def _program(kinds: Kinds) -> str:
    """Return what stands for the program: its version, the form of everything it reads, the default rules."""
    forms = (Surroundings, FileForm, TargetForm, CheckForm, *RULES, *kinds)
    shapes = "\n".join(repr(info(form)) + repr(getattr(form, "metrics", "")) for form in forms)
    return f"{__version__} {hashlib.sha256(f'{shapes}{DEFAULT_RULES}'.encode()).hexdigest()}"
