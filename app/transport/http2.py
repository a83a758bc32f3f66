"""HTTP/2, for checks that ask for it: the engine of httpx over a connection of ours.

Without the pool of httpx, which does not survive requests that are cancelled from outside
(encode/httpcore#1093): one connection, one stream, closed after it. Its frames are told apart inside the
library, so the phases of an answer are as true as the newest bytes that were read for it: coarse.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, cast

import h2.config
import h2.exceptions
import httpcore

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.transport.decoding import decoder, too_large
from app.transport.errors import FIRST_BYTE, SEND, TRANSFER, malformed
from app.transport.http_connect import Connector
from app.transport.http_facts import tls_facts
from app.transport.http_kept import Line
from app.transport.http_values import Answer, Options, Prebuilt, joined
from app.transport.stopwatch import Stopwatch
from app.transport.wire import Stream

_ALPN = ("h2", "http/1.1")  # the second so that a server that lacks the first says so instead of hanging up
# Headers that HTTP/2 has no place for (RFC 9113, 8.2.2).
_OF_ONE_CONNECTION = (b"connection", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade")
_WIRE = 8  # times the body's limit: frames of single bytes are ten times as long on the wire
_WITHOUT = phrase("Does not speak HTTP/2")
_NO_STATUS = phrase("Answers with a status that is none")


class _Strict(httpcore.AsyncHTTP2Connection):
    """The library's connection, which takes what h2 finds wrong in headers for wrong."""

    CONFIG = h2.config.H2Configuration(validate_inbound_headers=True)


class _Source(httpcore.AsyncNetworkStream):
    """Our connection, as the library reads and writes it; what comes in all is bounded."""

    def __init__(self, stream: Stream, room: int, max_body: int) -> None:
        self._stream = stream
        self._room = room
        self._max_body = max_body
        self._open = self._fresh = True

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - theirs
        """Return what is there; the loop turns in between, also where a flood never ends."""
        del timeout
        await asyncio.sleep(0)
        data = await self._stream.receive(max_bytes)
        if self._fresh and data.startswith(b"HTTP/1."):
            raise malformed(_WITHOUT, foreign(data[:200].decode("latin-1")))
        self._fresh = False
        self._room -= len(data)
        if self._room < 0:
            raise too_large(self._max_body)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - theirs
        """Send all, or nothing once it is over."""
        del timeout
        if buffer and self._open:
            await self._stream.send(buffer)

    async def aclose(self) -> None:
        """Send nothing any more; whoever opened the connection closes it."""
        self._open = False


async def fetch_http2(
    asked: Prebuilt, watch: Stopwatch, seconds: float, options: Options, connector: Connector
) -> Answer:
    """Exchange over HTTP/2 and nothing else; raises ``ProbeFailed`` and ``OSError``."""
    line = await connector.open(asked, watch, seconds, options, _ALPN)
    try:
        if line.tls is not None and line.tls.protocol != "h2":
            raise malformed(_WITHOUT, foreign(line.tls.protocol))
        return await _exchange(line, asked, watch, options)
    except (httpcore.ProtocolError, h2.exceptions.H2Error) as reason:
        raise _broken(reason) from None
    finally:
        line.close()


async def _exchange(line: Line, asked: Prebuilt, watch: Stopwatch, options: Options) -> Answer:
    source = _Source(line.stream, options.max_head + _WIRE * options.max_body, options.max_body)
    request = _request(asked, watch)
    connection = _Strict(origin=request.url.origin, stream=source)
    watch.enter(SEND)
    try:
        response = await connection.handle_async_request(request)
    except ValueError as reason:
        raise malformed(_NO_STATUS, foreign(str(reason))) from None
    watch.enter(TRANSFER, at=line.stream.arrived)
    try:
        headers = [(name.lower(), value) for name, value in response.headers]
        content = await _body(response, headers, options.max_body)
        watch.stop(at=line.stream.arrived)
    finally:
        await source.aclose()
        with contextlib.suppress(httpcore.ProtocolError, h2.exceptions.H2Error):
            await response.aclose()
    extensions: dict[str, Any] = {"address": line.address.text, "http_version": "HTTP/2", "coarse": True}
    if line.tls is not None:
        extensions |= tls_facts(line.tls)
    return Answer(status=response.status, headers=headers, content=content, extensions=extensions)


def _request(asked: Prebuilt, watch: Stopwatch) -> httpcore.Request:
    async def trace(event: str, _info: object) -> None:
        if event == "http2.send_request_body.complete":
            watch.enter(FIRST_BYTE)

    target = asked.head.split(b" ", 2)[1]
    scheme = b"https" if asked.tls else b"http"
    url = httpcore.URL(scheme=scheme, host=asked.host.encode(), port=asked.port, target=target)
    return httpcore.Request(
        asked.method.encode(),
        url,
        headers=[field for field in asked.fields if field[0].lower() not in _OF_ONE_CONNECTION],
        content=asked.content,
        extensions={"trace": trace},
    )


async def _body(response: httpcore.Response, headers: list[tuple[bytes, bytes]], max_body: int) -> bytes:
    body = decoder(joined(headers, b"content-encoding"), max_body)
    async for data in cast("AsyncIterator[bytes]", response.stream):
        body.feed(data)
        while body.busy:
            await asyncio.sleep(0)
            body.step()
    return body.finish()


def _broken(reason: Exception) -> ProbeFailed:
    text = foreign(str(reason))
    if "Server disconnected" in text:
        return malformed(phrase("Closes the connection before the end of the answer"), text)
    if "StreamReset" in text:
        return malformed(phrase("Resets the HTTP/2 stream of the answer"), text)
    if "ConnectionTerminated" in text:
        return malformed(phrase("Ends the HTTP/2 connection before the answer"), text)
    return malformed(phrase("Breaks HTTP/2: {reason}", reason=text), text)
