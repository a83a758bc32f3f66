"""What can be wrong with a database file, told apart and put into sentences."""

import os
import shutil
import sqlite3
import time
from pathlib import Path

from app.files.whole import beside

# A file made by us says so; a version far beyond this is damage, not the future.
APPLICATION = 0x4E6F6377  # "Nocw"
_PLAUSIBLE_VERSION = 1_000

_IN_USE = ("SQLITE_BUSY", "SQLITE_LOCKED")
_NOT_WRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
# What a disk without room, or one that is sick, does to files that are sound.
_DISK = tuple(f"SQLITE_IOERR_{what}" for what in ("WRITE", "FSYNC", "DIR_FSYNC", "TRUNCATE", "SHM", "LOCK"))

# SQLite quotes damaged text in its messages, which Python then cannot decode.
READING_ERRORS = (sqlite3.Error, UnicodeDecodeError)


class Damaged(Exception):  # noqa: N818 - it is the name of the outcome
    """The file is not what was once written to it; it has to be put aside."""


class Refused(Exception):  # noqa: N818 - it is the name of the outcome
    """The file cannot be used as things are, and must not be touched; the sentence says why."""


def told(error: Exception, path: Path) -> str:
    """Return why SQLite could not do its work on ``path``, as a sentence for people."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(_IN_USE):
        return f"{path} is in use by another running Nocwall."
    if name == "SQLITE_FULL":
        return f"The disk that holds {path} is full."
    if name.startswith(_NOT_WRITABLE):
        return f"{path} cannot be written: make the folder {path.parent} and the file writable."
    if name.startswith("SQLITE_IOERR"):
        return f"The disk that holds {path} gives errors ({name})."
    return f"{path} is damaged ({error})."


def sorted_out(error: Exception, path: Path) -> Exception:
    """Return the error as ``Refused`` where the surroundings are to blame, else as ``Damaged``."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(_NOT_WRITABLE) and writable(path):
        # A damaged header makes SQLite call a writable file read-only.
        return Damaged(str(error))
    if name.startswith((*_IN_USE, *_NOT_WRITABLE, *_DISK, "SQLITE_FULL", "SQLITE_NOMEM")):
        return Refused(told(error, path))
    return Damaged(str(error))


def writable(path: Path) -> bool:
    """Return whether this process may write the file and make others beside it."""
    return os.access(path.parent, os.W_OK | os.X_OK) and (not path.exists() or os.access(path, os.W_OK))


def refuse_newer(path: Path, version: int) -> None:
    """Raise ``Refused`` if a newer Nocwall made the file. Looks at it read-only: not a byte changes."""
    if not path.exists():
        return
    try:
        found, mark = _marks(path, "mode=ro")
    except READING_ERRORS as error:
        if not getattr(error, "sqlite_errorname", "").startswith("SQLITE_IOERR_SHM"):
            raise sorted_out(error, path) from error
        # A full disk has no room for what reading beside others needs; the file alone can be read.
        found, mark = _marks_alone(path)
    if mark not in (0, APPLICATION) or found < 0 or found > _PLAUSIBLE_VERSION:
        raise Damaged(f"unknown file mark {mark:#x}, version {found}")
    if found > version:
        raise Refused(
            f"{path} was written by a newer Nocwall (form {found}, this one knows {version}): "
            "start that newer Nocwall, or choose another folder with --state."
        )


def _marks_alone(path: Path) -> tuple[int, int]:
    try:
        return _marks(path, "mode=ro&immutable=1")
    except READING_ERRORS as error:
        raise sorted_out(error, path) from error


def _marks(path: Path, how: str) -> tuple[int, int]:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=0.1)
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        return version, int(connection.execute("PRAGMA application_id").fetchone()[0])
    finally:
        connection.close()


def check(connection: sqlite3.Connection) -> None:
    """Raise ``Damaged`` unless SQLite finds the whole file in order."""
    found = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found is None or found[0] != "ok":
        raise Damaged(str(found[0]) if found else "no answer from quick_check")


def moved_aside(path: Path) -> Path:
    """Put a damaged file and what belongs to it aside under a dated name; nothing is ever deleted."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{stamp}-{number}")
    for suffix in ("-wal", "-shm", "-journal"):
        side = path.with_name(path.name + suffix)
        if side.exists():
            side.replace(aside.with_name(aside.name + suffix))
    path.replace(aside)
    return aside


def copied_back(copy: Path, path: Path, version: int) -> bool:
    """Put the last good copy in the place of ``path``; False if there is none, or it is not good either."""
    try:
        with beside(path, alone=True) as fresh:
            shutil.copyfile(copy, fresh)
            refuse_newer(fresh, version)
            connection = sqlite3.connect(fresh)
            try:
                check(connection)
            finally:
                connection.close()
    except (OSError, *READING_ERRORS, Damaged, Refused):
        return False
    return True


def good_copy(connection: sqlite3.Connection, copy: Path) -> None:
    """Write a checked copy of the open database to ``copy``, whole or not at all."""
    with beside(copy, alone=True, lasting=True) as fresh:
        fresh.touch(mode=0o600)
        target = sqlite3.connect(fresh)
        try:
            connection.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            check(target)
        finally:
            target.close()
