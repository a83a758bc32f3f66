"""Files that are whole at every moment: whoever reads one sees the old or the new one, never a part."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(
    path: Path, data: bytes, mode: int = 0o666, *, alone: bool = False, lasting: bool = False
) -> None:
    """Put data in the place of a file, whole or not at all. Blocks; raises ``OSError``.

    ``mode``: of a file that is made anew, less what the process forbids all its files. ``alone`` and
    ``lasting`` as of ``beside``.
    """
    with beside(path, alone=alone, lasting=lasting) as fresh:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)


@contextmanager
def beside(path: Path, *, alone: bool = False, lasting: bool = False) -> Iterator[Path]:
    """Give a free place beside a file; what is put there takes its place at the end, if nothing failed.

    ``alone``: no other process puts this file in its place; then what one that was killed has left is taken
    away by the next, as large files need it. ``lasting``: it is on the disk before this returns, so that a
    power cut leaves the old or the new one, too.
    """
    fresh = path.with_name(f"{path.name}.new" if alone else f".{path.name}.{os.getpid()}")
    try:
        fresh.unlink(missing_ok=True)
        yield fresh
        if lasting:
            _settle(fresh)
        fresh.replace(path)
        if lasting:
            _settle(path.parent)
    finally:
        fresh.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
