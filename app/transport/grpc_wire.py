"""One unary call of gRPC over HTTP/2 (grpc.io, "gRPC over HTTP2"), within limits."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    TrailersReceived,
)
from h2.exceptions import H2Error

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.quantity import Unit, quantity
from app.model.state import ErrorClass
from app.transport.errors import malformed, not_serving
from app.transport.streams import Conversation

MAX_WIRE = 262_144  # bytes that a server may send in all
_SLICE = 4096  # of them before the loop turns: some hundred of the smallest frames
_MAX_MESSAGE = 65_536
_PREFIX = 5  # a flag and a length before each message

Fields = Sequence[tuple[bytes, bytes]]


class Outcome(NamedTuple):
    """How a call ended: gRPC's status, its message, and the answer (empty where it failed)."""

    status: int
    message: str
    data: bytes


class GrpcCall:
    """One call on a conversation in which nothing was said yet; the caller owns it and the deadline."""

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk
        self._http = H2Connection(H2Configuration(client_side=True, header_encoding=None))
        self._fields: dict[bytes, bytes] = {}
        self._data = bytearray()
        self._received = 0
        self._over = False

    async def run(self, fields: Fields, message: bytes) -> Outcome:
        """Send the request and wait for its end; raises ``ProbeFailed``."""
        self._http.initiate_connection()
        stream = self._http.get_next_available_stream_id()
        self._http.send_headers(stream, list(fields))
        self._http.send_data(stream, b"\0" + len(message).to_bytes(4) + message, end_stream=True)
        await self._talk.ask("call", self._http.data_to_send())
        while not self._over:
            await self._turn()
        self._talk.answered()
        return self._outcome()

    async def _turn(self) -> None:
        data = await self._talk.some()
        if not data:
            raise malformed(phrase("Closes the connection in the middle of an answer"))
        if not self._received and data[:1] != b"\0":
            raise _not_http2(data)
        self._received += len(data)
        if self._received > MAX_WIRE:
            raise _too_large(MAX_WIRE)
        try:
            for at in range(0, len(data), _SLICE):
                for event in self._http.receive_data(data[at : at + _SLICE]):
                    self._take(event)
                await asyncio.sleep(0)
        except H2Error as reason:
            raise _not_http2(data, str(reason)) from None
        answer = self._http.data_to_send()
        if answer and not self._over:
            await self._talk.send(answer)

    def _take(self, event: Event) -> None:
        if isinstance(event, ResponseReceived | TrailersReceived):
            self._fields |= {bytes(name): bytes(value) for name, value in event.headers}
        elif isinstance(event, DataReceived):
            self._data += event.data
            if len(self._data) > _MAX_MESSAGE:
                raise _too_large(_MAX_MESSAGE)
            self._http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, StreamReset) or (isinstance(event, ConnectionTerminated) and _refuses(event)):
            if not self._over:
                raise not_serving(f"HTTP/2 {_code(event.error_code)}")
        elif isinstance(event, StreamEnded):
            self._over = True

    def _outcome(self) -> Outcome:
        http = self._fields.get(b":status", b"").decode("latin-1")
        status = self._fields.get(b"grpc-status", b"").decode("latin-1")
        if http != "200":
            sentence = phrase("Answers {status} instead of {wanted}", status=foreign(http, 20), wanted="200")
            raise ProbeFailed(ErrorClass.STATUS, sentence)
        content = self._fields.get(b"content-type", b"")
        if not content.startswith(b"application/grpc") or not status.isdecimal() or len(status) > 3:
            raise malformed(phrase("What answers is not {protocol}", protocol="gRPC"), repr(content[:80]))
        message = unquote(self._fields.get(b"grpc-message", b"").decode("latin-1"), errors="replace")
        return Outcome(int(status), foreign(message), self._message() if status == "0" else b"")

    def _message(self) -> bytes:
        """Return the one message of a good answer, without its prefix."""
        size = int.from_bytes(self._data[1:_PREFIX])
        if len(self._data) < _PREFIX or size != len(self._data) - _PREFIX:
            raise malformed(phrase("Sends an answer whose length is not what it says"))
        if self._data[0]:
            raise malformed(phrase("Sends the body as {encoding}", encoding="gRPC, compressed"))
        return bytes(self._data[_PREFIX:])

    def farewell(self) -> bytes:
        """Return the frame that ends the connection in order."""
        self._http.close_connection()
        return self._http.data_to_send()


def _too_large(limit: int) -> ProbeFailed:
    sentence = phrase("The answer is larger than {limit}", limit=quantity(limit, Unit.BYTES))
    return ProbeFailed(ErrorClass.TOO_LARGE, sentence)


def _not_http2(data: bytes, reason: str = "") -> ProbeFailed:
    """Return the failure of another protocol. HTTP/2 begins with a short frame: its first byte is 0."""
    if data.startswith(b"HTTP/1"):
        return malformed(phrase("Speaks HTTP/1, not HTTP/2"))
    said = foreign(reason or data[:200].decode("latin-1"))
    return malformed(phrase("What answers is not {protocol}", protocol="HTTP/2"), said)


def _refuses(event: ConnectionTerminated) -> bool:
    """Return whether our call is given up too: a server that goes in peace answers it first."""
    return event.error_code != 0 or not event.last_stream_id


def _code(code: object) -> str:
    return str(getattr(code, "name", code))
