"""The other end of the link: wall, tray, command line. Works under any asyncio loop, qasync's too."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Self

from app.link.frames import BadFrame, Ended, Frames, frame, from_engine, joined
from app.link.peer import peer_uid
from app.link.tasks import Tasks
from app.model.clock import Clock
from app.model.intent import Intent
from app.model.message import (
    Answer,
    Ask,
    Beat,
    BoardPush,
    EventPush,
    FromClient,
    FromEngine,
    Hello,
    Leave,
    NoticePush,
    Question,
    Refused,
    SpeakerPush,
    Welcome,
)

SILENCE = 5  # signs of life, one a second, that may be missing
_WAITING = 256  # pushes that may wait for their reader; then the engine has to
_CONNECT_WITHIN = 5.0

Push = BoardPush | NoticePush | EventPush | SpeakerPush


class LinkRefused(Exception):  # noqa: N818 - it is the name of the outcome
    """The engine will not talk to us; the text says why."""


class LinkLost(Exception):  # noqa: N818 - same
    """The connection to the engine is gone; the text says how."""


def _always() -> bool:
    return True


class LinkClient:
    """One connection. Iterate over it for pushes; the iteration ends when the link is lost."""

    def __init__(
        self,
        frames: Frames[FromEngine],
        writer: asyncio.StreamWriter,
        welcome: Welcome,
        clock: Clock,
        *,
        beat: float,
        alive: Callable[[], bool],
    ) -> None:
        self.welcome = welcome
        self.lost = ""  # why the link is lost; empty while it lives
        self._frames = frames
        self._writer = writer
        self._clock = clock
        self._beat = beat
        self._alive = alive
        self._asked: dict[int, asyncio.Future[Answer]] = {}
        self._last_id = 0
        self._silent = 0
        self._heard = 0  # bytes up to the last look
        self._parts: list[BoardPush] = []  # of a board that is on its way
        self._pushes: asyncio.Queue[Push | None] = asyncio.Queue(_WAITING)
        self._gone = asyncio.Event()
        self._tasks = Tasks()
        self._tasks.start(self._read(), "link read")
        self._tasks.start(self._beats(), "link beats")

    @classmethod
    async def connect(
        cls,
        path: Path,
        hello: Hello,
        clock: Clock,
        *,
        beat: float = 1.0,
        alive: Callable[[], bool] = _always,
    ) -> Self:
        """Connect and greet. ``alive`` is asked before each sign of life: False withholds it.

        Raises ``OSError`` where nobody listens, ``LinkRefused``, ``LinkLost`` where the greeting fails.
        """
        reader, writer = await asyncio.open_unix_connection(path)
        try:
            async with asyncio.timeout(_CONNECT_WITHIN):
                welcome, frames = await _greeted(reader, writer, hello)
        except BaseException:
            writer.transport.abort()
            raise
        return cls(frames, writer, welcome, clock, beat=beat, alive=alive)

    async def ask(self, what: Question | Intent, timeout: float = 20.0) -> Answer:  # noqa: ASYNC109 - callers say it
        """Ask a question or submit an intent. ``answer.error`` says why not.

        Raises ``LinkLost`` where the link ends first, ``TimeoutError`` after ``timeout`` seconds.
        """
        if self.lost:
            raise LinkLost(self.lost)
        self._last_id += 1
        number = self._last_id
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked[number] = future
        try:
            self._send(_ask(number, what))
            async with asyncio.timeout(timeout):
                return await future
        finally:
            self._asked.pop(number, None)

    async def __aiter__(self) -> AsyncIterator[Push]:
        """Give the pushes in their order until the link is lost."""
        while (push := await self._pushes.get()) is not None:
            yield push

    async def wait_lost(self) -> str:
        """Return why the link was lost, when it is."""
        await self._gone.wait()
        return self.lost

    async def close(self) -> None:
        """Leave on purpose."""
        if not self.lost:
            self._send(Leave())
            self._lose("closed")
        await self._tasks.close()
        try:
            async with asyncio.timeout(1):
                await self._writer.wait_closed()
        except (OSError, TimeoutError):
            self._writer.transport.abort()

    def _send(self, message: FromClient) -> None:
        self._writer.write(frame(message))

    async def _read(self) -> None:
        try:
            while True:
                await self._take(await self._frames.next())
        except Ended:
            self._lose("the engine closed the link")
        except BadFrame as error:
            self._lose(f"the engine sent what is no frame of ours: {error}")

    async def _take(self, message: FromEngine) -> None:
        match message:
            case Answer():
                future = self._asked.get(message.id)
                if future is not None and not future.done():
                    future.set_result(message)
            case BoardPush():
                await self._gather(message)
            case NoticePush() | EventPush() | SpeakerPush():
                await self._pushes.put(message)
            case _:
                pass

    async def _gather(self, part: BoardPush) -> None:
        """Hand a board on once its last part has come; between two parts others have their turn."""
        self._parts.append(part)
        if part.more:
            await asyncio.sleep(0)
            return
        parts, self._parts = self._parts, []
        await self._pushes.put(joined(parts))

    async def _beats(self) -> None:
        while not self.lost:
            await asyncio.sleep(self._beat)
            if self._alive() and not self.lost:
                self._send(Beat(at=self._clock.now()))
            # Ticks are counted, not seconds: after a sleep of our own the engine is not to blame.
            # And while our own reader is the one who does not take, its silence proves nothing.
            heard, self._heard = self._frames.heard - self._heard, self._frames.heard
            self._silent = 0 if heard or self._pushes.full() else self._silent + 1
            if self._silent >= SILENCE:
                self._lose(f"no sign of life from the engine for {SILENCE} s")
                return

    def _lose(self, reason: str) -> None:
        if self.lost:
            return
        self.lost = reason
        self._gone.set()
        for future in self._asked.values():
            if not future.done():
                future.set_exception(LinkLost(reason))
        if self._pushes.full():
            self._pushes.get_nowait()
        self._pushes.put_nowait(None)
        self._writer.close()


def _ask(number: int, what: Question | Intent) -> Ask:
    if isinstance(what, Intent):
        return Ask(id=number, intent=what)
    return Ask(id=number, question=what)


async def _greeted(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, hello: Hello
) -> tuple[Welcome, Frames[FromEngine]]:
    if peer_uid(writer) not in (os.geteuid(), -1):
        raise LinkRefused("the socket belongs to another user")
    frames = from_engine(reader)
    writer.write(frame(hello))
    try:
        first = await frames.next()
    except (Ended, BadFrame) as error:
        raise LinkLost(f"no greeting from the engine: {error}") from error
    match first:
        case Welcome():
            return first, frames
        case Refused():
            raise LinkRefused(first.reason)
        case _:
            raise LinkLost("the engine's first message was no greeting")
