"""A connection by asyncio's own transport, with the face of a wire: where the kernel stamps nothing.

Without stamps a socket of our own has no advantage, and loops without ``add_reader`` (that of Windows) cannot
watch one. Data are given the moment at which the loop hands them over, before any task is woken for them.
"""

import asyncio
import socket
from collections.abc import Sequence
from time import perf_counter

from app.transport.wire import CHUNK, Address, Wire

_FULL = 4 * CHUNK  # bytes that are not fetched yet, at which the other side has to wait
_PATIENCE = 2.0  # seconds for each address but the last


class _Heard(asyncio.Protocol):
    """What has come and is not fetched yet."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.at = 0.0
        self.ended = False
        self.lost: Exception | None = None
        self.transport: asyncio.Transport | None = None
        self._news: asyncio.Future[None] | None = None
        self._full = False  # ours, of what has come
        self._held = False  # theirs, of what is to go

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self.transport = transport  # type: ignore[assignment] # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        """Keep what has come, and when."""
        self.at = perf_counter()
        self.data += data
        if len(self.data) >= _FULL and self.transport is not None:
            self._full = True
            self.transport.pause_reading()
        self._tell()

    def eof_received(self) -> bool:
        """Take note of the end; we may still have something to say."""
        self.at = perf_counter()
        self.ended = True
        self._tell()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Take note that nothing goes either way any more."""
        self.ended, self._held = True, False
        self.lost = exc or ConnectionResetError("the connection is closed")
        self._tell()

    def pause_writing(self) -> None:
        """Have senders wait."""
        self._held = True

    def resume_writing(self) -> None:
        """Have senders go on."""
        self._held = False
        self._tell()

    def _tell(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    async def something(self) -> None:
        """Wait until there is something to fetch, or an end."""
        while not self.data and not self.ended:
            await self._next()

    async def sent(self) -> None:
        """Wait until the transport takes more."""
        while self._held:
            await self._next()

    async def _next(self) -> None:
        self._news = asyncio.get_running_loop().create_future()
        try:
            await self._news
        finally:
            self._news = None

    def fetch(self, limit: int) -> bytes:
        """Return and forget what has come."""
        taken = bytes(self.data[:limit])
        del self.data[:limit]
        if self._full and not self.data and self.transport is not None and self.lost is None:
            self._full = False
            self.transport.resume_reading()
        return taken


class ProtocolWire(Wire):
    """A wire that a transport of asyncio moves."""

    __slots__ = ("_heard", "_transport")

    def __init__(self, transport: asyncio.Transport, heard: _Heard) -> None:
        self._transport = transport
        self._heard = heard
        self.arrived = 0.0
        self.sent = 0
        self.connected = perf_counter()

    async def send(self, data: bytes) -> None:
        """Send all of ``data``."""
        self._still_there()
        self._transport.write(data)
        await self._heard.sent()
        self._still_there()
        self.sent += len(data)

    def _still_there(self) -> None:
        if self._heard.lost is not None:
            raise self._heard.lost

    async def receive(self, limit: int = CHUNK) -> bytes:
        """Return what is there, at least one byte; ``b""`` when the other side has closed."""
        heard = self._heard
        await heard.something()
        self.arrived = heard.at
        if not heard.data and isinstance(heard.lost, OSError) and heard.lost.errno is not None:
            raise heard.lost
        return heard.fetch(limit)

    def send_now(self, data: bytes) -> None:
        """Send what can be sent without waiting, and lose the rest: for last words."""
        if data and self._heard.lost is None:
            self._transport.write(data)
            self.sent += len(data)

    @property
    def quiet(self) -> bool:
        """Whether the connection stands and nothing has come that was not received: no byte, no end."""
        return not self._heard.data and not self._heard.ended

    def close(self) -> None:
        """Close at once."""
        self._transport.abort()


async def connect_fallback(address: Address) -> Wire:
    """Connect; raises ``OSError``. Nothing is left when it does not come to be."""
    loop = asyncio.get_running_loop()
    if address.family == socket.AF_UNIX:
        transport, heard = await loop.create_unix_connection(_Heard, address.ip)
    else:
        transport, heard = await loop.create_connection(
            _Heard, address.ip, address.port, family=address.family
        )
    return ProtocolWire(transport, heard)


async def first_in_turn(addresses: Sequence[Address]) -> tuple[Wire, Address]:
    """Connect to one address after the other, each within its time; raises the last ``OSError``."""
    for address in addresses[:-1]:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await connect_fallback(address), address
        except OSError:  # a timeout among them
            continue
    return await connect_fallback(addresses[-1]), addresses[-1]
