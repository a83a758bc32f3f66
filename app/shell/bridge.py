"""The link as the shell sees it: pushes become Qt signals, wishes become intents; nothing here waits."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.link.client import LinkClient, LinkLost
from app.link.follow import Connected, Lost, follow
from app.model.clock import Clock
from app.model.intent import Intent, Stop
from app.model.message import Answer, BoardPush, EventPush, Hello, NoticePush, Question, SpeakerPush
from app.shell.tasks import Tasks

AWAY = "there is no connection to the engine"
NOT_SAVED = f"not saved: {AWAY}"


class Bridge(QObject):
    """Follows the engine of one socket for ever; ``tasks`` keeps what it starts."""

    found = Signal(object)  # Welcome
    lost = Signal(str)  # why
    pushed = Signal(object)  # BoardPush
    noticed = Signal(object, object)  # Notice, PopUps
    speaking = Signal(bool)  # whether tray and sound are ours
    test_wanted = Signal()
    answered = Signal(object, object)  # Intent, Answer: saved, or not and why

    def __init__(
        self,
        path: Path,
        hello: Hello,
        clock: Clock,
        *,
        tasks: Tasks,
        alive: Callable[[], bool],
        beat: float = 1.0,
    ) -> None:
        super().__init__()
        self._path = path
        self._hello = hello
        self._clock = clock
        self._tasks = tasks
        self._alive = alive
        self._beat = beat
        self._client: LinkClient | None = None

    @property
    def connected(self) -> bool:
        """Whether an engine of our own build is there."""
        return self._client is not None

    async def run(self, heard: asyncio.Event | None = None) -> None:
        """Follow for ever. ``heard``: what comes waits until it is set, and somebody is there to be told."""
        events = follow(self._path, self._hello, self._clock, beat=self._beat, alive=self._alive)
        async with contextlib.aclosing(events):
            async for event in events:
                if heard is not None:
                    await heard.wait()
                match event:
                    case Connected():
                        self._connected(event.client)
                    case Lost():
                        self._client = None
                        self.lost.emit(event.reason)
                    case _:
                        self._take(event)

    def submit(self, intent: Intent) -> None:
        """Send a wish; ``answered`` tells what became of it."""
        self._tasks.start(self._submitted(intent), f"intent {type(intent).__name__}")

    async def ask(self, question: Question | Intent, timeout: float = 10.0) -> Answer:  # noqa: ASYNC109 - callers say it
        """Return the engine's answer; where there is none, ``error`` says so."""
        away = NOT_SAVED if isinstance(question, Intent) else AWAY
        if self._client is None:
            return Answer(id=0, error=away)
        try:
            return await self._client.ask(question, timeout)
        except LinkLost:
            return Answer(id=0, error=away)
        except TimeoutError:
            return Answer(id=0, error=f"the engine gave no answer in {timeout:g} s")

    async def leave(self) -> None:
        """Say that we go on purpose."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _submitted(self, intent: Intent) -> None:
        self.answered.emit(intent, await self.ask(intent))

    async def _replace(self, client: LinkClient) -> None:
        with contextlib.suppress(LinkLost, TimeoutError):  # the end of the link is its consent
            await client.ask(Stop(who=self._hello.who))

    def _connected(self, client: LinkClient) -> None:
        if client.welcome.build != self._hello.build:
            # Another version sees the same state folder: it goes, and ours takes its place.
            self._tasks.start(self._replace(client), "replace the engine of another build")
            return
        self._client = client
        self.found.emit(client.welcome)

    def _take(self, push: BoardPush | NoticePush | EventPush | SpeakerPush) -> None:
        match push:
            case BoardPush():
                self.pushed.emit(push)
            case NoticePush():
                self.noticed.emit(push.notice, push.pop_ups)
            case SpeakerPush():
                self.speaking.emit(push.holds)
                if push.test:
                    self.test_wanted.emit()
            case EventPush():
                pass
