"""Frames: four bytes of length, most significant first, then one MessagePack value."""

import asyncio
import struct
from typing import Generic, TypeVar

import msgspec
from msgspec.structs import replace

from app.model.message import BoardPush, FromClient, FromEngine

LIMIT = 16 * 1024 * 1024
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
    """Return the push as one frame, or above the limit as several: what comes later stands at the end."""
    try:
        return frame(push)
    except BadFrame:
        half = len(push.board.checks) // 2
        if not half:
            raise
    checks, points = push.board.checks, len(push.points) // 2
    first = replace(push, board=replace(push.board, checks=checks[:half]), points=push.points[:points])
    rest = BoardPush(
        board=replace(push.board, checks=checks[half:]), whole=False, points=push.points[points:]
    )
    return board_frames(first) + board_frames(rest)


class Frames(Generic[T]):
    """Reads messages of one union from a stream."""

    def __init__(self, reader: asyncio.StreamReader, decoder: "msgspec.msgpack.Decoder[T]") -> None:
        self._reader = reader
        self._decoder = decoder

    async def next(self) -> T:
        """Return the next message. Raises ``Ended`` at the end and ``BadFrame`` for anything not ours."""
        body = await self._body()
        try:
            return self._decoder.decode(body)
        except msgspec.DecodeError as error:
            raise BadFrame(str(error)) from error

    async def _body(self) -> bytes:
        try:
            (length,) = _HEAD.unpack(await self._reader.readexactly(_HEAD.size))
            if length > LIMIT:
                raise BadFrame(f"a frame of {length} bytes is announced, the limit is {LIMIT}")
            return await self._reader.readexactly(length)
        except (asyncio.IncompleteReadError, OSError) as error:
            raise Ended(str(error)) from error


def from_clients(reader: asyncio.StreamReader) -> Frames[FromClient]:
    """Return what an engine reads."""
    return Frames(reader, msgspec.msgpack.Decoder(FromClient))


def from_engine(reader: asyncio.StreamReader) -> Frames[FromEngine]:
    """Return what a client reads."""
    return Frames(reader, msgspec.msgpack.Decoder(FromEngine))
