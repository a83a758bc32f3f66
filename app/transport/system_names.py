"""What this machine's files say about names: /etc/hosts and /etc/resolv.conf, read again when they change."""

import functools
import ipaddress
import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.transport.wire import Address

_MAX_FILE = 1_000_000


class Hosts:
    """/etc/hosts, read again when it changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._names: dict[str, list[tuple[int, str]]] = {}

    def addresses(self, host: str) -> tuple[tuple[int, str], ...]:
        """Return families and addresses of a name in small letters."""
        stamp = _stamp(self._path)
        if stamp != self._stamp:
            self._stamp = stamp
            self._names = {}
            for fields in _lines(self._path):
                found = literal(fields[0])
                for name in fields[1:] if found else ():
                    self._names.setdefault(name.lower(), []).append(found)  # type: ignore[arg-type]
        return tuple(self._names.get(host, ()))


class Settings:
    """resolv.conf, read again when it changes."""

    def __init__(self, path: Path, servers: Sequence[Address] | None) -> None:
        self._path = path
        self._fixed = servers is not None
        self._stamp: tuple[int, int] | None = None
        self.servers: tuple[Address, ...] = tuple(servers or ())
        self._search: tuple[str, ...] = ()
        self._ndots = 1

    def read(self) -> "Settings":
        """Look whether the file has changed."""
        stamp = None if self._fixed else _stamp(self._path)
        if not self._fixed and (stamp != self._stamp or not self.servers):
            self._stamp = stamp
            self._load()
        return self

    def _load(self) -> None:
        servers: list[Address] = []
        self._search, self._ndots = (), 1
        for key, *fields in _lines(self._path):
            found = literal(fields[0]) if key == "nameserver" and fields else None
            if found:
                servers.append(Address(*found, 53))
            elif key in ("search", "domain"):
                self._search = tuple(fields[:6])
            elif key == "options":
                counts = [field[6:] for field in fields if field.startswith("ndots:")]
                self._ndots = int(counts[0]) if counts and counts[0].isdigit() else 1
        self.servers = tuple(servers[:3]) or (Address(socket.AF_INET, "127.0.0.1", 53),)

    def candidates(self, host: str) -> Iterator[str]:
        """Yield the full names to try for ``host``."""
        if host.endswith("."):
            yield host
            return
        searched = [f"{host}.{domain}" for domain in self._search]
        if host.count(".") >= self._ndots:
            yield host
            yield from searched
        else:
            yield from searched
            yield host


@functools.lru_cache(maxsize=8192)
def literal(host: str) -> tuple[int, str] | None:
    """Return family and address of what is an address already, with or without brackets."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
    return (socket.AF_INET if address.version == 4 else socket.AF_INET6), str(address)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - Path.stat costs twice as much, at each run
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _lines(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(_MAX_FILE)
    except OSError:
        return
    for line in text.splitlines():
        fields = line.partition("#")[0].partition(";")[0].split()
        if fields:
            yield fields
