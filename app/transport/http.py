"""HTTP/1.1 as a monitor needs it: a fresh connection, total limits, phases measured where they happen."""

import time
from collections.abc import Sequence
from typing import Any

import httpx

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.errors import CONNECT, RESOLVE, TLS, Limits
from app.transport.http_exchange import Direct, Exchange, converse
from app.transport.http_parser import AnswerParser
from app.transport.http_values import Answer, Options, Prebuilt, of_httpx
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.streams import reach
from app.transport.tls import Contexts, Security
from app.transport.tls_wire import TlsWire
from app.transport.wire import STAMPS, Address, Stream

DEFAULT_TIMEOUT = 10.0
_DEFAULT = Options()
_ALPN = ("http/1.1",)


class HttpTransport(httpx.AsyncBaseTransport):
    """Exchanges one request for one answer, each on a connection of its own. Shared by all runs.

    Proxies are never used, redirects never followed.
    """

    def __init__(self, resolver: Resolver, contexts: Contexts | None = None) -> None:
        self._resolver = resolver
        self._contexts = contexts or Contexts()

    async def close(self) -> None:
        """Do nothing: no connection outlives its exchange."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Exchange as httpx wishes: the largest of its timeouts is the total; failures are its exceptions."""
        limits = [seconds for seconds in request.extensions.get("timeout", {}).values() if seconds]
        seconds = max(limits, default=DEFAULT_TIMEOUT)
        watch = Stopwatch()
        try:
            async with Limits(seconds, watch):
                return _as_response(await self.fetch(request, watch, seconds), request)
        except ProbeFailed as failed:
            raise _as_httpx(failed, request) from failed

    async def fetch(
        self, request: Prebuilt | httpx.Request, watch: Stopwatch, seconds: float, options: Options = _DEFAULT
    ) -> Answer:
        """Exchange, and note the phases in ``watch``. Stands under the caller's ``Limits`` of ``seconds``.

        Raises ``ProbeFailed`` and ``OSError``; ``Limits`` translates the latter.
        """
        asked = request if isinstance(request, Prebuilt) else of_httpx(request)
        exchange = Exchange(AnswerParser(asked.method, options.max_body, options.max_head), watch)
        if asked.tls:
            return await self._secured(asked, exchange, seconds, options)
        addresses = await self._resolved(asked, watch, seconds, options)
        if len(addresses) == 1 and STAMPS:
            await Direct(exchange).run(addresses[0], asked.head + asked.content)
            return _answer(exchange.parser, addresses[0])
        watch.enter(CONNECT)
        wire, address = await reach(addresses)
        try:
            await converse(wire, asked.head + asked.content, exchange)
        finally:
            wire.close()
        return _answer(exchange.parser, address)

    async def _resolved(
        self, asked: Prebuilt, watch: Stopwatch, seconds: float, options: Options
    ) -> Sequence[Address]:
        watch.enter(RESOLVE)
        if asked.literal is not None and options.family in (0, asked.literal.family):
            return (asked.literal,)
        return await self._resolver.resolve(asked.host, asked.port, seconds, options.family)

    async def _secured(self, asked: Prebuilt, exchange: Exchange, seconds: float, options: Options) -> Answer:
        # Before anything is measured: a new context takes a while, and is ours.
        name = options.server_name or asked.host
        security = await Security.of(self._contexts, options.trust, name, _ALPN)
        addresses = await self._resolved(asked, exchange.watch, seconds, options)
        exchange.watch.enter(CONNECT)
        wire, address = await reach(addresses)
        stream: Stream = wire
        try:
            exchange.watch.enter(TLS)
            stream = tls = await security.over(wire, address)
            # What our own part of the handshake takes after its last bytes came is not the target's.
            exchange.watch.stop(at=tls.arrived)
            await converse(tls, asked.head + asked.content, exchange)
        finally:
            stream.close()
        return _answer(exchange.parser, address, tls)


def _answer(parser: AnswerParser, address: Address, tls: TlsWire | None = None) -> Answer:
    extensions: dict[str, Any] = {"address": address.text, "http_version": parser.version}
    if tls is not None:
        extensions |= {"tls_version": tls.version, "cipher": tls.cipher, "alpn": tls.protocol}
        days = tls.days_left(time.time())
        if days is not None:
            extensions["certificate_days"] = days
        extensions["certificates"] = tls.chain
    return Answer(
        status=parser.status, headers=parser.headers, content=parser.content(), extensions=extensions
    )


def _as_response(answer: Answer, request: httpx.Request) -> httpx.Response:
    # The body is unpacked here, within its limit; httpx must not do it again.
    headers = [field for field in answer.headers if field[0] != b"content-encoding"]
    return httpx.Response(
        answer.status,
        headers=headers,
        content=answer.content,
        request=request,
        extensions=answer.extensions | {"http_version": answer.extensions["http_version"].encode()},
    )


_HTTPX: dict[ErrorClass, type[httpx.TransportError]] = {
    ErrorClass.DNS: httpx.ConnectError,
    ErrorClass.UNREACHABLE: httpx.ConnectError,
    ErrorClass.REFUSED: httpx.ConnectError,
    ErrorClass.TLS_VERIFY: httpx.ConnectError,
    ErrorClass.TIMEOUT_CONNECT: httpx.ConnectTimeout,
    ErrorClass.TIMEOUT_TLS: httpx.ConnectTimeout,
    ErrorClass.TIMEOUT_READ: httpx.ReadTimeout,
    ErrorClass.RESET: httpx.ReadError,
}


def _as_httpx(failed: ProbeFailed, request: httpx.Request) -> httpx.TransportError:
    kind = _HTTPX.get(failed.error, httpx.RemoteProtocolError)
    return kind(failed.sentence.plain(), request=request)
