"""Conversations over TCP for the probe kinds: connect, say, read a bounded answer, hang up."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Mapping, Sequence

from app.model.metric import CERTIFICATE_DAYS, RESPONSE_TIME
from app.model.phrase import phrase
from app.model.probe import Context, ProbeFailed, Reading
from app.model.state import ErrorClass
from app.transport import wire as wire_module
from app.transport.errors import CONNECT, FIRST_BYTE, RESOLVE, TLS, Limits, Pace, malformed
from app.transport.race import first_of
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.tls import Alpn, Contexts, Security, TlsSettings
from app.transport.tls_wire import TlsWire
from app.transport.wire import CHUNK, FAMILIES, Address, Family, StampKeeper, Stream, Wire, connect

LINE = 4096  # bytes of one line
_FAREWELL = 0.5  # seconds
_EARLIER = 0.02  # seconds


class ClosedEarly(ProbeFailed):
    """The other side has closed where more was to come."""


class Conversation:
    """A connection with a reading buffer. What is read over is kept for the next read."""

    def __init__(self, stream: Stream, address: Address, watch: Stopwatch, limits: Limits) -> None:
        self.stream = stream
        self.address = address
        self.watch = watch
        self.limits = limits
        self._buffer = bytearray()

    @property
    def tls(self) -> TlsWire | None:
        """The TLS of a secured conversation."""
        return self.stream if isinstance(self.stream, TlsWire) else None

    async def secure(self, security: Security, address: Address | None = None) -> None:
        """Go on in TLS; raises ``OSError`` and ``ProbeFailed``. ``address``: where TLS is spoken at once.

        What was said in clear before the handshake must not be taken for something said under its
        protection (CVE-2011-0411 and many others): it ends the conversation.
        """
        if self._buffer or not isinstance(self.stream, Wire):
            raise malformed(phrase("Says more in clear before the TLS handshake begins"))
        self.watch.enter(TLS)
        self.stream = await security.over(self.stream, address)
        self.watch.stop(at=self.stream.arrived)

    async def ask(self, phase: str, data: bytes = b"") -> None:
        """Begin the phase of an answer, and send what asks for it."""
        self.watch.enter(phase)
        if data:
            await self.stream.send(data)

    def answered(self) -> None:
        """End the phase when the newest bytes have arrived: what we do with them is not the target's time."""
        self.watch.stop(at=self.stream.arrived)

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

    async def line_or_prompt(self, limit: int, lull: float) -> bytes:
        """Return one line with its end, or what stands there when nothing more comes for ``lull`` seconds.

        Raises ``ProbeFailed`` (protocol) when the other side closes without a byte, or for a longer line.
        """
        while b"\n" not in self._buffer and len(self._buffer) < limit:
            try:
                async with asyncio.timeout(lull if self._buffer else None):
                    await self._more()
            except (TimeoutError, ClosedEarly):
                if not self._buffer:
                    raise
                return self._take(len(self._buffer))
        return await self.until(b"\n", limit)

    async def line(self, limit: int = LINE) -> str:
        """Return one line without its end; damaged signs are marked. Raises ``ProbeFailed`` (protocol)."""
        return (await self.until(b"\n", limit)).decode("utf-8", "replace").rstrip("\r\n")

    def last_moment(self) -> asyncio.Timeout:
        """Return a deadline just before the one of the phase: time to say what came in place of an answer.

        Whoever has nothing to say lets its ``TimeoutError`` pass.
        """
        return asyncio.timeout_at(self.limits.deadline - min(_EARLIER, self.limits.left / 10))

    async def part(self, data: bytes) -> None:
        """Say goodbye after the last measured phase, and wait a moment for the answer; it is no news."""
        self.watch.stop()
        with contextlib.suppress(OSError, ProbeFailed):
            async with asyncio.timeout(min(_FAREWELL, max(0.0, self.limits.left / 2))):
                await self.stream.send(data)
                await self.some()

    def reading(
        self, ctx: Context, facts: Mapping[str, str], values: Mapping[str, float] | None = None
    ) -> Reading:
        """Return the reading of a conversation that went well, with its times and its TLS."""
        self.watch.stop()
        measured = {RESPONSE_TIME.name: self.watch.total, **(values or {})}
        known = {"address": self.address.text, **facts}
        if self.tls is not None:
            known |= {"tls_version": self.tls.version, "cipher": self.tls.cipher}
            days = self.tls.days_left(ctx.now.wall)
            if days is not None:
                measured[CERTIFICATE_DAYS.name] = days
        return Reading(values=measured, phases=self.watch.phases(), facts=known)

    async def _more(self) -> None:
        data = await self.stream.receive()
        if not data:
            begun = bool(self._buffer)
            raise ClosedEarly(
                ErrorClass.PROTOCOL,
                phrase("Closes the connection in the middle of an answer")
                if begun
                else phrase("Closes the connection without an answer"),
            )
        self._buffer += data

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken


