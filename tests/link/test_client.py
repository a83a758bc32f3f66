import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from app.link.client import LinkClient
from app.link.follow import Connected, Lost, follow
from app.link.frames import frame
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
