"""How many runs there may be at a time."""

import resource
from collections import Counter
from sys import intern

_KEPT_BACK = 96  # descriptors for files, link, shared sockets
_EACH = 4  # descriptors that one run may hold for a moment
_MOST = 1000
_LEAST = 4
_SHARE = 8  # one host takes at most one in so many of the places


def total_limit(descriptors: int) -> int:
    """Return how many runs fit into a limit of open descriptors."""
    return max(_LEAST, min(_MOST, (descriptors - _KEPT_BACK) // _EACH))


def host_limit(total: int) -> int:
    """Return how many of ``total`` runs one host may take: a host that hangs never takes them all."""
    return max(_LEAST, total // _SHARE)


def host_of(address: str) -> str:
    """Return the host of a probe's address: a url, ``host:port``, ``[ipv6]:port``, or a plain name."""
    place = address.partition("://")[2] or address
    place = place.partition("/")[0] if "://" in address else place
    if place.startswith("["):
        return place[1:].partition("]")[0].lower()
    host, _, port = place.rpartition(":")
    return intern((host if host and ":" not in host and port.isdecimal() else place).lower())


def raised_descriptor_limit() -> int:
    """Raise this process's soft limit of open descriptors as far as it may, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _KEPT_BACK + _MOST * _EACH
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else soft


class Limits:
    """Counts runs, in all and for each host."""

    def __init__(self, total: int, per_host: int | None = None) -> None:
        self._total = total
        self._per_host = host_limit(total) if per_host is None else per_host
        self._hosts: Counter[str] = Counter()
        self.running = 0

    def take(self, host: str) -> bool:
        """Take a place for a run; False where there is none."""
        if self.full or self._hosts[host] >= self._per_host:
            return False
        self._hosts[host] += 1
        self.running += 1
        return True

    def give_back(self, host: str) -> None:
        """Give the place of a run back."""
        self.running -= 1
        self._hosts[host] -= 1
        if not self._hosts[host]:
            del self._hosts[host]

    @property
    def full(self) -> bool:
        """Whether nothing more can start, whatever its host."""
        return self.running >= self._total
