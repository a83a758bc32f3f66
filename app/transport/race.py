"""Happy eyeballs (RFC 8305): several addresses of one name are tried side by side, and the first one wins."""

import asyncio
import errno
import socket
from collections.abc import Sequence
from itertools import chain, zip_longest
from time import perf_counter

from app.transport.wire import Address, Wire, begin, ensure

STAGGER = 0.25  # seconds between two attempts, as section 5 recommends
MOST = 8  # addresses that are tried at most

# The later, the more telling: who refuses is there; a network that this machine has not says nothing of them.
_TELLING = (
    errno.EMFILE,
    errno.EAFNOSUPPORT,
    errno.EADDRNOTAVAIL,
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.ETIMEDOUT,
    errno.ECONNRESET,
    errno.ECONNREFUSED,
)


def interleaved(addresses: Sequence[Address]) -> tuple[Address, ...]:
    """Return the addresses with the families in turn, IPv6 first (section 4)."""
    six = [address for address in addresses if address.family == socket.AF_INET6]
    others = [address for address in addresses if address.family != socket.AF_INET6]
    pairs = chain.from_iterable(zip_longest(six, others))
    return tuple(address for address in pairs if address is not None)


async def first_of(addresses: Sequence[Address]) -> tuple[Wire, Address]:
    """Connect to the first of ``addresses`` that lets us; raises the most telling ``OSError`` of all.

    Each has a head start before the next one; all that lose are closed, also when this is cancelled.
    """
    race = _Race()
    left = list(interleaved(addresses)[:MOST])
    try:
        while left or race.running:
            if left and not race.enter(left.pop(0)):
                continue
            winner = await race.settled(STAGGER if left else None)
            if winner is not None:
                return winner
    finally:
        race.close()
    raise race.reason()


class _Race:
    """Sockets that connect at the same time, without a task each: what is cancelled leaves nothing behind."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._running: dict[socket.socket, Address] = {}
        self._began: dict[socket.socket, float] = {}
        self._settled: list[socket.socket] = []
        self._news: asyncio.Future[None] | None = None
        self._failed: list[tuple[Address, OSError]] = []

    @property
    def running(self) -> bool:
        """Whether some are still on their way."""
        return bool(self._running)

    def enter(self, address: Address) -> bool:
        """Begin to connect; returns whether that is under way."""
        began = perf_counter()
        try:
            sock, done = begin(address)
        except OSError as error:
            self._failed.append((address, error))
            return False
        self._running[sock], self._began[sock] = address, began
        if done:
            self._settled.append(sock)
        else:
            self._loop.add_writer(sock, self._tell, sock)
        return True

    def _tell(self, sock: socket.socket) -> None:
        self._loop.remove_writer(sock)
        self._settled.append(sock)
        self._wake()

    def _wake(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    async def settled(self, seconds: float | None) -> tuple[Wire, Address] | None:
        """Wait for the next outcome, at most ``seconds``; returns the winner, if there is one."""
        self._news = self._loop.create_future()
        late = None if seconds is None else self._loop.call_later(seconds, self._wake)
        try:
            if not self._settled:
                await self._news
        finally:
            if late is not None:
                late.cancel()
        while self._settled:
            sock = self._settled.pop(0)
            address = self._running.pop(sock)
            try:
                ensure(sock)
            except OSError as error:
                sock.close()
                self._failed.append((address, error))
            else:
                return Wire(sock, self._loop, self._began[sock]), address
        return None

    def reason(self) -> OSError:
        """Return the most telling failure, with all of them in its text."""
        _address, error = max(self._failed, key=lambda each: _rank(each[1]))
        said = "; ".join(f"{address.text}: {each.strerror or each}" for address, each in self._failed)
        return OSError(error.errno, said)

    def close(self) -> None:
        """Close all that still run."""
        for sock in self._running:
            self._loop.remove_writer(sock)
            sock.close()
        self._running.clear()


def _rank(error: OSError) -> int:
    return _TELLING.index(error.errno) if error.errno in _TELLING else len(_TELLING) // 2
