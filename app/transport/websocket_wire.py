"""WebSocket (RFC 6455) as a client that trusts nobody: upgrade and frames, to the letter, within limits."""

import asyncio
import base64
import hashlib
import os
import struct
from typing import NamedTuple

from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import ProbeFailed
from app.model.quantity import Unit, quantity
from app.model.state import ErrorClass
from app.transport.answer_text import unfit
from app.transport.errors import malformed, not_serving
from app.transport.http_lines import START, Head, head_parts, judge_start
from app.transport.http_values import MAX_HEAD, joined
from app.transport.streams import Conversation

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
_DATA = (CONTINUATION, TEXT, BINARY)
_CONTROL = (CLOSE, PING, PONG)
_KEY_SUFFIX = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # section 1.3
_MAX_CONTROL = 125
_MAX_FRAMES = 10_000  # that are passed over or put together for one message
_AT_ONCE = 500  # frames before the loop turns
_INTERIM = (100, 102, 103)
_MAX_INTERIM = 8
_REFUSALS = {401: ErrorClass.AUTH, 407: ErrorClass.AUTH, 403: ErrorClass.BLOCKED}
# Codes with which a server closes that is there and does not serve (section 7.4.1 and the registry): going
# away, failed, restarting, try again later, bad gateway.
_NOT_SERVING = (1001, 1011, 1012, 1013, 1014)


def new_key() -> bytes:
    """Return a key for one upgrade."""
    return base64.b64encode(os.urandom(16))


def framed(opcode: int, payload: bytes) -> bytes:
    """Return one whole frame, masked as a client must."""
    size = len(payload)
    if size <= _MAX_CONTROL:
        length = bytes((0x80 | size,))
    elif size < 65_536:
        length = struct.pack("!BH", 0x80 | 126, size)
    else:
        length = struct.pack("!BQ", 0x80 | 127, size)
    mask = os.urandom(4)
    return bytes((0x80 | opcode,)) + length + mask + _masked(payload, mask)


class Frame(NamedTuple):
    """One frame of the server."""

    final: bool
    opcode: int
    payload: bytes


class WebSocketWire:
    """One conversation; the caller owns it and the deadline. ``max_message`` counts bytes."""

    def __init__(self, talk: Conversation, max_message: int) -> None:
        self._talk = talk
        self._max = max_message

    async def upgrade(self, head: bytes, key: bytes, offered: tuple[str, ...]) -> str:
        """Send the request and return the protocol that the server has chosen of those ``offered``.

        Raises ``ProbeFailed`` where it does not switch, or not as the standard wants it.
        """
        await self._talk.ask("upgrade", head)
        for _ in range(_MAX_INTERIM):
            answer = await self._head()
            if answer.status not in _INTERIM:
                break
        self._talk.answered()
        if answer.status != 101:
            raise _no_switch(answer.status)
        _demand_switch(answer, key)
        return _chosen(answer, offered)

    async def _head(self) -> Head:
        start = await self._talk.exactly(len(START))
        judge_start(start)
        return head_parts((start + await self._talk.until(b"\r\n\r\n", MAX_HEAD))[:-2])

    async def send(self, opcode: int, payload: bytes) -> None:
        """Send one frame."""
        await self._talk.send(framed(opcode, payload))

    async def message(self) -> bytes:
        """Return the next message; pings on the way are answered. Raises ``ProbeFailed``."""
        parts: list[bytes] = []
        kind, room = CONTINUATION, self._max
        for number in range(_MAX_FRAMES):
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)  # what comes faster than it is read would hold the loop
            frame = await self._frame(room)
            if frame.opcode in _CONTROL:
                await self._control(frame)
                continue
            if (frame.opcode == CONTINUATION) != bool(kind):
                raise malformed(phrase("Sends the parts of messages in a wrong order"))
            kind = kind or frame.opcode
            parts.append(frame.payload)
            room -= len(frame.payload)
            if frame.final:
                return _whole(kind, b"".join(parts))
        raise malformed(phrase("Sends a message in too many parts"))

    async def pong(self, payload: bytes) -> None:
        """Ping, and wait for the answer to this very ping; messages on the way are passed over."""
        await self.send(PING, payload)
        for number in range(_MAX_FRAMES):
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
            frame = await self._frame(self._max)
            if frame.opcode == PONG and frame.payload == payload:
                return
            if frame.opcode in _CONTROL:
                await self._control(frame)
        raise malformed(phrase("Does not answer a ping"))

    async def _control(self, frame: Frame) -> None:
        if frame.opcode == PING:
            await self.send(PONG, frame.payload)
        elif frame.opcode == CLOSE:
            raise _closed(frame.payload)

    async def _frame(self, room: int) -> Frame:
        first, second = await self._talk.exactly(2)
        opcode, size = first & 0x0F, second & 0x7F
        fault = _fault(first, second)
        if fault is not None:
            raise malformed(fault)
        if size > _MAX_CONTROL:
            size = await self._long(size)
        if size > room:
            sentence = phrase("The message is larger than {limit}", limit=quantity(self._max, Unit.BYTES))
            raise ProbeFailed(ErrorClass.TOO_LARGE, sentence)
        return Frame(bool(first & 0x80), opcode, await self._talk.exactly(size) if size else b"")

    async def _long(self, size: int) -> int:
        """Return a length of two or eight bytes; the shortest form is the only one (section 5.2)."""
        width, least = (2, 126) if size == 126 else (8, 65_536)
        length = int.from_bytes(await self._talk.exactly(width))
        if length < least or length >> 63:
            raise malformed(phrase("States the length of a frame in a wrong form"))
        return length


