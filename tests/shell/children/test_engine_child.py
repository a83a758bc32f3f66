"""The engine as a child: real processes that stand for it."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from app.model.phrase import Phrase
from app.shell.children import engine_child
from app.shell.children.engine_child import EngineChild
from tests.shell.conftest import Live

SLEEPS = "import time; time.sleep(60)"
DIES = "import sys; print('no inventory', file=sys.stderr); sys.exit(3)"


class Keeping:
    """An engine child that runs ``script``, and what it says."""

    def __init__(self, folder: Path, script: str) -> None:
        self.said: list[str] = []
        self.child = EngineChild(
            (sys.executable, "-c", script), os.environ, folder / "state" / "engine.log", on_change=self._say
        )
        self.task = asyncio.create_task(self.child.run())

    def _say(self, what: Phrase) -> None:
        self.said.append(what.plain())

    async def until(self, text: str, count: int = 1) -> None:
        async with asyncio.timeout(10):
            while sum(text in said for said in self.said) < count:  # noqa: ASYNC110 - processes have no event
                await asyncio.sleep(0.01)

    async def pid(self, other: int | None = None) -> int:
        async with asyncio.timeout(10):
            while self.child.pid in (None, other):  # noqa: ASYNC110 - same
                await asyncio.sleep(0.01)
        assert self.child.pid is not None
        return self.child.pid

    async def close(self) -> None:
        await self.child.stop(ask=lambda: os.kill(self.child.pid or 0, signal.SIGTERM))
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


def test_nothing_is_started_while_an_engine_answers(live: Live, tmp_path: Path) -> None:
    """A living engine is attached to, whoever started it."""

    async def work() -> Any:
        keeping = Keeping(tmp_path, SLEEPS)
        keeping.child.link_found()
        await asyncio.sleep(0.2)
        assert keeping.child.pid is None
        await keeping.close()

    live(work())


def test_a_killed_engine_is_started_again(live: Live, tmp_path: Path) -> None:
    """Where nobody answers an engine is started; after its death the next one is, and both are said."""

    async def work() -> Any:
        keeping = Keeping(tmp_path, SLEEPS)
        keeping.child.link_lost()
        first = await keeping.pid()
        keeping.child.link_found()
        os.kill(first, signal.SIGKILL)
        keeping.child.link_lost()
        await keeping.until("ended with signal 9")
        assert await keeping.pid(first) != first
        await keeping.close()
        assert keeping.child.pid is None

    live(work())


def test_an_engine_that_dies_at_once_is_tried_ever_more_rarely(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last words are told, and the pauses grow."""
    monkeypatch.setattr(engine_child, "PAUSES", (0.05, 0.3))

    async def work() -> Any:
        keeping = Keeping(tmp_path, DIES)
        keeping.child.link_lost()
        loop = asyncio.get_running_loop()
        await keeping.until("ended with status 3: no inventory", 2)
        began = loop.time()
        await keeping.until("ended with status 3", 3)
        assert loop.time() - began >= 0.3
        await keeping.close()

    live(work())


def test_a_hung_engine_is_replaced(live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that answered once and then neither answers nor ends is killed."""
    monkeypatch.setattr(engine_child, "HUNG_AFTER", 0.2)

    async def work() -> Any:
        keeping = Keeping(tmp_path, SLEEPS)
        keeping.child.link_lost()
        first = await keeping.pid()
        await asyncio.sleep(0.05)  # no engine answers before the shell has begun to wait for its first answer
        keeping.child.link_found()
        await asyncio.sleep(0.05)
        os.kill(first, signal.SIGSTOP)
        keeping.child.link_lost()
        await keeping.until("hangs")
        assert await keeping.pid(first) != first
        await keeping.close()

    live(work())


def test_a_command_that_cannot_run_is_said(live: Live, tmp_path: Path) -> None:
    """A missing program is a sentence, not a silence."""

    async def work() -> Any:
        said: list[str] = []
        child = EngineChild(
            ("/does/not/exist",), {}, tmp_path / "log", on_change=lambda what: said.append(what.plain())
        )
        task = asyncio.create_task(child.run())
        child.link_lost()
        while len(said) < 2:  # noqa: ASYNC110 - the callback is the subject
            await asyncio.sleep(0.01)
        assert "The engine cannot be started: No such file or directory" in said
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    live(work())
