"""Whether a file is safe from everybody but root and ourselves: what it says is run as a program.

Looked at is each folder from the root on, as the path names them and as its links lead, and the file itself.
None may belong to, or be writable by, anybody else. A folder that all may write into but where each may
remove only their own (``/tmp``, the sticky bit) is no danger to what is ours or root's.
"""

import os
import pwd
import shlex
import stat
from collections.abc import Iterable
from typing import Final, NamedTuple

_MOST_LINKS: Final = 40
_ELSE: Final = stat.S_IWGRP | stat.S_IWOTH


class Flaw(NamedTuple):
    """What others could change, and how that is ended. ``owner`` is empty where it is the mode."""

    path: str
    owner: str
    remedy: str


def flaw(paths: Iterable[str]) -> Flaw | None:
    """Return the first thing on the way to these files that others could change; None where all is safe.

    Raises ``OSError`` where a file is not there or cannot be looked at.
    """
    walk = _Walk(os.geteuid())
    return next((found for path in paths if (found := walk.to(path)) is not None), None)


class _Walk:
    """Goes along paths; a folder that was good is not looked at twice."""

    def __init__(self, own: int) -> None:
        self._trusted = (0, own)
        self._good: dict[str, bool] = {}  # path -> whether others may add to it

    def to(self, path: str) -> Flaw | None:
        """Return the first flaw on the way to ``path``."""
        todo = os.path.join(os.getcwd(), path).split("/")[::-1]  # noqa: PTH109, PTH118 - runs before each plugin
        here, links = "/", 0
        if (found := self._look("/", os.lstat("/"))) is not None:
            return found
        while todo:
            name = todo.pop()
            if name in ("", ".", ".."):
                here = os.path.dirname(here) if name == ".." else here  # noqa: PTH120 - same
                continue
            child = f"{here.rstrip('/')}/{name}"
            if child not in self._good:
                seen = os.lstat(child)
                if stat.S_ISLNK(seen.st_mode):
                    links += 1
                    if links > _MOST_LINKS:
                        raise OSError(f"too many links: {path}")
                    if self._good[here] and seen.st_uid not in self._trusted:
                        return _foreign(child, seen.st_uid)
                    to = os.readlink(child)  # noqa: PTH115 - same
                    todo += to.split("/")[::-1]
                    here = "/" if to.startswith("/") else here
                    continue
                if (found := self._look(child, seen)) is not None:
                    return found
            here = child
        return None

    def _look(self, path: str, seen: os.stat_result) -> Flaw | None:
        if seen.st_uid not in self._trusted:
            return _foreign(path, seen.st_uid)
        shared = bool(seen.st_mode & _ELSE)
        if shared and not (stat.S_ISDIR(seen.st_mode) and seen.st_mode & stat.S_ISVTX):
            who = ("g" if seen.st_mode & stat.S_IWGRP else "") + ("o" if seen.st_mode & stat.S_IWOTH else "")
            return Flaw(path, "", f"chmod {who}-w {shlex.quote(path)}")
        self._good[path] = shared
        return None


def _foreign(path: str, uid: int) -> Flaw:
    try:
        owner = pwd.getpwuid(uid).pw_name
    except KeyError:
        owner = str(uid)
    return Flaw(path, owner, f"chown root {shlex.quote(path)}")
