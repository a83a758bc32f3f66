"""Connections that an exchange has left open for the next one, few and not for long.

A pool of our own: httpx's keeps dead slots after requests that were cancelled from outside
(encode/httpcore#1093). Here a connection is either in the pool or belongs to one run, and a run that was
cancelled or failed closes it.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Hashable
from time import monotonic
from typing import NamedTuple

from app.transport.tls_wire import TlsWire
from app.transport.wire import Address, Wire

MOST = 256  # one with TLS takes 46 KiB
IDLE = 120.0  # seconds; most servers close after 60 to 75
AGE = 600.0  # seconds after which a name is looked up anew


class Line(NamedTuple):
    """An open connection. ``wire`` is what lies below TLS, where there is any."""

    wire: Wire
    address: Address
    tls: TlsWire | None
    made: float  # by monotonic()
    used: bool = False  # whether an exchange was made over it before

    @property
    def stream(self) -> Wire | TlsWire:
        """What is spoken over."""
        return self.tls or self.wire

    def close(self) -> None:
        """Close it."""
        self.stream.close()


class _Idle(NamedTuple):
    line: Line
    until: float


class KeptConnections:
    """Idle connections by what they lead to; what is too old, too long idle or too much is closed."""

    def __init__(self, most: int = MOST, idle: float = IDLE, age: float = AGE) -> None:
        self._most = most
        self._idle_limit = idle
        self._age_limit = age
        self._idle: OrderedDict[Hashable, deque[_Idle]] = OrderedDict()  # the longest unused first
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return self._count

    def take(self, key: Hashable) -> Line | None:
        """Return the connection that was used last, if one is alive; it is the caller's from then on."""
        while idle := self._idle.get(key):
            line, until = idle.pop()
            self._taken(key, idle)
            # Whoever has closed, or says something unasked, is of no use any more.
            if monotonic() < until and line.wire.quiet:
                return line
            line.close()
        return None

    def give(self, key: Hashable, line: Line) -> None:
        """Keep a connection whose last answer is whole."""
        now = monotonic()
        until = min(now + self._idle_limit, line.made + self._age_limit)
        if until <= now:
            line.close()
            return
        self._idle.setdefault(key, deque()).append(_Idle(line, until))
        self._idle.move_to_end(key)
        self._count += 1
        while self._count > self._most:
            oldest = next(iter(self._idle))
            self._drop_first(oldest)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._idle_limit, self._sweep)

    def close(self) -> None:
        """Close all."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for key in list(self._idle):
            while key in self._idle:
                self._drop_first(key)

    def _taken(self, key: Hashable, idle: "deque[_Idle]") -> None:
        self._count -= 1
        if not idle:
            del self._idle[key]

    def _drop_first(self, key: Hashable) -> None:
        idle = self._idle[key]
        line = idle.popleft().line
        self._taken(key, idle)
        line.close()

    def _sweep(self) -> None:
        self._timer = None
        now = monotonic()
        for key, idle in list(self._idle.items()):
            for _ in range(len(idle)):
                each = idle.popleft()
                if each.until > now:
                    idle.append(each)
                else:
                    self._count -= 1
                    each.line.close()
            if not idle:
                del self._idle[key]
        if self._idle:
            self._timer = asyncio.get_running_loop().call_later(self._idle_limit / 4, self._sweep)
