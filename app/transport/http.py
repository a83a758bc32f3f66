"""HTTP/1.1 as a monitor needs it: a fresh connection, total limits, phases measured where they happen."""

import contextlib
import time
from typing import Any

import httpx

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.certificate import days_left
from app.transport.errors import FIRST_BYTE, SEND, TLS, TRANSFER, Limits
from app.transport.http_parser import AnswerParser
from app.transport.http_values import Answer, Options, Prebuilt, of_httpx
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.streams import dial
from app.transport.tls import Contexts, Security, TlsWire
from app.transport.wire import Address, Stream

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
        security = await self._security(asked, options) if asked.tls else None
        wire, address = await dial(
            self._resolver, asked.host, asked.port, seconds=seconds, watch=watch, family=options.family
        )
        stream: Stream = wire
        try:
            if security is not None:
                watch.enter(TLS)
                stream = await security.over(wire, address)
            parser = AnswerParser(asked.method, options.max_body)
            await _converse(stream, asked.head + asked.content, parser, watch)
        finally:
            stream.close()
        return Answer(
            status=parser.status,
            headers=parser.headers,
            content=parser.content(),
            extensions=_extensions(address, stream),
        )

    async def _security(self, asked: Prebuilt, options: Options) -> Security:
        return await Security.of(self._contexts, options.trust, options.server_name or asked.host, _ALPN)


async def _converse(stream: Stream, data: bytes, parser: AnswerParser, watch: Stopwatch) -> None:
    watch.enter(SEND)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        # Whoever hangs up while we talk may have answered before: 413, for one.
        await stream.send(data)
    watch.enter(FIRST_BYTE)
    while not parser.complete:
        received = await stream.receive()
        if watch.phase == FIRST_BYTE:
            watch.enter(TRANSFER, at=stream.arrived)
        if received:
            parser.feed(received)
        else:
            parser.end()
    watch.stop(at=stream.arrived)


def _extensions(address: Address, stream: Stream) -> dict[str, Any]:
    extensions: dict[str, Any] = {"address": address.text}
    if isinstance(stream, TlsWire):
        sent = stream.chain
        extensions |= {"tls_version": stream.version, "cipher": stream.cipher, "chain": sent}
        days = days_left(sent, time.time())
        if days is not None:
            extensions["certificate_days"] = days
    return extensions


def _as_response(answer: Answer, request: httpx.Request) -> httpx.Response:
    # The body is unpacked here, within its limit; httpx must not do it again.
    headers = [field for field in answer.headers if field[0] != b"content-encoding"]
    return httpx.Response(
        answer.status,
        headers=headers,
        content=answer.content,
        request=request,
        extensions=answer.extensions,
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
