"""Frames: four bytes of length, most significant first, then one MessagePack value."""

import asyncio
import struct
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

import msgspec
from msgspec.structs import replace

from app.model.board import Board
from app.model.message import BoardPush, FromClient, FromEngine

LIMIT = 16 * 1024 * 1024
PART = 200  # checks of a board in one frame: some two milliseconds to decode
PART_POINTS = 2000
_PIECE = 256 * 1024  # bytes that are waited for at once
_HEAD = struct.Struct(">I")

T = TypeVar("T")


class BadFrame(Exception):  # noqa: N818 - it is the name of the outcome
    """What came or was to go is no frame of ours; the connection must end."""


class Ended(Exception):  # noqa: N818 - same
    """The other side is gone."""


def frame(message: FromClient | FromEngine) -> bytes:
    """Return the message as one frame; raises ``BadFrame`` above the limit."""
    body = msgspec.msgpack.encode(message)
    if len(body) > LIMIT:
        raise BadFrame(f"a message of {len(body)} bytes is above the limit of {LIMIT}")
    return _HEAD.pack(len(body)) + body


def board_frames(push: BoardPush) -> bytes:
    """Return the push as one frame, or a large one as several, all but the last marked with ``more``.

    A screen decodes a frame in one go and must not stand still for it; ``LinkClient`` puts them together.
    """
    return b"".join(_frame(part) for part in _parts(push))


def _frame(part: BoardPush) -> bytes:
    try:
        return frame(part)
    except BadFrame:  # its checks have much to tell
        half = len(part.board.checks) // 2
        if not half:
            raise
    checks = part.board.checks
    first = replace(part, board=replace(part.board, checks=checks[:half]), points=(), more=True)
    return _frame(first) + _frame(replace(part, board=replace(part.board, checks=checks[half:])))


def _parts(push: BoardPush) -> Iterator[BoardPush]:
    checks, points = push.board.checks, push.points
    while len(checks) > PART or len(points) > PART_POINTS:
        board = Board(now=push.board.now, checks=checks[:PART])
        yield BoardPush(board=board, whole=push.whole, points=points[:PART_POINTS], more=True)
        checks, points = checks[PART:], points[PART_POINTS:]
    yield replace(push, board=replace(push.board, checks=checks), points=points)


def joined(parts: Sequence[BoardPush]) -> BoardPush:
    """Return the push that went in these parts, the last of which holds the rest of it."""
    *before, last = parts
    if not before:
        return last
    checks = tuple(check for part in parts for check in part.board.checks)
    points = tuple(point for part in parts for point in part.points)
    return replace(last, board=replace(last.board, checks=checks), points=points)


class Frames(Generic[T]):
    """Reads messages of one union from a stream."""

    def __init__(self, reader: asyncio.StreamReader, decoder: "msgspec.msgpack.Decoder[T]") -> None:
        self._reader = reader
        self._decoder = decoder
        self.heard = 0  # bytes that came: a long frame on its way is a sign of life too

    async def next(self) -> T:
        """Return the next message. Raises ``Ended`` at the end and ``BadFrame`` for anything not ours."""
        body = await self._body()
        try:
            return self._decoder.decode(body)
        except msgspec.DecodeError as error:
            raise BadFrame(str(error)) from error

    async def _body(self) -> bytes:
        try:
            (length,) = _HEAD.unpack(await self._exactly(_HEAD.size))
            if length > LIMIT:
                raise BadFrame(f"a frame of {length} bytes is announced, the limit is {LIMIT}")
            return await self._exactly(length)
        except (asyncio.IncompleteReadError, OSError) as error:
            raise Ended(str(error)) from error

    async def _exactly(self, number: int) -> bytes:
        pieces: list[bytes] = []
        while number:
            piece = await self._reader.read(min(number, _PIECE))
            if not piece:
                raise asyncio.IncompleteReadError(b"", number)
            self.heard += len(piece)
            number -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)


def from_clients(reader: asyncio.StreamReader) -> Frames[FromClient]:
    """Return what an engine reads."""
    return Frames(reader, msgspec.msgpack.Decoder(FromClient))


def from_engine(reader: asyncio.StreamReader) -> Frames[FromEngine]:
    """Return what a client reads."""
    return Frames(reader, msgspec.msgpack.Decoder(FromEngine))
