"""The link as signals, against the real server."""

import asyncio
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec

from app.link.server import LinkServer
from app.model.board import Board
from app.model.clock import Moment
from app.model.intent import Mute, Stop
from app.model.message import Answer, AskStatus, BoardPush
from app.shell.bridge import AWAY, NOT_SAVED, Bridge
from app.shell.tasks import Tasks
from tests.link.parts import BUILD, NotingHandler, RealClock, hello, served
from tests.shell.conftest import Live


class Ear:
    """A bridge and what it told."""

    def __init__(self, path: Path, *, beat: float = 1.0, build: str = BUILD, heard: bool = True) -> None:
        self.tasks = Tasks()
        self.told: dict[str, asyncio.Queue[Any]] = defaultdict(asyncio.Queue)
        greeting = msgspec.structs.replace(hello(watch=True, speaker=True), build=build)
        self.bridge = Bridge(
            path, greeting, RealClock(), tasks=self.tasks, alive=lambda: True, beat=beat, heard=heard
        )
        for name in ("found", "lost", "pushed", "noticed", "speaking"):
            getattr(self.bridge, name).connect(lambda what, name=name: self.told[name].put_nowait(what))
        self.bridge.test_wanted.connect(lambda: self.told["test"].put_nowait(None))
        self.bridge.answered.connect(lambda *both: self.told["answered"].put_nowait(both))
        self.tasks.start(self.bridge.run(), "link")

    async def until(self, name: str) -> Any:
        return await self.told[name].get()

    async def close(self) -> None:
        await self.bridge.leave()
        await self.tasks.close()


def test_boards_the_speaker_and_wishes_pass(live: Live, tmp_path: Path) -> None:
    """A board arrives whole, the speaker is ours, a wish is answered when it is stored."""

    async def work() -> Any:
        async with served(tmp_path) as engine:
            ear = Ear(engine.path)
            await ear.until("found")
            assert await ear.until("speaking") is True
            push = await ear.until("pushed")
            assert isinstance(push, BoardPush)
            assert push.whole
            wish = Mute(seconds=60, who="ana")
            ear.bridge.submit(wish)
            intent, answer = await ear.until("answered")
            assert (intent, answer.text, answer.error) == (wish, "stored", "")
            engine.server.ask_tone()
            await ear.until("test")
            await ear.close()

    live(work())


def test_what_an_engine_says_waits_for_who_hears_it(live: Live, tmp_path: Path) -> None:
    """While the shell is loaded boards come and questions are answered; all else is told later, in order."""

    async def work() -> Any:
        async with served(tmp_path) as engine:
            ear = Ear(engine.path, heard=False)
            assert (await ear.until("pushed")).whole
            assert (await ear.bridge.ask(AskStatus())).error == ""
            engine.server.ask_tone()
            engine.server.publish(BoardPush(board=Board(now=Moment(wall=1.0, mono=1.0)), whole=False))
            await ear.until("pushed")
            assert set(ear.told) == {"pushed"}
            ear.bridge.listen()
            assert list(ear.told) == ["pushed", "found", "speaking", "test"]
            assert await ear.until("speaking") is True
            await ear.close()

    live(work())


def test_a_wish_without_an_engine_is_not_saved(live: Live, tmp_path: Path) -> None:
    """Where no engine is, the loss is told and a wish comes back unsaved."""

    async def work() -> Any:
        ear = Ear(tmp_path / "nobody.sock")
        assert "No such file" in await ear.until("lost")
        ear.bridge.submit(Mute(seconds=60, who="ana"))
        _intent, answer = await ear.until("answered")
        assert answer.error == NOT_SAVED
        assert (await ear.bridge.ask(AskStatus())) == Answer(id=0, error=AWAY)
        await ear.close()

    live(work())


def test_an_engine_that_comes_back_is_found_again(live: Live, tmp_path: Path) -> None:
    """The end of the engine is told, and so is the next one at the same place."""

    async def work() -> Any:
        async with served(tmp_path) as engine:
            ear = Ear(engine.path)
            await ear.until("found")
        await ear.until("lost")
        async with served(tmp_path):
            await ear.until("found")
            await ear.close()

    live(work())


def test_a_silent_engine_is_lost_within_five_signs_of_life(live: Live, tmp_path: Path) -> None:
    """An engine that says nothing more, its connection still standing, is lost."""

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from app.link.frames import frame
        from app.model.message import Welcome

        now = Moment(wall=1.0, mono=1.0)
        writer.write(frame(Welcome(build=BUILD, pid=1, now=now)))
        writer.write(frame(BoardPush(board=Board(now=now), whole=True)))
        await reader.read()
        writer.close()

    async def work() -> Any:
        server = await asyncio.start_unix_server(mute, tmp_path / "mute.sock")
        ear = Ear(tmp_path / "mute.sock", beat=0.05)
        await ear.until("found")
        assert "no sign of life" in await ear.until("lost")
        await ear.close()
        server.close()
        await asyncio.sleep(0.05)

    live(work())


def test_an_engine_of_another_build_is_asked_to_go(live: Live, tmp_path: Path) -> None:
    """Another version's engine is told to stop; it is never taken for ours."""

    async def work() -> Any:
        handler = NotingHandler()
        server = LinkServer(tmp_path / "l" / "s.sock", handler, build="old", clock=RealClock())
        await server.start()
        ear = Ear(tmp_path / "l" / "s.sock", build="new")
        while not handler.intents:  # noqa: ASYNC110 - the handler has no event for it
            await asyncio.sleep(0.01)
        assert isinstance(handler.intents[0][0], Stop)
        assert not ear.bridge.connected
        await ear.close()
        await server.close()

    live(work())
