"""Notices that the inventory's files have changed, by looking at them once a second.

Looking works on every file system, follows editors that replace a file, write it twice or take it away
for a moment, and needs no handle on anything that may vanish.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from os import stat_result
from pathlib import Path
from typing import Final, NamedTuple

from app.inventory.text import source

EVERY: Final = 1.0
_SETTLED: Final = 2  # looks that agree
_GONE: Final = 4  # the same while a file is missing: editors rename, and copy back
_TRUSTED: Final = 3  # looks after which an unchanged stat means an unchanged content


class Look(NamedTuple):
    """What one look saw. ``whole``: every file could be read, and none has vanished since the last change."""

    fingerprint: str
    whole: bool


class Settling:
    """Decides which looks are a change; pure."""

    def __init__(self, known: str) -> None:
        self._known = known
        self._candidate = known
        self._looks = 0

    def is_change(self, look: Look) -> bool:
        """Return True once for each content that differs from the last one told and has come to rest."""
        if look.fingerprint != self._candidate:
            self._candidate, self._looks = look.fingerprint, 0
        self._looks += 1
        if self._candidate == self._known or self._looks < (_SETTLED if look.whole else _GONE):
            return False
        self._known = self._candidate
        return True


class _Seen(NamedTuple):
    stamp: tuple[int, ...]
    looks: int
    digest: bytes


class Looker:
    """Looks at files. Contents are read when the file's stamp is new, and twice more.

    Twice more, because a write within the same tick of the file system's clock changes no stamp.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)
        self._seen: dict[Path, _Seen] = {}
        self._names: frozenset[Path] = frozenset()

    def look(self) -> Look:
        """Return the fingerprint of now, the same that loading gives."""
        try:
            files = source.find(self._paths)
        except OSError:
            files = ()
        if not files:
            return Look(source.fingerprint(source.read(self._paths)), whole=False)
        self._seen = {file: self._see(file) for file in files}
        readable = all(seen.stamp for seen in self._seen.values())
        whole = readable and self._names <= set(files)
        fingerprint = source.joined(seen.digest for seen in self._seen.values())
        return Look(fingerprint, whole)

    def settle(self) -> None:
        """Take the files of the last look as those that ought to be there."""
        self._names = frozenset(self._seen)

    def _see(self, file: Path) -> _Seen:
        before = self._seen.get(file)
        try:
            stamp = _stamp(file.stat())
        except OSError:
            stamp = ()
        if before is not None and stamp and before.stamp == stamp and before.looks >= _TRUSTED:
            return before
        looks = before.looks + 1 if before is not None and before.stamp == stamp else 1
        return _Seen(stamp, looks, source.digest(source.read_one(file)))


def _stamp(stat: stat_result) -> tuple[int, ...]:
    return (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


async def changes(paths: Sequence[Path], known: str, every: float = EVERY) -> AsyncIterator[str]:
    """Yield the fingerprint of each content that has come to rest and differs from the one before.

    ``known`` is the fingerprint of what was loaded: a change between loading and the first look is seen too.
    """
    looker, settling = Looker(paths), Settling(known)
    first = await asyncio.to_thread(looker.look)
    looker.settle()
    settling.is_change(first)
    while True:
        await asyncio.sleep(every)
        look = await asyncio.to_thread(looker.look)
        if settling.is_change(look):
            looker.settle()
            yield look.fingerprint
