"""The link as the shell sees it: pushes become Qt signals, wishes become intents; nothing here waits."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance

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
        heard: bool = True,
    ) -> None:
        """Make one. ``heard``: False where nobody listens yet but to boards; ``listen`` says when they do."""
        super().__init__()
        self._path = path
        self._hello = hello
        self._clock = clock
        self._tasks = tasks
        self._alive = alive
        self._beat = beat
        self._client: LinkClient | None = None
        self._early: list[tuple[SignalInstance, tuple[object, ...]]] | None = None if heard else []

    @property
    def connected(self) -> bool:
        """Whether an engine of our own build is there."""
        return self._client is not None

    async def run(self) -> None:
        """Follow for ever."""
        events = follow(self._path, self._hello, self._clock, beat=self._beat, alive=self._alive)
        async with contextlib.aclosing(events):
            async for event in events:
                match event:
                    case Connected():
                        self._connected(event.client)
                    case Lost():
                        self._client = None
                        self._tell(self.lost, event.reason)
                    case _:
                        self._take(event)

    def listen(self) -> None:
        """Tell what has been said so far, in its order, and from now on all at once."""
        early, self._early = self._early or [], None
        for signal, what in early:
            signal.emit(*what)

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

    def _tell(self, signal: SignalInstance, *what: object) -> None:
        if self._early is None:
            signal.emit(*what)
        else:
            self._early.append((signal, what))

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
        self._tell(self.found, client.welcome)

    def _take(self, push: BoardPush | NoticePush | EventPush | SpeakerPush) -> None:
        match push:
            case BoardPush():
                self.pushed.emit(push)
            case NoticePush():
                self._tell(self.noticed, push.notice, push.pop_ups)
            case SpeakerPush():
                self._tell(self.speaking, push.holds)
                if push.test:
                    self._tell(self.test_wanted)
            case EventPush():
                pass
