"""Probes that talk over TCP, with somebody who says what is given: whole ones, and the frames of one."""

import asyncio
import contextlib
import functools
import json
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, cast
from unittest import mock

import msgspec

from app.model.probe import Probe, ProbeFailed
from app.transport import streams
from app.transport.errors import Limits
from app.transport.stopwatch import Stopwatch
from app.transport.websocket_wire import WebSocketWire
from app.transport.wire import Address, Wire
from probes import kinds
from tests.faults import hostile_talks as talks
from tests.probes.runs import TrialContext

Read = Callable[[bytes], None]


class Parser(NamedTuple):
    """What is read, a few inputs to begin with, and the most that it is ever given."""

    read: Read
    seeds: tuple[bytes, ...]
    room: int = 65_536


def split(data: bytes) -> Iterator[bytes]:
    """Cut data into pieces: its first byte says of which size, so that cuts are found like all else."""
    size = data[0] if data and data[0] else 65_536
    yield from (data[at : at + size] for at in range(1, len(data), size))


class Said:
    """A connection over which what comes is known from the start; what is sent vanishes."""

    arrived = 0.0
    sent = 0

    def __init__(self, data: bytes) -> None:
        self._pieces = split(data)

    async def send(self, data: bytes) -> None:
        """Lose it."""

    def send_now(self, data: bytes) -> None:
        """Lose it."""

    async def receive(self, limit: int = 65_536) -> bytes:
        """Return the next piece, at the end that the other side has closed."""
        del limit
        return next(self._pieces, b"")

    def close(self) -> None:
        """Be gone."""


@contextmanager
def _connected(data: bytes) -> Iterator[None]:
    async def dial(*_words: object, **_settings: object) -> tuple[Wire, Address]:
        return cast("Wire", Said(data)), Address(socket.AF_INET, "127.0.0.1", 9)

    with mock.patch.object(streams, "dial", dial):
        yield


def _frames(data: bytes) -> None:
    async def read() -> None:
        watch = Stopwatch()
        address = Address(socket.AF_INET, "127.0.0.1", 9)
        wire = WebSocketWire(streams.Conversation(Said(data), address, watch, Limits(9, watch)), 100_000)
        while True:
            await wire.message()

    with contextlib.suppress(ProbeFailed):
        loop().run_until_complete(read())


loop = functools.cache(asyncio.new_event_loop)
_contexts: list[TrialContext] = []


@contextmanager
def ready() -> Iterator[None]:
    """Have the one loop on which probes talk, for the time of the block."""
    loop()
    try:
        yield
    finally:
        for context in _contexts:
            loop().run_until_complete(context.close())
        _contexts.clear()
        _probe.cache_clear()
        loop().close()
        loop.cache_clear()


@functools.cache
def _probe(settings: str) -> tuple[Probe, TrialContext]:
    probe: Probe = msgspec.json.decode(settings, type=functools.reduce(lambda a, b: a | b, kinds()))  # type: ignore[arg-type, return-value]
    _contexts.append(TrialContext(secrets={"word": "pass"}))
    return probe, _contexts[-1]


def conversation(settings: str, data: bytes) -> None:
    """Let a real probe talk with somebody who says ``data``: it answers, or knows why not."""
    probe, ctx = _probe(settings)
    with _connected(data), contextlib.suppress(ProbeFailed):
        loop().run_until_complete(probe.run(ctx))


def talk(seeds: tuple[bytes, ...], **settings: object) -> Parser:
    """Return a parser that is a whole probe of a protocol over TCP."""
    words = json.dumps({"host": "127.0.0.1", "port": 9, **settings})
    return Parser(functools.partial(conversation, words), tuple(b"\0" + seed for seed in seeds))


_MESSAGE = struct.Struct("!cI")


def _sql(kind: bytes, body: bytes) -> bytes:
    return _MESSAGE.pack(kind, len(body) + 4) + body


_LOGIN = _sql(b"R", bytes(4)) + _sql(b"K", bytes(8)) + _sql(b"Z", b"I")
_ROW = _sql(b"D", struct.pack("!hi", 1, 2) + b"42") + _sql(b"C", b"SELECT 1\0") + _sql(b"Z", b"I")
_SASL = b"\0\0\0\x0aSCRAM-SHA-256\0\0"
_SECRET = {"secret": "word"}
_H2_SETTINGS = b"\0\0\0\4\0\0\0\0\0"
_H2_HEADERS = b"\0\0\1\1\4\0\0\0\1\x88"  # :status 200

CONVERSATIONS: dict[str, Parser] = {
    "redis": talk(
        (b"+OK\r\n+PONG\r\n$12\r\na:1\r\nb:2.5\r\n\r\n$1\r\n5\r\n",), kind="redis", key="k", password=_SECRET
    ),
    "postgres": talk(
        (
            _LOGIN + _ROW,
            _sql(b"R", b"\0\0\0\5salt") + _LOGIN + _ROW,
            _sql(b"R", _SASL),
            talks.postgres_error(b"53300", b""),
        ),
        kind="postgres",
        user="u",
        password=_SECRET,
    ),
    "smtp": talk((b"220 a\r\n250-a\r\n250 STARTTLS\r\n220 go\r\n",), kind="smtp"),
    "imap": talk((b"* OK [CAPABILITY IMAP4rev1] hi\r\nn1 OK done\r\n",), kind="imap"),
    "pop3": talk((b"+OK hi\r\n+OK\r\nUSER\r\n.\r\n+OK\r\n",), kind="pop3"),
    "ssh": talk((b"SSH-2.0-OpenSSH_9.2\r\n",), kind="ssh"),
    "tcp": talk((b"220 ready\r\n250 fine\r\n",), kind="tcp", banner="220"),
    "websocket": Parser(
        functools.partial(conversation, json.dumps({"kind": "websocket", "url": "ws://a/", "ping": True})),
        (b"\0HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",),
    ),
    "websocket-frames": Parser(_frames, (b"\0\x81\x02ab\x01\x01a\x89\0\x80\x01b\x82\x7e\0\x80" + bytes(99),)),
    "grpc": talk((_H2_SETTINGS + _H2_HEADERS + b"\0\0\7\0\1\0\0\0\1\0\0\0\0\2\x08\1",), kind="grpc"),
    "tls": talk((b"\x16\x03\x03\0\x04\x02\0\0\0",), kind="tls"),
}