def _fault(first: int, second: int) -> Phrase | None:
    """Return what is wrong with the two bytes that begin a frame of a server."""
    opcode = first & 0x0F
    if first & 0x70:
        return phrase("Uses an extension of WebSocket that was not agreed on")
    if second & 0x80:
        return phrase("Sends a masked frame, as only a client may")
    if opcode not in _DATA + _CONTROL:
        return phrase("Sends a frame of an unknown kind")
    if opcode in _CONTROL and (not first & 0x80 or second > _MAX_CONTROL):
        return phrase("Sends a control frame in parts or too long")
    return None


def _whole(kind: int, data: bytes) -> bytes:
    if kind == TEXT:
        try:
            data.decode()
        except UnicodeDecodeError:
            raise malformed(phrase("Sends a text that is not UTF-8")) from None
    return data


def _closed(payload: bytes) -> ProbeFailed:
    """Return the failure of a server that says goodbye where it should have gone on."""
    if len(payload) == 1:
        return malformed(phrase("Closes with half a code"))
    code = int.from_bytes(payload[:2]) if payload else 1005
    said = foreign(f"{code} {payload[2:].decode('utf-8', 'replace')}", 120)
    if code in _NOT_SERVING:
        return not_serving(said)
    return unfit(phrase("Closes the connection: {message}", message=said))


def _no_switch(status: int) -> ProbeFailed:
    sentence = phrase("Answers {status} instead of switching to WebSocket", status=str(status))
    return ProbeFailed(_REFUSALS.get(status, ErrorClass.STATUS), sentence)


def _demand_switch(answer: Head, key: bytes) -> None:
    """Raise ``ProbeFailed`` where an answer of status 101 is not what section 4.1 demands."""
    upgrade = joined(answer.fields, b"upgrade").strip().lower()
    wishes = [wish.strip().lower() for wish in joined(answer.fields, b"connection").split(",")]
    if upgrade != "websocket" or "upgrade" not in wishes:
        raise malformed(phrase("Switches to another protocol than WebSocket"), foreign(upgrade))
    digest = hashlib.sha1(key + _KEY_SUFFIX, usedforsecurity=False).digest()
    if joined(answer.fields, b"sec-websocket-accept").strip() != base64.b64encode(digest).decode():
        raise malformed(phrase("Does not prove that it speaks WebSocket: its accept key is wrong"))
    extensions = joined(answer.fields, b"sec-websocket-extensions")
    if extensions:
        raise malformed(phrase("Uses an extension of WebSocket that was not agreed on"), foreign(extensions))


def _chosen(answer: Head, offered: tuple[str, ...]) -> str:
    chosen = joined(answer.fields, b"sec-websocket-protocol").strip()
    if chosen and chosen not in offered:
        sentence = phrase("Chooses the protocol {name}, which was not offered", name=foreign(chosen, 80))
        raise malformed(sentence)
    if offered and not chosen:
        raise unfit(phrase("Agrees on none of the protocols {names}", names=", ".join(offered)))
    return chosen


def _masked(payload: bytes, mask: bytes) -> bytes:
    size = len(payload)
    if not size:
        return b""
    whole = int.from_bytes((mask * (size // 4 + 1))[:size])
    return (int.from_bytes(payload) ^ whole).to_bytes(size)
