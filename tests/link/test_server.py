import asyncio
import os
import socket
import stat
import struct
from pathlib import Path

import msgspec
import pytest

from app.link.client import LinkClient, LinkLost, LinkRefused, Push
from app.link.connection import BEHIND
from app.link.frames import frame, from_engine
from app.link.handler import Departure
from app.model.board import Board, CheckView
from app.model.intent import Acknowledge, Recheck, Report, Stop
from app.model.message import AskDetail, AskStatus, BoardPush, SpeakerPush, Welcome
from app.model.state import State
from app.model.target import ElementClass
from tests.link.parts import RealClock, Served, hello, served


async def raw_client(it: Served, data: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect and send bytes as they are."""
    reader, writer = await asyncio.open_unix_connection(it.path)
    writer.write(data)
    return reader, writer


async def read_frame(sock: socket.socket) -> bytes:
    """Read one frame's body and not a byte more."""
    loop = asyncio.get_running_loop()
    (length,) = struct.unpack(">I", await loop.sock_recv(sock, 4))
    return await loop.sock_recv(sock, length)


def big_push(size: int) -> BoardPush:
    """Return a push of about ``size`` bytes."""
    view = CheckView(
        id="a/b",
        target="a",
        target_name="x" * size,
        name="b",
        short="b",
        element=ElementClass.API,
        kind="http",
        address="",
        state=State.OK,
        interval=1,
    )
    return BoardPush(board=Board(now=RealClock().now(), checks=(view,)), whole=False)


async def test_the_socket_is_private(tmp_path: Path) -> None:
    """Folder and socket are for their owner alone, and gone after the end."""
    async with served(tmp_path) as it:
        assert stat.S_IMODE(it.path.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(it.path.stat().st_mode) == 0o600
    assert not it.path.exists()


async def test_questions_and_intents_are_answered_side_by_side(tmp_path: Path) -> None:
    """A slow question does not hold up an intent of the same client."""
    async with served(tmp_path) as it:
        client = await it.client(hello())
        it.handler.hold.clear()
        slow = asyncio.create_task(client.ask(AskStatus()))
        stored = await client.ask(Acknowledge(what="I-1", who="somebody else"))
        assert stored.text == "stored"
        assert it.handler.intents[0][1].who == "ana"
        it.handler.hold.set()
        answer = await slow
        assert answer.board is not None
        assert answer.board.title == "first"
        assert (await client.ask(AskDetail(check="x"))).error == "no such thing"


async def test_a_bad_frame_closes_that_client_only(tmp_path: Path) -> None:
    """Rubbish ends the connection it came by; the others go on."""
    async with served(tmp_path) as it:
        good = await it.client(hello())
        for rubbish in (b"GET / HTTP/1.1\r\n\r\n", struct.pack(">I", 3) + b"\xc1\xc1\xc1"):
            reader, writer = await raw_client(it, frame(hello("bad")) + rubbish)
            async with asyncio.timeout(5):
                await reader.read()
            writer.close()
        assert (await good.ask(AskStatus())).board is not None


async def test_who_does_not_greet_is_refused(tmp_path: Path) -> None:
    """The first message must be a hello."""
    async with served(tmp_path) as it:
        reader, writer = await raw_client(it, frame(hello()) + frame(hello()))
        assert isinstance(await from_engine(reader).next(), Welcome)
        await reader.read()
        writer.close()


async def test_another_user_is_refused(tmp_path: Path) -> None:
    """The peer's uid must be the engine's."""
    async with served(tmp_path, uid=os.geteuid() + 1) as it:
        with pytest.raises(LinkRefused, match="another user"):
            await it.client(hello())


async def test_a_wall_may_look_only(tmp_path: Path) -> None:
    """A wall's connection acknowledges nothing; it may tell what became of a tone."""
    async with served(tmp_path) as it:
        wall = await it.client(hello(role="wall", watch=True))
        for wish in (Acknowledge(what="I-1", who="ana"), Recheck(), Stop()):
            assert (await wall.ask(wish)).error == "a wall may look only"
        assert (await wall.ask(Report(what="sound", ok=True))).text == "stored"
        assert [type(intent) for intent, _ in it.handler.intents] == [Report]
        assert (await wall.ask(AskStatus())).board is not None


async def test_another_build_can_only_ask_the_engine_to_stop(tmp_path: Path) -> None:
    """A newer shell learns of the older engine's build and can end it."""
    async with served(tmp_path) as it:
        other = await it.client(hello(build="build-2", watch=True, speaker=True))
        assert other.welcome.build == "build-1"
        assert "another build" in (await other.ask(AskStatus())).error
        assert (await other.ask(Stop())).text == "stored"
        assert it.handler.given == []


async def test_a_slow_client_gets_the_newest_board_instead_of_a_queue(tmp_path: Path) -> None:
    """Beyond 4 MiB unsent pushes are dropped; when it reads again it gets a fresh whole board."""
    async with served(tmp_path, beat=0.1) as it:
        slow = socket.socket(socket.AF_UNIX)
        slow.connect(str(it.path))
        slow.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(slow, frame(hello("slow", watch=True)))
        await read_frame(slow)  # greeted; from here on it does not read
        quick = await it.client(hello("quick", watch=True))
        for _ in range(20):
            it.server.publish(big_push(1024 * 1024))
            await asyncio.sleep(0)
        it.handler.title = "newest"
        reader, writer = await asyncio.open_unix_connection(sock=slow)
        boards: list[BoardPush] = []
        size = 0
        async with asyncio.timeout(4):
            frames = from_engine(reader)
            while not boards or boards[-1].board.title != "newest":
                message = await frames.next()
                if isinstance(message, BoardPush):
                    boards.append(message)
                    size += len(frame(message))
        writer.close()
        assert boards[-1].whole
        assert size < BEHIND + 2 * 1024 * 1024
        assert all(isinstance(push, BoardPush) for push in await first(quick, 6))


async def test_a_board_above_the_limit_comes_in_parts(tmp_path: Path) -> None:
    """A board of more than 16 MiB reaches a client whole, in order, in several frames."""
    (view,) = big_push(1024 * 1024).board.checks
    names = [f"a/{n}" for n in range(20)]
    views = tuple(msgspec.structs.replace(view, id=name) for name in names)
    async with served(tmp_path) as it:
        board = Board(now=RealClock().now(), checks=views)
        it.handler.whole_board = lambda: BoardPush(board=board, whole=True)  # type: ignore[method-assign]
        client = await it.client(hello("s", watch=True))
        async with asyncio.timeout(5):
            push = await anext(aiter(client))
        assert isinstance(push, BoardPush)
        assert push.whole
        assert [check.id for check in push.board.checks] == names


async def first(client: LinkClient, number: int) -> list[Push]:
    """Return the first pushes that a client gets."""
    found: list[Push] = []
    async with asyncio.timeout(5):
        async for push in client:
            found.append(push)
            if len(found) == number:
                break
    return found


async def speaker_turn(it: Served) -> None:
    """Wait until the handler hears of the speaker."""
    async with asyncio.timeout(5):
        await it.handler.speaker_changed.wait()
    it.handler.speaker_changed.clear()


async def test_exactly_one_client_holds_the_speaker_and_it_is_passed_on(tmp_path: Path) -> None:
    """When the holder goes the next one gets it; when the last goes the engine hears how."""
    async with served(tmp_path) as it:
        one = await it.client(hello("one", speaker=True))
        two = await it.client(hello("two", speaker=True))
        assert await first(one, 1) == [SpeakerPush(holds=True)]
        assert await first(two, 1) == [SpeakerPush(holds=False)]
        assert it.server.holder is not None
        assert it.server.holder.session == "one"
        it.handler.speaker_changed.clear()
        await one.close()
        await speaker_turn(it)
        assert await first(two, 1) == [SpeakerPush(holds=True)]
        assert it.handler.given == ["one", "two"]
        assert it.handler.gone == []
        await two.close()
        await speaker_turn(it)
        assert it.handler.gone == [("two", Departure.ASKED)]
        assert it.server.holder is None


async def test_a_holder_that_vanishes_is_told_from_one_that_leaves(tmp_path: Path) -> None:
    """A connection that ends without a word has vanished."""
    async with served(tmp_path) as it:
        _, writer = await raw_client(it, frame(hello("one", speaker=True)))
        await speaker_turn(it)
        writer.transport.abort()
        await speaker_turn(it)
        assert it.handler.gone == [("one", Departure.VANISHED)]


async def test_a_session_that_comes_back_takes_its_speaker_over(tmp_path: Path) -> None:
    """A shell that reconnects before its old connection was noticed dead keeps the speaker."""
    async with served(tmp_path) as it:
        old = await it.client(hello("one", speaker=True))
        new = await it.client(hello("one", speaker=True))
        assert await first(new, 1) == [SpeakerPush(holds=True)]
        await old.close()
        assert (await new.ask(AskStatus())).board is not None
        assert it.handler.gone == []


async def test_a_client_without_signs_of_life_is_lost_after_five_beats(tmp_path: Path) -> None:
    """A frozen holder is dropped and its speaker goes to the next."""
    async with served(tmp_path, beat=0.05) as it:
        frozen = await it.client(hello("frozen", speaker=True), silent=True)
        healthy = await it.client(hello("healthy", speaker=True))
        async with asyncio.timeout(5):
            await frozen.wait_lost()
        assert await first(healthy, 2) == [SpeakerPush(holds=False), SpeakerPush(holds=True)]
        assert not healthy.lost


async def test_the_last_frozen_holder_is_reported_as_silent(tmp_path: Path) -> None:
    """The engine hears that nobody alarms any more, and why."""
    async with served(tmp_path, beat=0.05) as it:
        await it.client(hello("frozen", speaker=True), silent=True)
        await speaker_turn(it)
        await speaker_turn(it)
        assert it.handler.gone == [("frozen", Departure.SILENT)]


async def test_an_intent_on_a_dying_link_fails_at_once(tmp_path: Path) -> None:
    """Who asks when the engine goes is told so, not left waiting."""
    async with served(tmp_path) as it:
        client = await it.client(hello())
        it.handler.hold.clear()
        asked = asyncio.create_task(client.ask(AskStatus()))
        await asyncio.sleep(0)
        await it.server.close()
        with pytest.raises(LinkLost):
            await asked
        with pytest.raises(LinkLost):
            await client.ask(AskStatus())
