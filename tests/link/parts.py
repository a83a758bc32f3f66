"""A handler that notes what it is asked, a clock, and a server with its clients."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Literal

from app.link.client import LinkClient
from app.link.handler import Departure
from app.link.server import LinkServer
from app.model.board import Board
from app.model.clock import Moment
from app.model.intent import Intent
from app.model.message import Answer, AskStatus, BoardPush, Hello, Question, Sender

BUILD = "build-1"


class RealClock:
    """The machine's clocks."""

    def now(self) -> Moment:
        return Moment(wall=time.time(), mono=time.monotonic())


class NotingHandler:
    """Answers every question and notes who asked."""

    def __init__(self) -> None:
        self.intents: list[tuple[Intent, Sender]] = []
        self.asked: list[Sender] = []
        self.given: list[str] = []
        self.fallen: list[tuple[str, str]] = []
        self.gone: list[tuple[str, Departure]] = []
        self.speaker_changed = asyncio.Event()
        self.title = "first"
        self.hold = asyncio.Event()
        self.hold.set()

    async def answer(self, question: Question, sender: Sender) -> Answer:
        self.asked.append(sender)
        await self.hold.wait()
        if isinstance(question, AskStatus):
            return Answer(id=0, board=self.whole_board().board)
        return Answer(id=0, error="no such thing")

    async def submit(self, intent: Intent, sender: Sender) -> Answer:
        self.intents.append((intent, sender))
        return Answer(id=0, text="stored")

    def whole_board(self) -> BoardPush:
        return BoardPush(board=Board(now=RealClock().now(), title=self.title), whole=True)

    def window_fell(self, sender: Sender, how: str) -> None:
        self.fallen.append((sender.role, how))

    def speaker_given(self, holder: Sender) -> None:
        self.given.append(holder.session)
        self.speaker_changed.set()

    def speaker_gone(self, last: Sender, departure: Departure) -> None:
        self.gone.append((last.session, departure))
        self.speaker_changed.set()


def hello(
    session: str = "s",
    *,
    role: Literal["wall", "desk", "command"] = "desk",
    build: str = BUILD,
    speaker: bool = False,
    watch: bool = False,
    follow: bool = False,
) -> Hello:
    """Return a greeting."""
    return Hello(
        build=build, role=role, who="ana", session=session, speaker=speaker, watch=watch, follow=follow
    )


class Served:
    """A server with its handler; clients that it connected are closed at the end."""

    def __init__(self, stack: AsyncExitStack, path: Path, *, beat: float, uid: int | None) -> None:
        self.path = path
        self.handler = NotingHandler()
        self.server = LinkServer(path, self.handler, build=BUILD, clock=RealClock(), beat=beat, uid=uid)
        self.beat = beat
        self._stack = stack

    async def client(self, greeting: Hello, *, silent: bool = False) -> LinkClient:
        """Connect a client; a silent one withholds its signs of life."""
        client = await LinkClient.connect(
            self.path, greeting, RealClock(), beat=self.beat, alive=lambda: not silent
        )
        self._stack.push_async_callback(client.close)
        return client


@asynccontextmanager
async def served(tmp_path: Path, *, beat: float = 1.0, uid: int | None = None) -> AsyncIterator[Served]:
    """Serve on a socket in ``tmp_path``."""
    async with AsyncExitStack() as stack:
        it = Served(stack, tmp_path / "sockets" / "s.sock", beat=beat, uid=uid)
        await it.server.start()
        stack.push_async_callback(it.server.close)
        yield it
