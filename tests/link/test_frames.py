import asyncio
import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.link.frames import (
    LIMIT,
    PART,
    PART_POINTS,
    BadFrame,
    Ended,
    board_frames,
    frame,
    from_clients,
    from_engine,
    joined,
)
from app.model.clock import Moment
from app.model.intent import Acknowledge
from app.model.message import Answer, Ask, Beat, BoardPush, Point
from tests.shell.boards import board, check


def fed(data: bytes) -> asyncio.StreamReader:
    """Return a reader that holds ``data`` and then ends."""
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return reader


async def test_what_was_framed_is_read_again() -> None:
    """Messages come out as they went in, in their order."""
    first = Ask(id=7, intent=Acknowledge(what="I-1", who="ana", comment="früh"))
    second = Beat(at=Moment(wall=1.0, mono=2.0))
    frames = from_clients(fed(frame(first) + frame(second)))
    assert [await frames.next(), await frames.next()] == [first, second]
    with pytest.raises(Ended):
        await frames.next()


async def test_an_announced_giant_is_refused_before_it_is_read() -> None:
    """A length above 16 MiB ends the reading at once."""
    with pytest.raises(BadFrame):
        await from_clients(fed(struct.pack(">I", LIMIT + 1))).next()


def test_a_giant_is_not_sent() -> None:
    """A message above 16 MiB is refused where it is made."""
    with pytest.raises(BadFrame):
        frame(Answer(id=1, text="x" * (LIMIT + 1)))


async def test_a_board_of_thousands_goes_in_small_parts() -> None:
    """No frame of a whole board holds more than a slice of it, and together they are the board."""
    checks = tuple(check(f"host{number}") for number in range(2 * PART + 1))
    points = tuple(Point(check="a", series="x", at=float(n), value=None) for n in range(PART_POINTS + 1))
    push = BoardPush(board=board(*checks), whole=True, points=points, removed=("gone",))
    frames = from_engine(fed(board_frames(push)))
    parts: list[BoardPush] = []
    while not parts or parts[-1].more:
        part = await frames.next()
        assert isinstance(part, BoardPush)
        assert len(part.board.checks) <= PART
        parts.append(part)
    assert len(parts) == 3
    assert joined(parts) == push


async def test_messages_of_the_wrong_direction_are_refused() -> None:
    """An engine's message is no client's message."""
    with pytest.raises(BadFrame):
        await from_clients(fed(frame(Answer(id=1)))).next()


async def test_a_torn_frame_is_an_end() -> None:
    """A connection that ends within a frame has ended."""
    data = frame(Answer(id=1, text="all of it"))
    with pytest.raises(Ended):
        await from_engine(fed(data[:-1])).next()


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_message_a_refusal_or_the_end(body: bytes) -> None:
    """Nothing that comes over the socket raises anything else."""

    async def read() -> None:
        with contextlib.suppress(BadFrame, Ended):
            await from_clients(fed(struct.pack(">I", len(body)) + body)).next()

    asyncio.run(read())
