"""From a request to an open connection: names, addresses, a proxy where one is named, TLS."""

from collections.abc import Sequence
from time import monotonic

import httpx

from app.model.phrase import phrase
from app.model.probe import NoResolver, ProbeFailed
from app.transport.errors import CONNECT, PROXY, RESOLVE, TLS
from app.transport.http_kept import Line
from app.transport.http_proxy import tunnel, unusable
from app.transport.http_values import Options, Prebuilt, Proxy
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.streams import reach
from app.transport.tls import Alpn, Contexts, Security
from app.transport.tls_wire import TlsWire
from app.transport.wire import Address, Wire

_ALPN: Alpn = ("http/1.1",)
_PROXY_PORT = 80  # as any http url


class Connector:
    """Opens connections, and notes in a stopwatch what that takes."""

    def __init__(self, resolver: Resolver, contexts: Contexts) -> None:
        self._resolver = resolver
        self._contexts = contexts

    async def addresses(
        self, asked: Prebuilt, watch: Stopwatch, seconds: float, family: int
    ) -> Sequence[Address]:
        """Return the addresses of the target; raises ``ProbeFailed``."""
        watch.enter(RESOLVE)
        if asked.literal is not None and family in (0, asked.literal.family):
            return (asked.literal,)
        return await self._resolver.resolve(asked.host, asked.port, seconds, family)

    async def open(
        self, asked: Prebuilt, watch: Stopwatch, seconds: float, options: Options, alpn: Alpn = _ALPN
    ) -> Line:
        """Connect; raises ``ProbeFailed`` and ``OSError``."""
        security = await self.security(asked, options, alpn)
        if options.proxy is None:
            addresses = await self.addresses(asked, watch, seconds, options.family)
            return await self.dial(addresses, watch, security)
        wire, address = await self._to_proxy(options.proxy, watch, seconds)
        watch.stop(at=wire.connected)
        try:
            if asked.tls or options.http_version == "2":
                await tunnel(wire, asked, options.proxy, watch)
            return await _secured(wire, address, watch, security, None)
        except BaseException:
            wire.close()
            raise

    async def security(self, asked: Prebuilt, options: Options, alpn: Alpn = _ALPN) -> Security | None:
        """Return how a connection is secured, None where it is not; raises ``ProbeFailed`` (credential).

        Asked for before anything is measured: a new context takes a while, and is ours.
        """
        if not asked.tls:
            return None
        return await Security.of(self._contexts, options.trust, options.server_name or asked.host, alpn)

    async def dial(self, addresses: Sequence[Address], watch: Stopwatch, security: Security | None) -> Line:
        """Connect to the first of the addresses that lets us; raises ``ProbeFailed`` and ``OSError``."""
        watch.enter(CONNECT)
        wire, address = await reach(addresses)
        watch.stop(at=wire.connected)
        try:
            return await _secured(wire, address, watch, security, address)
        except BaseException:
            wire.close()
            raise

    async def _to_proxy(self, proxy: Proxy, watch: Stopwatch, seconds: float) -> tuple[Wire, Address]:
        url = httpx.URL(proxy.url)
        watch.enter(PROXY)
        try:
            addresses = await self._resolver.resolve(url.host, url.port or _PROXY_PORT, seconds)
        except NoResolver:
            raise
        except ProbeFailed as failed:
            sentence = phrase("The proxy's name cannot be resolved")
            raise unusable(sentence, failed.sentence.plain()) from None
        return await reach(addresses)


async def _secured(
    wire: Wire, address: Address, watch: Stopwatch, security: Security | None, direct: Address | None
) -> Line:
    """``direct``: the address where TLS is spoken at once, without a proxy on the way."""
    tls: TlsWire | None = None
    if security is not None:
        watch.enter(TLS)
        tls = await security.over(wire, direct)
        # What our own part of the handshake takes after its last bytes came is not the target's.
        watch.stop(at=tls.arrived)
    return Line(wire, address, tls, monotonic())
