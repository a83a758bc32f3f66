"""A database that speaks enough of PostgreSQL's protocol 3.0 to answer a few questions.

Source: PostgreSQL 15 documentation, chapter 55.
"""

import asyncio
import struct
import time
from collections.abc import Callable, Mapping

from app.demo.faults import Kind
from app.demo.pulse import Pulse
from app.demo.service import REQUEST, TcpService

_PROTOCOL = 196_608
_SSL, _GSS = 80_877_103, 80_877_104
_FLOAT8 = 701  # the type's number in pg_type

# A word of the question, and the number that is its answer.
Questions = Mapping[str, Callable[[Pulse, float], float]]


class PostgresService(TcpService):
    """Lets everybody in and answers one number to each question it knows."""

    def __init__(self, name: str, questions: Questions, *, usual: float = 0.006, behind: str = "") -> None:
        super().__init__(name, usual=usual, behind=behind)
        self._questions = questions

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Let in, then answer questions until the other side says goodbye."""
        await _startup(reader, writer)
        await self.linger(first=False)
        if self.acting() is Kind.ERROR_500:
            writer.write(_error("FATAL", "53300", "sorry, too many clients already"))
            await writer.drain()
            return
        settings = (b"server_version\x0015.14 (demo)\0", b"client_encoding\0UTF8\0")
        welcome = _message(b"R", bytes(4)) + b"".join(_message(b"S", each) for each in settings)
        writer.write(welcome + _message(b"K", struct.pack("!II", 4711, 815)) + _READY)
        await writer.drain()
        first = True
        while (question := await _question(reader)) is not None:
            await self.linger(first=first)
            first = False
            writer.write(self._answer(question) + _READY)
            await writer.drain()

    def _answer(self, question: str) -> bytes:
        asked = question.strip().rstrip(";").lower()
        if asked == "select 1":
            return _row("1")
        for word, number in self._questions.items():
            if word in asked:
                return _row(f"{number(self.pulse, time.monotonic()):.6g}")
        return _error("ERROR", "42P01", "relation does not exist")


async def _startup(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        length = int.from_bytes(await reader.readexactly(4), "big")
        if not 8 <= length <= REQUEST:
            raise ValueError(f"a startup packet of {length} bytes")
        packet = await reader.readexactly(length - 4)
        version = int.from_bytes(packet[:4], "big")
        if version == _PROTOCOL:
            return
        if version not in (_SSL, _GSS):
            raise ValueError(f"protocol {version}")
        writer.write(b"N")  # no encryption here
        await writer.drain()


async def _question(reader: asyncio.StreamReader) -> str | None:
    kind = await reader.readexactly(1)
    length = int.from_bytes(await reader.readexactly(4), "big")
    if not 4 <= length <= REQUEST:
        raise ValueError(f"a message of {length} bytes")
    body = await reader.readexactly(length - 4)
    if kind == b"X":
        return None
    if kind != b"Q":
        raise ValueError(f"message {kind!r}")
    return body.rstrip(b"\0").decode("utf-8", "replace")


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


_READY = _message(b"Z", b"I")


def _row(value: str) -> bytes:
    column = b"value\0" + struct.pack("!IHIhih", 0, 0, _FLOAT8, 8, -1, 0)
    data = value.encode()
    return (
        _message(b"T", struct.pack("!H", 1) + column)
        + _message(b"D", struct.pack("!HI", 1, len(data)) + data)
        + _message(b"C", b"SELECT 1\0")
    )


def _error(severity: str, code: str, text: str) -> bytes:
    fields = f"S{severity}\0V{severity}\0C{code}\0M{text}\0\0"
    return _message(b"E", fields.encode())
