"""One client, as the server sees it."""

import asyncio

from app.link.frames import from_clients
from app.model.message import FromClient, Hello, Sender

BEHIND = 4 * 1024 * 1024  # unsent bytes beyond which pushes are dropped
_LOST = BEHIND * 5  # unsent bytes beyond which even answers are: the client is given up
_SPEAKING = 1024 * 1024  # unsent bytes below which a client that was behind gets a fresh board


class Connection:
    """Sends frames without ever waiting, and keeps count of the client's signs of life."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, uid: int) -> None:
        self._frames = from_clients(reader)
        self._writer = writer
        self.uid = uid
        self.hello: Hello | None = None
        self.same_build = False
        self.silent = 0  # ticks of the server since the last frame
        self.behind = False  # pushes were dropped; a fresh board is due
        self.asking = 0
        self.left = False  # it said so

    @property
    def sender(self) -> Sender:
        """Who this is; only after its hello."""
        assert self.hello is not None
        hello = self.hello
        return Sender(
            session=hello.session, who=hello.who, role=hello.role, uid=self.uid, resumed=hello.resumed
        )

    @property
    def watches(self) -> bool:
        """Whether boards go here."""
        return self.hello is not None and self.hello.watch and self.same_build

    @property
    def follows(self) -> bool:
        """Whether events go here."""
        return self.hello is not None and self.hello.follow and self.same_build

    @property
    def can_speak(self) -> bool:
        """Whether it may be given the speaker."""
        return self.hello is not None and self.hello.speaker and self.same_build and not self.closing

    @property
    def unsent(self) -> int:
        """Bytes that the client has not taken yet."""
        return self._writer.transport.get_write_buffer_size()

    @property
    def closing(self) -> bool:
        """Whether the connection is at its end."""
        return self._writer.is_closing()

    @property
    def caught_up(self) -> bool:
        """Whether a client that was behind can take a fresh board."""
        return self.behind and self.unsent < _SPEAKING

    async def next(self) -> FromClient:
        """Return the next message; raises ``Ended`` or ``BadFrame``."""
        message = await self._frames.next()
        self.silent = 0
        return message

    def send(self, data: bytes) -> None:
        """Send what must arrive: answers, notices, signs of life."""
        if self.closing:
            return
        if self.unsent > _LOST:
            self.abort()
            return
        self._writer.write(data)

    def push(self, data: bytes) -> None:
        """Send what may be dropped, because a fresh board follows."""
        if self.behind or self.unsent + len(data) > BEHIND:
            self.behind = True
            return
        self.send(data)

    def send_fresh(self, data: bytes) -> None:
        """Send a whole board and take pushes up again."""
        self.behind = False
        self.send(data)

    def abort(self) -> None:
        """End at once; unsent bytes are lost."""
        self._writer.transport.abort()

    async def close(self) -> None:
        """End after what was sent has gone, at the latest after a second."""
        self._writer.close()
        try:
            async with asyncio.timeout(1):
                await self._writer.wait_closed()
        except (OSError, TimeoutError):
            self.abort()
