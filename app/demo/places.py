"""Files of a running demo: STATE/demo.json, STATE/demo-inventory.yaml, STATE/demo/, and the switch socket.

demo.json: ``{"pid": 1, "socket": "/…", "inventory": "/…/demo-inventory.yaml", "ports": {"NAME": 1}}``.
It stays after the end, so that the next start takes the same ports; only a socket that answers is a living
demo.
"""

import hashlib
import os
import stat
import string
import tempfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import msgspec

from app.files.whole import write_whole
from app.model.value import Value

_SOCKET_LIMIT = 107  # bytes of a Unix socket's path


class NoPlace(Exception):  # noqa: N818 - it is the name of the outcome
    """The demo cannot put its files anywhere; the sentence says why."""


class Note(Value, frozen=True, kw_only=True):
    """What demo.json says."""

    pid: int = 0
    socket: str = ""
    inventory: str = ""
    ports: dict[str, int] = {}


class Places:
    """Paths of the demo of one state folder."""

    def __init__(self, state: Path) -> None:
        self.state = state.absolute()
        self.note = self.state / "demo.json"
        self.inventory = self.state / "demo-inventory.yaml"
        self.lock = self.state / "demo.lock"
        self.folder = self.state / "demo"

    @property
    def log(self) -> Path:
        """The demo application's log."""
        return self.folder / "jobs-1.log"

    def make(self) -> None:
        """Make the folders, for their owner alone. Raises ``NoPlace``."""
        try:
            for folder in (self.state, self.folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise NoPlace(f"{self.folder} cannot be made: {error.strerror}") from error

    def read(self) -> Note:
        """Return what the last demo noted; nothing where there was none."""
        try:
            return msgspec.json.decode(self.note.read_bytes(), type=Note)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return Note()

    def write(self, note: Note) -> None:
        """Note where the demo is. Raises ``NoPlace``."""
        put(self.note, msgspec.json.format(msgspec.json.encode(note), indent=2))


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises ``NoPlace``."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise NoPlace(f"{path} cannot be written: {error.strerror}") from error


def control_socket(state: Path) -> Path:
    """Return a path for the switch socket, short enough and in a folder of this user alone.

    Raises ``NoPlace``.
    """
    digest = hashlib.sha256(os.fsencode(state.absolute())).hexdigest()[:16]
    for base in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"):  # noqa: S108 - checked below
        path = Path(base) / f"nocwall-demo-{os.getuid()}-{digest}" / "control"
        if base and Path(base).is_dir() and len(os.fsencode(path)) <= _SOCKET_LIMIT and _own(path.parent):
            return path
    raise NoPlace("there is no folder for the switch socket: set XDG_RUNTIME_DIR or TMPDIR to a short one")


def _own(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def render(template: str, values: Mapping[str, str], sections: Mapping[str, bool]) -> str:
    """Return the inventory: ``${name}`` filled in, blocks between ``#if NAME`` and ``#end`` kept or left out.

    Raises ``KeyError`` for a name that nobody fills in.
    """
    kept: list[str] = []
    showing = True
    for line in template.splitlines(keepends=True):
        word = line.strip()
        if word.startswith("#if "):
            showing = sections[word.removeprefix("#if ")]
        elif word == "#end":
            showing = True
        elif showing:
            kept.append(line)
    return _Template("".join(kept)).substitute(values)


def template() -> str:
    """Return the inventory's template."""
    return (resources.files("resources") / "demo" / "inventory.yaml").read_text(encoding="utf-8")


class _Template(string.Template):
    idpattern = r"[a-z][a-z0-9-]*"
