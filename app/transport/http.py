"""HTTP/1.1 as a monitor needs it: a fresh connection, total limits, phases measured where they happen."""

import contextlib
import ssl
import time
from collections.abc import Sequence

import httpx

from app.model.phrase import phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.model.value import Value
from app.transport.decoding import ACCEPTED
from app.transport.errors import FIRST_BYTE, SEND, TLS, TRANSFER, Limits
from app.transport.http_parser import AnswerParser
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.streams import dial
from app.transport.tls import Contexts, TlsWire, Trust, explained, secure
from app.transport.wire import Address, Stream, Wire

MAX_BODY = 1_000_000
DEFAULT_TIMEOUT = 10.0
STANDARD_HEADERS: Sequence[tuple[bytes, bytes]] = (
    (b"Accept", b"*/*"),
    (b"Accept-Encoding", ACCEPTED.encode()),
    (b"User-Agent", b"Nocwall"),
    (b"Connection", b"close"),
)
_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = frozenset(b"\r\n\0")


class Options(Value, frozen=True, kw_only=True):
    """How an exchange is made. ``max_body`` counts bytes after unpacking; ``family`` 0 is any."""

    trust: Trust = Trust()
    max_body: int = MAX_BODY
    family: int = 0


_DEFAULT = Options()
_BLIND = Trust(verify=False)


class HttpTransport(httpx.AsyncBaseTransport):
    """Exchanges one request for one answer, each on a connection of its own. Shared by all runs.

    Proxies are never used, redirects never followed. Extensions of an answer: ``address`` (str),
    ``tls_version``, ``cipher`` (str) and ``certificate_days`` (float) where there was TLS.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._contexts = Contexts()

    async def close(self) -> None:
        """Forget the TLS contexts; no connection outlives its exchange."""
        await self._contexts.close()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Exchange as httpx wishes: the largest of its timeouts is the total; failures are its exceptions."""
        limits = [seconds for seconds in request.extensions.get("timeout", {}).values() if seconds]
        seconds = max(limits, default=DEFAULT_TIMEOUT)
        watch = Stopwatch()
        try:
            async with Limits(seconds, watch):
                return await self.fetch(request, watch, seconds)
        except ProbeFailed as failed:
            raise _as_httpx(failed, request) from failed

    async def fetch(
        self, request: httpx.Request, watch: Stopwatch, seconds: float, options: Options = _DEFAULT
    ) -> httpx.Response:
        """Exchange, and note the phases in ``watch``. Stands under the caller's ``Limits`` of ``seconds``.

        Raises ``ProbeFailed`` and ``OSError``; ``Limits`` translates the latter.
        """
        head = request_head(request)
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or _PORTS[request.url.scheme]
        # Before anything is measured: a new context takes a while, and is ours.
        context = await self._contexts.get(options.trust) if request.url.scheme == "https" else None
        wire, address = await dial(
            self._resolver, host, port, seconds=seconds, watch=watch, family=options.family
        )
        stream: Stream = wire
        try:
            if context is not None:
                watch.enter(TLS)
                stream = await self._secure(wire, address, host, context)
            parser = AnswerParser(request.method, options.max_body)
            await _converse(stream, head + request.content, parser, watch)
        finally:
            stream.close()
        return _response(request, parser, address, stream)

    async def _secure(self, wire: Wire, address: Address, host: str, context: ssl.SSLContext) -> TlsWire:
        name = host.strip("[]")
        try:
            return await secure(wire, context, name)
        except ssl.SSLCertVerificationError as error:
            blind = await self._contexts.get(_BLIND)
            with contextlib.suppress(OSError):  # then the plain sentence has to do
                failed = await explained(error, address, name, blind)
                if failed is not None:
                    raise failed from None
            raise


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


def request_head(request: httpx.Request) -> bytes:
    """Return the head of a request as it goes over the wire.

    Raises ``ProbeFailed`` (credential) for a header that would break out of its line, as a secret with
    a line break in it would.
    """
    lines = [request.method.encode("ascii") + b" " + request.url.raw_path + b" HTTP/1.1\r\n"]
    for name, value in request.headers.raw:
        if not _FORBIDDEN.isdisjoint(name + value):
            sentence = phrase("The header {name} holds a line break", name=name.decode("latin-1"))
            raise ProbeFailed(ErrorClass.CREDENTIAL, sentence)
        lines.append(name + b": " + value + b"\r\n")
    return b"".join((*lines, b"\r\n"))


def _response(
    request: httpx.Request, parser: AnswerParser, address: Address, stream: Stream
) -> httpx.Response:
    extensions: dict[str, object] = {"address": address.text}
    if isinstance(stream, TlsWire):
        extensions |= {"tls_version": stream.version, "cipher": stream.cipher}
        dates = stream.validity
        if dates is not None:
            extensions["certificate_days"] = dates.days_left(time.time())
    # The body is unpacked here, within its limit; httpx must not do it again.
    headers = [field for field in parser.headers if field[0] != b"content-encoding"]
    return httpx.Response(
        parser.status, headers=headers, content=parser.content(), request=request, extensions=extensions
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
