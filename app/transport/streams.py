"""Conversations over TCP for the probe kinds: connect, say, read a bounded answer, hang up."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence

from app.model.phrase import phrase
from app.model.probe import Context
from app.transport.errors import CONNECT, FIRST_BYTE, RESOLVE, Limits, malformed
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.wire import CHUNK, Address, Stream, Wire, connect


class Conversation:
    """A connection with a reading buffer. What is read over is kept for the next read."""

    def __init__(self, stream: Stream, address: Address, watch: Stopwatch) -> None:
        self.stream = stream
        self.address = address
        self.watch = watch
        self._buffer = bytearray()

    async def send(self, data: bytes) -> None:
        """Send all of ``data``."""
        await self.stream.send(data)

    async def some(self) -> bytes:
        """Return at least one byte, or ``b""`` when the other side has closed."""
        if self._buffer:
            return self._take(len(self._buffer))
        return await self.stream.receive()

    async def exactly(self, count: int) -> bytes:
        """Return ``count`` bytes; check ``count`` against a limit of your own first.

        Raises ``ProbeFailed`` (protocol) when the other side closes before.
        """
        while len(self._buffer) < count:
            await self._more()
        return self._take(count)

    async def until(self, end: bytes, limit: int = CHUNK) -> bytes:
        """Return everything up to and with ``end``, at most ``limit`` bytes.

        Raises ``ProbeFailed`` (protocol) when the other side closes before or says more than that.
        """
        searched = 0
        while (found := self._buffer.find(end, searched)) < 0:
            if len(self._buffer) >= limit:
                break
            searched = max(0, len(self._buffer) - len(end) + 1)
            await self._more()
        if found < 0 or found + len(end) > limit:
            raise malformed(phrase("Answers more than {limit} bytes in one line", limit=str(limit)))
        return self._take(found + len(end))

    async def _more(self) -> None:
        data = await self.stream.receive()
        if not data:
            begun = bool(self._buffer)
            raise malformed(
                phrase("Closes the connection in the middle of an answer")
                if begun
                else phrase("Closes the connection without an answer")
            )
        self._buffer += data

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken


@contextlib.asynccontextmanager
async def open_stream(ctx: Context, host: str, port: int) -> AsyncIterator[Conversation]:
    """Open a TCP connection for the time of an ``async with`` block.

    A ``host`` that begins with / is the path of a Unix socket.

    The whole block stands under the run's deadline; what goes wrong in it comes out as ``ProbeFailed`` with
    the phase that was entered last (``conversation.watch.enter("query")`` names further ones).
    """
    watch = Stopwatch()
    async with Limits(ctx.timeout, watch):
        wire, address = await dial(await ctx.shared(Resolver), host, port, seconds=ctx.timeout, watch=watch)
        try:
            watch.enter(FIRST_BYTE)
            yield Conversation(wire, address, watch)
        finally:
            wire.close()


async def dial(
    resolver: Resolver, host: str, port: int, *, seconds: float, watch: Stopwatch, family: int = 0
) -> tuple[Wire, Address]:
    """Resolve and connect, one address after the other; raises ``OSError`` and ``ProbeFailed``.

    ``seconds`` is the time of the whole run; an address that is silent must leave some to the next.
    """
    watch.enter(RESOLVE)
    if host.startswith("/"):
        addresses: Sequence[Address] = (Address(socket.AF_UNIX, host, 0),)
    else:
        addresses = await resolver.resolve(host, port, seconds, family)
    watch.enter(CONNECT)
    for index, address in enumerate(addresses[:-1]):
        with contextlib.suppress(OSError):
            async with asyncio.timeout(seconds / (2 + index)):
                return await connect(address), address
    return await connect(addresses[-1]), addresses[-1]
