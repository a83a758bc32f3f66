"""HTTP/1.1 as a monitor needs it: a fresh connection, total limits, phases measured where they happen."""

from collections.abc import Hashable
from typing import Any

import httpx

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport import wire as wire_module
from app.transport.errors import Limits
from app.transport.gate import Gate
from app.transport.http_connect import Connector
from app.transport.http_exchange import Direct, Exchange, converse
from app.transport.http_facts import tls_facts
from app.transport.http_kept import KeptConnections, Line
from app.transport.http_parser import AnswerParser
from app.transport.http_proxy import absolute, demand_welcome
from app.transport.http_secure import SecureDirect
from app.transport.http_values import Answer, Options, Prebuilt, of_httpx
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.tls import Contexts, Security
from app.transport.tls_wire import Tls
from app.transport.wire import Address

DEFAULT_TIMEOUT = 10.0
_DEFAULT = Options()
# Methods that a server takes twice as if it were once (RFC 9110, 9.2.2).
_REPEATABLE = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE")


class HttpTransport(httpx.AsyncBaseTransport):
    """Exchanges one request for one answer, each on a connection of its own unless told to keep some.

    Shared by all runs. Proxies are used where the options name one, redirects never followed.
    """

    def __init__(
        self, resolver: Resolver, contexts: Contexts | None = None, kept: KeptConnections | None = None
    ) -> None:
        self._connector = Connector(resolver, contexts or Contexts())
        self._kept = KeptConnections() if kept is None else kept
        self._gate: Gate | None = None

    async def close(self) -> None:
        """Close the connections that were kept."""
        self._kept.close()
        if self._gate is not None:
            self._gate.close()
            self._gate = None

    async def aclose(self) -> None:
        """Close, as httpx calls it."""
        await self.close()

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
        if options.http_version == "2":
            from app.transport.http2 import fetch_http2  # what few checks need is imported by those

            return await fetch_http2(asked, watch, seconds, options, self._connector)
        if options.kept or options.proxy is not None:
            return await self._over_line(asked, watch, seconds, options)
        security = await self._connector.security(asked, options)
        addresses = await self._connector.addresses(asked, watch, seconds, options.family)
        exchange = _begun(asked, watch, options)
        if len(addresses) == 1 and wire_module.STAMPS:
            self._gate = gate = self._gate or Gate()
            return await _directly(gate, addresses[0], asked, exchange, security)
        line = await self._connector.dial(addresses, watch, security)
        return await self._exchange(line, asked, exchange, options, None)

    async def _over_line(self, asked: Prebuilt, watch: Stopwatch, seconds: float, options: Options) -> Answer:
        origin = (asked.tls, asked.host, asked.port)
        key = (origin, options.trust, options.server_name, options.family, options.proxy)
        line = self._kept.take(key) if options.kept else None
        if line is not None:
            mark, sent = watch.mark(), line.stream.sent
            exchange = _begun(asked, watch, options)
            try:
                return await self._exchange(line, asked, exchange, options, key)
            except (OSError, ProbeFailed):
                # It was closed while it was idle, as is everybody's right; that is not the target's fault.
                unsent = line.stream.sent == sent
                if exchange.parser.begun or not (unsent or asked.method in _REPEATABLE):
                    raise
            watch.forget_since(mark)
        line = await self._connector.open(asked, watch, seconds, options)
        return await self._exchange(line, asked, _begun(asked, watch, options), options, key)

    async def _exchange(
        self, line: Line, asked: Prebuilt, exchange: Exchange, options: Options, key: Hashable
    ) -> Answer:
        """Ask over an open connection; it is kept only after a whole answer, and else closed."""
        stays = False
        try:
            await converse(line.stream, _sent(asked, options), exchange)
            answer = _answer(exchange.parser, line.address, line.tls)
            if line.used:
                answer.extensions["kept"] = True
            stays = options.kept and exchange.parser.reusable
        finally:
            if not stays:
                line.close()
        if stays:
            self._kept.give(key, line._replace(used=True))
        if options.proxy is not None:
            demand_welcome(answer.status, options.proxy)
        return answer


async def _directly(
    gate: Gate, address: Address, asked: Prebuilt, exchange: Exchange, security: Security | None
) -> Answer:
    if security is None:
        await Direct(exchange, gate).run(address, asked.head + asked.content)
        return _answer(exchange.parser, address)
    direct = SecureDirect(exchange, gate, security)
    await direct.run(address, asked.head + asked.content)
    return _answer(exchange.parser, address, direct.tls)


def _begun(asked: Prebuilt, watch: Stopwatch, options: Options) -> Exchange:
    return Exchange(AnswerParser(asked.method, options.max_body, options.max_head), watch)


def _sent(asked: Prebuilt, options: Options) -> bytes:
    head = asked.head
    if options.proxy is not None and not asked.tls:
        head = absolute(asked, options.proxy)
    if options.kept:
        head = head.replace(b"\r\nConnection: close\r\n", b"\r\n", 1)
    return head + asked.content


def _answer(parser: AnswerParser, address: Address, tls: Tls | None = None) -> Answer:
    extensions: dict[str, Any] = {"address": address.text, "http_version": parser.version}
    if tls is not None:
        extensions |= tls_facts(tls)
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
    ErrorClass.CUT_OFF: httpx.ProxyError,
}


def _as_httpx(failed: ProbeFailed, request: httpx.Request) -> httpx.TransportError:
    kind = _HTTPX.get(failed.error, httpx.RemoteProtocolError)
    return kind(failed.sentence.plain(), request=request)
