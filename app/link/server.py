"""The engine's end of the link."""

import asyncio
import logging
import os
from collections.abc import Iterable
from pathlib import Path

from app.link.address import prepare_folder
from app.link.answering import Answering
from app.link.connection import Connection
from app.link.frames import BadFrame, Ended, board_frames, frame
from app.link.handler import Departure, Handler
from app.link.peer import peer_uid
from app.link.speaker import SpeakerSeat
from app.link.tasks import Tasks
from app.model.clock import Clock
from app.model.event import Event
from app.model.message import (
    Ask,
    Beat,
    BoardPush,
    EventPush,
    Hello,
    Leave,
    NoticePush,
    Refused,
    Sender,
    Welcome,
)
from app.model.notice import Notice
from app.model.routing import PopUps

SILENCE = 5  # signs of life, one a second, that may be missing
MOST_CLIENTS = 64
_HELLO_WITHIN = 5.0
_log = logging.getLogger("nocwall.link")


class LinkServer:
    """Serves any number of clients on a private Unix socket.

    ``beat`` is the seconds between signs of life; five missing ones are a lost client.
    """

    def __init__(  # the parts it is made of, by name
        self,
        path: Path,
        handler: Handler,
        *,
        build: str,
        clock: Clock,
        beat: float = 1.0,
        uid: int | None = None,
    ) -> None:
        self._path = path
        self._handler = handler
        self._build = build
        self._clock = clock
        self._beat = beat
        self._uid = os.geteuid() if uid is None else uid
        self._clients: list[Connection] = []
        self._seat = SpeakerSeat(self._speaker_given, self._speaker_gone)
        self._tasks = Tasks()
        self._answering = Answering(handler, self._tasks)
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen. The caller holds the state folder's lock, so a socket that lies there is a dead one."""
        prepare_folder(self._path.parent)
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._arrived, self._path)
        self._path.chmod(0o600)
        self._tasks.start(self._beats(), "link beats")

    async def close(self) -> None:
        """End all connections and take the socket away."""
        if self._server is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)
        await asyncio.gather(*(client.close() for client in self._clients))
        await self._tasks.close()

    @property
    def holder(self) -> Sender | None:
        """Who holds tray and sound."""
        return self._seat.holder.sender if self._seat.holder else None

    # What the engine sends.

    def publish(self, push: BoardPush) -> None:
        """Send a change of the board to all that watch."""
        self._push(push, (client for client in self._clients if client.watches))

    def tell_events(self, events: tuple[Event, ...]) -> None:
        """Send events to all that follow."""
        self._push(EventPush(events=events), (client for client in self._clients if client.follows))

    def tell(self, notice: Notice, pop_ups: PopUps = PopUps.NOT_OVER_WALLS) -> bool:
        """Send a notice to the speaker's holder; False where nobody holds it."""
        return self._seat.send(frame(NoticePush(notice=notice, pop_ups=pop_ups)))

    def ask_tone(self) -> bool:
        """Ask the speaker's holder for a test tone; False where nobody holds it."""
        return self._seat.ask_tone()

    def _push(self, message: BoardPush | EventPush, clients: Iterable[Connection]) -> None:
        data = b""
        for client in clients:
            data = data or (board_frames(message) if isinstance(message, BoardPush) else frame(message))
            client.push(data)
            self._refresh(client)

    def _refresh(self, client: Connection) -> None:
        if client.caught_up and client.watches:
            client.send_fresh(board_frames(self._handler.whole_board()))
        elif client.caught_up:
            client.behind = False

    # A client's life.

    def _arrived(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.start(self._serve(reader, writer), "link client")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Connection(reader, writer, peer_uid(writer))
        self._clients.append(client)
        try:
            if await self._greet(client):
                await self._listen(client)
        except Ended:
            pass
        except BadFrame as error:
            _log.info("a client of the link sent what is no frame of ours: %s", error)
        finally:
            self._clients.remove(client)
            self._seat.leave(client, _departure(client))
            await client.close()

    async def _greet(self, client: Connection) -> bool:
        try:
            async with asyncio.timeout(_HELLO_WITHIN):
                hello = await client.next()
        except TimeoutError:
            return False
        refusal = self._refusal(client, hello)
        if refusal or not isinstance(hello, Hello):
            client.send(frame(Refused(reason=refusal)))
            return False
        client.hello = hello
        client.same_build = hello.build == self._build
        client.send(frame(Welcome(build=self._build, pid=os.getpid(), now=self._clock.now())))
        if client.watches:
            client.send_fresh(board_frames(self._handler.whole_board()))
        self._seat.enter(client)
        if hello.fell:
            self._handler.window_fell(client.sender, hello.fell)
        return True

    def _refusal(self, client: Connection, hello: object) -> str:
        if client.uid not in (self._uid, -1):
            return "this engine belongs to another user"
        if not isinstance(hello, Hello):
            return "the first message must be a hello"
        if len(self._clients) > MOST_CLIENTS:
            return f"{MOST_CLIENTS} clients are connected already"
        return ""

    async def _listen(self, client: Connection) -> None:
        while True:
            message = await client.next()
            match message:
                case Ask():
                    self._answering.take(client, message)
                case Leave():
                    client.left = True
                    return
                case Hello():
                    raise BadFrame("a second hello")
                case _:
                    pass

    # Signs of life.

    async def _beats(self) -> None:
        while True:
            await asyncio.sleep(self._beat)
            data = frame(Beat(at=self._clock.now()))
            for client in tuple(self._clients):
                self._beat_one(client, data)

    def _beat_one(self, client: Connection, data: bytes) -> None:
        # Ticks are counted, not seconds: an engine that was stopped itself must not blame its clients.
        client.silent += 1
        if client.silent >= SILENCE:
            client.abort()
            return
        if client.hello is not None:
            client.send(data)
            self._refresh(client)

    def _speaker_given(self, holder: Connection) -> None:
        self._handler.speaker_given(holder.sender)

    def _speaker_gone(self, last: Connection, departure: Departure) -> None:
        self._handler.speaker_gone(last.sender, departure)


def _departure(client: Connection) -> Departure:
    if client.left:
        return Departure.ASKED
    return Departure.SILENT if client.silent >= SILENCE else Departure.VANISHED
