import asyncio
from contextlib import aclosing
from pathlib import Path

import msgspec
import pytest

from app.link.client import LinkClient
from app.link.follow import Connected, Lost, follow
from app.link.frames import frame
from app.model.board import Board
from app.model.message import BoardPush, Welcome
from tests.link.parts import BUILD, RealClock, hello, served


async def test_nobody_listening_is_an_error_of_the_system(tmp_path: Path) -> None:
    """Without an engine the caller learns it at once."""
    with pytest.raises(FileNotFoundError):
        await LinkClient.connect(tmp_path / "none.sock", hello(), RealClock())


async def test_an_engine_without_signs_of_life_is_lost_after_five_beats(tmp_path: Path) -> None:
    """A stopped engine is noticed although its socket stays open."""
    path = tmp_path / "s.sock"
    done = asyncio.Event()

    async def stopped_engine(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(frame(Welcome(build=BUILD, pid=1, now=RealClock().now())))
        await done.wait()
        writer.close()

    async with await asyncio.start_unix_server(stopped_engine, path):
        client = await LinkClient.connect(path, hello(), RealClock(), beat=0.05)
        async with asyncio.timeout(5):
            assert "no sign of life" in await client.wait_lost()
        assert [push async for push in client] == []
        await client.close()
        done.set()


async def test_bytes_on_their_way_are_a_sign_of_life(tmp_path: Path) -> None:
    """A large frame that takes longer than five beats to arrive does not lose the link."""
    path = tmp_path / "s.sock"
    lost = asyncio.Event()

    async def slow_engine(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(frame(Welcome(build=BUILD, pid=1, now=RealClock().now())))
        board = frame(BoardPush(board=Board(now=RealClock().now(), title="x" * 1000), whole=True))
        for first in range(0, len(board), 30):  # for about twice the silence that would lose it
            writer.write(board[first : first + 30])
            await asyncio.sleep(0.015)
        await lost.wait()
        writer.close()

    async with await asyncio.start_unix_server(slow_engine, path):
        client = await LinkClient.connect(path, hello(), RealClock(), beat=0.05)
        async with asyncio.timeout(5):
            push = await anext(aiter(client))
            assert isinstance(push, BoardPush)
            assert push.board.title == "x" * 1000
            assert "no sign of life" in await client.wait_lost()
        await client.close()
        lost.set()


async def test_a_watcher_gets_the_whole_board_and_its_changes(tmp_path: Path) -> None:
    """The first push is whole; later ones follow in order."""
    async with served(tmp_path) as it:
        client = await it.client(hello(watch=True))
        it.server.publish(BoardPush(board=it.handler.whole_board().board, whole=False))
        seen = []
        async for push in client:
            assert isinstance(push, BoardPush)
            seen.append(push.whole)
            if len(seen) == 2:
                break
        assert seen == [True, False]


async def test_following_survives_the_engine(tmp_path: Path) -> None:
    """After the engine's end the follower says so, tries again and resumes with the next engine."""
    async with served(tmp_path) as first:
        steps = aclosing(follow(first.path, hello(watch=True), RealClock()))
        async with steps as events:
            assert isinstance(await anext(events), Connected)
            assert isinstance(await anext(events), BoardPush)
            await first.server.close()
            step = await anext(events)
            assert isinstance(step, Lost)
            assert not step.refused
            async with served(tmp_path):
                while not isinstance(step, Connected):
                    step = await anext(events)
                assert isinstance(await anext(events), BoardPush)


async def test_a_window_that_fell_is_told_of_once(tmp_path: Path) -> None:
    """The first greeting after a fall says so to the engine; a connection that is made anew does not."""
    async with served(tmp_path) as first:
        greeting = msgspec.structs.replace(hello("w", role="wall", watch=True), fell="SIGSEGV")
        async with aclosing(follow(first.path, greeting, RealClock())) as events:
            assert isinstance(await anext(events), Connected)
            assert first.handler.fallen == [("wall", "SIGSEGV")]
            await first.server.close()
            async with served(tmp_path) as second:
                while not isinstance(await anext(events), Connected):
                    pass
                assert second.handler.fallen == []
