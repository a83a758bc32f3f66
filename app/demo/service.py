"""What every service of the demo has: a port on loopback, switches, caps, and tasks that end with it."""

import asyncio
import contextlib
import logging
import ssl
import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from app.demo.faults import OF_A_SOCKET, SLOW, Fault, Kind
from app.demo.pulse import Pulse

_log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
CONNECTIONS = 100  # of one service at a time; more are closed at once
CONVERSATION = 30.0  # seconds of one connection
REQUEST = 64 * 1024  # bytes of one request


class Service(ABC):
    """One service. ``behind`` names the service in front of it, whose outage is its own."""

    kinds: tuple[Kind, ...] = OF_A_SOCKET
    slow = SLOW

    def __init__(self, name: str, *, usual: float = 0.03, behind: str = "") -> None:
        self.name = name
        self.behind = behind
        self.port = 0
        self.pulse = Pulse(name)
        self.touch: Callable[[], None] = lambda: None  # told of each connection
        self.fault: Fault | None = None
        self.shadow: Fault | None = None  # of the service in front
        self._usual = usual

    def acting(self) -> Kind | None:
        """Return the fault that shows at this moment."""
        now = time.monotonic()
        for each in (self.fault, self.shadow):
            if each is not None and (kind := each.acts_as(now)) is not None:
                return kind
        return None

    async def linger(self, *, first: bool = True) -> None:
        """Take the time that an answer takes; only the first of a conversation is slow."""
        extra = self.slow if first and self.acting() is Kind.SLOW else 0.0
        await asyncio.sleep(extra + self.pulse.around(self._usual, 0.35, time.monotonic()))

    @abstractmethod
    async def start(self, port: int) -> None:
        """Begin; listen on ``port``, or on any free one if it is taken or 0."""

    @abstractmethod
    async def stop(self) -> None:
        """Stop for good."""

    @abstractmethod
    async def follow_switch(self) -> None:
        """Do what the present fault wants."""


class PortService(Service):
    """A service that listens on a port and answers in tasks of its own."""

    def __init__(self, name: str, *, usual: float = 0.03, behind: str = "") -> None:
        super().__init__(name, usual=usual, behind=behind)
        self._talks: set[asyncio.Task[None]] = set()

    async def start(self, port: int) -> None:
        """Listen on ``port``, or on any free one if it is taken or 0."""
        self.port = port
        try:
            await self._listen()
        except OSError:
            self.port = 0
            await self._listen()

    async def stop(self) -> None:
        """Stop for good."""
        self._close()
        for task in self._talks:
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def follow_switch(self) -> None:
        """Open or close the port as the present fault wants."""
        if self.acting() is Kind.REFUSE:
            self._close()
        elif not self._is_listening():
            try:
                await self._listen()
            except OSError as error:
                _log.warning("%s cannot listen again on port %d: %s", self.name, self.port, error)

    @abstractmethod
    async def _listen(self) -> None:
        """Open ``port``, or a free one if it is 0, and set it; raises ``OSError``."""

    @abstractmethod
    def _close(self) -> None:
        """Close the port, if it is open."""

    @abstractmethod
    def _is_listening(self) -> bool:
        """Return whether the port is open."""


class TcpService(PortService):
    """A service of TCP; a subclass says what it talks."""

    def __init__(self, name: str, *, usual: float = 0.03, behind: str = "") -> None:
        super().__init__(name, usual=usual, behind=behind)
        self._server: asyncio.Server | None = None

    @property
    def security(self) -> ssl.SSLContext | None:
        """How connections are encrypted; None: not at all."""
        return None

    @abstractmethod
    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""

    async def _listen(self) -> None:
        # A plain function takes the connections: asyncio reports the cancelled tasks of a coroutine function
        # as errors.
        self._server = await asyncio.start_server(
            self._taken, LOOPBACK, self.port, limit=REQUEST, ssl=self.security
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def _close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _is_listening(self) -> bool:
        return self._server is not None

    def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.touch()
        if len(self._talks) >= CONNECTIONS:
            writer.close()
            return
        task = asyncio.create_task(self._lead(reader, writer), name=f"demo {self.name}")
        self._talks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._talks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("%s broke off a conversation", self.name, exc_info=error)

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(CONVERSATION):
                if self.acting() is Kind.HANG:
                    await _until_gone(reader)
                else:
                    await self.talk(reader, writer)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError, ValueError):
            pass  # the other side went away, dawdled or spoke something else: its own affair
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def _until_gone(reader: asyncio.StreamReader) -> None:
    while await reader.read(REQUEST):
        pass


class Greeter(TcpService):
    """A service that says one line and waits until the other side has gone: a gate of the network."""

    def __init__(self, name: str, greeting: str, *, usual: float = 0.004, behind: str = "") -> None:
        super().__init__(name, usual=usual, behind=behind)
        self._greeting = greeting

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Greet."""
        await self.linger()
        words = "421 not available" if self.acting() is Kind.ERROR_500 else self._greeting
        writer.write(words.encode() + b"\r\n")
        await writer.drain()
        await _until_gone(reader)