@contextlib.asynccontextmanager
async def open_stream(
    ctx: Context,
    host: str,
    port: int,
    *,
    tls: TlsSettings | None = None,
    family: Family = "any",
    pace: Pace | None = None,
    alpn: Alpn = (),
) -> AsyncIterator[Conversation]:
    """Open a TCP connection for the time of an ``async with`` block; with ``tls`` it is secured at once.

    A ``host`` that begins with / is the path of a Unix socket.

    The whole block stands under the run's deadline; what goes wrong in it comes out as ``ProbeFailed`` with
    the phase that was entered last (``conversation.watch.enter("query")`` names further ones).
    """
    watch = Stopwatch()
    await ctx.shared(StampKeeper)
    resolver = await ctx.shared(Resolver)
    limits = Limits(ctx.timeout, watch, pace)
    async with limits:
        security = await _security(ctx, host, tls, alpn) if tls is not None else None
        wire, address = await dial(
            resolver, host, port, seconds=ctx.timeout, watch=watch, family=FAMILIES[family]
        )
        conversation = Conversation(wire, address, watch, limits)
        try:
            if security is not None:
                await conversation.secure(security, address)
            watch.enter(FIRST_BYTE)
            yield conversation
        finally:
            conversation.stream.close()


async def _security(ctx: Context, host: str, tls: TlsSettings, alpn: Alpn = ()) -> Security:
    return await Security.of(await ctx.shared(Contexts), tls.trust, tls.server_name or host, alpn)


async def start_tls(
    ctx: Context, conversation: Conversation, host: str, tls: TlsSettings, alpn: Alpn = ()
) -> None:
    """Go on in TLS after both sides have agreed to in clear; raises ``OSError`` and ``ProbeFailed``."""
    conversation.watch.stop()  # a context that is made first takes a while, and is ours
    await conversation.secure(await _security(ctx, host, tls, alpn))


async def dial(
    resolver: Resolver, host: str, port: int, *, seconds: float, watch: Stopwatch, family: int = 0
) -> tuple[Wire, Address]:
    """Resolve and connect to the first address that lets us; raises ``OSError`` and ``ProbeFailed``.

    ``seconds`` is the time of the whole run; ``family`` 0 tries both (RFC 8305).
    """
    watch.enter(RESOLVE)
    if host.startswith("/"):
        addresses: Sequence[Address] = (Address(socket.AF_UNIX, host, 0),)
    else:
        addresses = await resolver.resolve(host, port, seconds, family)
    watch.enter(CONNECT)
    wire, address = await reach(addresses)
    watch.stop(at=wire.connected)
    return wire, address


async def reach(addresses: Sequence[Address]) -> tuple[Wire, Address]:
    """Connect to the first of the addresses that lets us; raises ``OSError``."""
    if not wire_module.STAMPS:
        from app.transport.wire_fallback import first_in_turn

        return await first_in_turn(addresses)
    if len(addresses) == 1:
        return await connect(addresses[0]), addresses[0]
    return await first_of(addresses)
