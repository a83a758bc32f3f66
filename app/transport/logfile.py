"""Following a local file that grows, is renamed away, or is cut short under the reader."""

import os
from pathlib import Path
from typing import BinaryIO

from app.model.value import Value

# At most so much is read in one go; a burst beyond it is skipped and counted as bytes.
READ_LIMIT = 2 * 1024 * 1024
LINE_LIMIT = 4096
# Rotated files are looked for among this many neighbours at most.
NEIGHBOURS = 1000


class Position(Value, frozen=True, kw_only=True):
    """Where reading goes on: a file by identity, not by name, and a byte within it."""

    device: int
    inode: int
    offset: int


class Read(Value, frozen=True, kw_only=True):
    """New whole lines (each cut at 4 KiB), where to go on, and how many bytes were skipped."""

    lines: tuple[str, ...]
    position: Position
    skipped: int = 0


def end_of(path: Path) -> Position:
    """Return the position behind the last whole line of the file. Raises ``OSError``."""
    with path.open("rb") as file:
        position = _position(file, 0)
        size = file.seek(0, os.SEEK_END)
        start = max(0, size - LINE_LIMIT)
        file.seek(start)
        last = file.read(LINE_LIMIT).rfind(b"\n")
        offset = start + last + 1 if last >= 0 else size if start else 0
        return Position(device=position.device, inode=position.inode, offset=offset)


def read_on(path: Path, position: Position) -> Read:
    """Read what was added since ``position``, also in the renamed file that was followed before.

    A file that is shorter than before was cut short and is read from its beginning. Raises ``OSError``.
    """
    with path.open("rb") as file:
        here = _position(file, position.offset)
        if (here.device, here.inode) == (position.device, position.inode):
            size = file.seek(0, os.SEEK_END)
            return _rest(file, here if size >= position.offset else _position(file, 0))
        left = _renamed(path, position)
        now = _rest(file, _position(file, 0))
        return Read(lines=left + now.lines, position=now.position, skipped=now.skipped)


def _position(file: BinaryIO, offset: int) -> Position:
    status = os.fstat(file.fileno())
    return Position(device=status.st_dev, inode=status.st_ino, offset=offset)


def _rest(file: BinaryIO, position: Position) -> Read:
    size = file.seek(0, os.SEEK_END)
    skipped = max(0, size - position.offset - READ_LIMIT)
    start = position.offset + skipped
    file.seek(start)
    data = file.read(READ_LIMIT)
    # A line without its end is still being written, unless it is longer than any line may be.
    end = data.rfind(b"\n") + 1
    if not end and len(data) > LINE_LIMIT:
        end = len(data)
    lines = tuple(line[:LINE_LIMIT].decode("utf-8", "replace") for line in data[:end].splitlines())
    if skipped and lines:
        lines = lines[1:]  # the first one is a torn half
    after = Position(device=position.device, inode=position.inode, offset=start + end)
    return Read(lines=lines, position=after, skipped=skipped)


def _renamed(path: Path, position: Position) -> tuple[str, ...]:
    """Return the last lines of the file that was followed, if it still lies beside under another name."""
    with os.scandir(path.parent) as entries:
        for _, entry in zip(range(NEIGHBOURS), entries, strict=False):
            if entry.inode() == position.inode and entry.name != path.name and entry.is_file():
                return _lines_of(path.with_name(entry.name), position)
    return ()


def _lines_of(path: Path, position: Position) -> tuple[str, ...]:
    with path.open("rb") as file:
        found = _position(file, position.offset)
        same = (found.device, found.inode) == (position.device, position.inode)
        return _rest(file, found).lines if same else ()
