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
        # Before anything is measured: a new context takes a while, and is ours.
        security: Security | None = None
        if asked.tls:
            name = options.server_name or asked.host
            security = await Security.of(self._contexts, options.trust, name, alpn)
        if options.proxy is None:
            addresses = await self.addresses(asked, watch, seconds, options.family)
            watch.enter(CONNECT)
            wire, address = await reach(addresses)
        else:
            wire, address = await self._to_proxy(options.proxy, watch, seconds)
        watch.stop(at=wire.connected)
        try:
            if options.proxy is not None and (asked.tls or options.http_version == "2"):
                await tunnel(wire, asked, options.proxy, watch)
            tls: TlsWire | None = None
            if security is not None:
                watch.enter(TLS)
                tls = await security.over(wire, address if options.proxy is None else None)
                # What our own part of the handshake takes after its last bytes came is not the target's.
                watch.stop(at=tls.arrived)
        except BaseException:
            wire.close()
            raise
        return Line(wire, address, tls, monotonic())

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
