"""A real engine process over a small real platform: one TCP service and one webhook receiver."""

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Protocol

from app import __version__
from app.engine.clock import SystemClock
from app.link.address import socket_path
from app.link.client import LinkClient, LinkLost
from app.model.board import Board
from app.model.intent import Intent
from app.model.message import Answer, AskEvents, AskStatus, Hello

INVENTORY = """
title: Fault test
defaults: {{interval: 400ms, timeout: 200ms, attempts: 2, retry_interval: 300ms}}
targets:
  - id: paygrove
    name: Paygrove
    class: payment
    checks:
      - probe: {{kind: tcp, host: 127.0.0.1, port: {service}}}
channels:
  - {{kind: webhook, id: ops, url: "http://127.0.0.1:{hook}/hook"}}
"""


PROGRAM = (sys.executable, "-m", "app")
TIMES = "{interval: 400ms, timeout: 200ms, attempts: 2, retry_interval: 300ms}"


class TcpService:
    """Accepts connections, until it is taken away."""

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0
        self._server: asyncio.Server | None = None

    async def up(self) -> None:
        """Listen, on the same port each time."""
        self._server = await asyncio.start_server(self._served, "127.0.0.1", self.port, reuse_address=True)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        """Refuse connections from now on."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await reader.read(1)
        writer.close()


class Listens(Protocol):
    """A receiver of notices."""

    @property
    def port(self) -> int:
        """Where it listens on this machine."""
        ...


class Hook:
    """Receives webhooks and answers 204."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.at: list[float] = []  # when each came, by time.monotonic
        self.port = 0
        self._server: asyncio.Server | None = None
        self._arrived = asyncio.Event()

    async def until(self, number: int, within: float = 5.0) -> None:
        """Wait until so many have come."""
        async with asyncio.timeout(within):
            while len(self.got) < number:
                self._arrived.clear()
                await self._arrived.wait()

    @property
    def said(self) -> list[str]:
        """What was told, as ``incident kind``."""
        return [f"{each['incident']} {each['kind']}" for each in self.got]

    async def up(self, listening: socket.socket | None = None) -> None:
        """Listen, on a socket of another network if one is given."""
        sock = listening or socket.create_server(("127.0.0.1", self.port))
        self._server = await asyncio.start_server(self._served, sock=sock)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        """Go."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.got.append(json.loads(await _body(reader)))
        except asyncio.IncompleteReadError:  # the engine was killed at it
            writer.close()
            return
        self.at.append(time.monotonic())
        self._arrived.set()
        writer.write(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        with suppress(ConnectionError):
            await writer.drain()
        writer.close()


async def _body(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    return await reader.readexactly(length)


class EngineProcess:
    """One engine over a state folder, started and killed for real."""

    def __init__(
        self, state: Path, inventory: Path, environment: dict[str, str], program: Sequence[str] = PROGRAM
    ) -> None:
        self.state = state
        self.inventory = inventory
        self.environment = environment
        self.program = program
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until it answers. Its log is ``engine.log`` beside the state folder."""
        words = (*self.program, "engine", "--state", str(self.state), "--inventory", str(self.inventory))
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *words,
                env=self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
            )
        async with asyncio.timeout(20):
            while True:
                try:
                    async with self.client() as client:
                        await client.ask(AskStatus())
                        return
                except (OSError, LinkLost):
                    await asyncio.sleep(0.05)

    @property
    def log(self) -> Path:
        """The file that it logs to."""
        return self.state.parent / "engine.log"

    def descriptors(self) -> int:
        """Return how many descriptors it has open."""
        assert self.process is not None
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        assert self.process is not None
        self.process.send_signal(number)

    async def ended(self) -> int:
        """Wait for its end."""
        assert self.process is not None
        async with asyncio.timeout(10):
            return await self.process.wait()

    async def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    @asynccontextmanager
    async def client(
        self,
        *,
        speaker: bool = False,
        watch: bool = False,
        role: Literal["desk", "command"] = "command",
    ) -> AsyncIterator[LinkClient]:
        """Connect to it; who is the speaker watches too."""
        watch = watch or speaker
        hello = Hello(build=__version__, role=role, who="ana", session="test", speaker=speaker, watch=watch)
        path = socket_path(self.state, self.environment)
        client = await LinkClient.connect(path, hello, SystemClock())
        try:
            yield client
        finally:
            await client.close()

    async def status(self) -> Board:
        """Return the board."""
        async with self.client() as client:
            board = (await client.ask(AskStatus())).board
        assert board is not None
        return board

    async def submit(self, intent: Intent) -> Answer:
        """Submit an intent."""
        async with self.client() as client:
            return await client.ask(intent)

    async def events(self) -> list[tuple[str, str]]:
        """Return what happened, as (subject, what)."""
        async with self.client() as client:
            return [(event.subject, event.what) for event in (await client.ask(AskEvents())).events]

    async def until(self, holds: Callable[[Board], object], within: float = 10.0) -> Board:
        """Wait for a board of which something is so."""
        async with asyncio.timeout(within):
            while not holds(board := await self.status()):  # noqa: ASYNC110 - another process can only be asked
                await asyncio.sleep(0.05)
        return board

    async def said(self, *command: str) -> str:
        """Return what a command prints that is attached to it."""
        words = (*PROGRAM, *command, "--state", str(self.state))
        process = await asyncio.create_subprocess_exec(
            *words, env=self.environment, stdout=asyncio.subprocess.PIPE
        )
        async with asyncio.timeout(10):
            return (await process.communicate())[0].decode()

    async def until_event(self, subject: str, what: str, within: float = 8.0) -> None:
        """Wait for an event."""
        async with asyncio.timeout(within):
            while (subject, what) not in await self.events():  # noqa: ASYNC110 - same
                await asyncio.sleep(0.05)


class Platform:
    """The service, the hook and the engine that watches one and tells the other."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.service = TcpService()
        self.hook = Hook()
        self.engine = EngineProcess(folder / "state", folder / "inventory.yaml", environment)

    async def up(self) -> None:
        """Start everything and wait for the first good result."""
        await self.service.up()
        await self.hook.up()
        text = INVENTORY.format(service=self.service.port, hook=self.hook.port)
        self.engine.inventory.write_text(text, encoding="utf-8")
        await self.engine.start()
        await self.engine.until(lambda board: board.summary.counts.ok == 1)


@asynccontextmanager
async def engine_over(
    targets: str,
    program: Sequence[str] = PROGRAM,
    *,
    started: bool = True,
    times: str = TIMES,
    variables: Mapping[str, str] = MappingProxyType({}),
    hooks: Mapping[str, Listens] = MappingProxyType({}),
) -> AsyncIterator[EngineProcess]:
    """Run an engine over these targets (YAML), with further variables in its environment.

    ``hooks`` are its channels, by their ids.
    """
    channels = ", ".join(
        f"{{kind: webhook, id: {name}, url: 'http://127.0.0.1:{hook.port}/'}}" for name, hook in hooks.items()
    )
    with home() as (folder, environment):
        inventory = folder / "inventory.yaml"
        inventory.write_text(
            f"defaults: {times}\nchannels: [{channels}]\ntargets:\n{targets}", encoding="utf-8"
        )
        engine = EngineProcess(folder / "state", inventory, environment | dict(variables), program)
        try:
            if started:
                await engine.start()
            yield engine
        finally:
            await engine.kill()


def target(name: str, probe: str, more: str = "") -> str:
    """Return the lines of a target with one check; ``probe`` as a YAML mapping."""
    return (
        f"  - id: {name}\n    name: {name.capitalize()}\n    class: api\n"
        f"    checks:\n      - probe: {probe}\n" + (f"        {more}\n" if more else "")
    )


@contextmanager
def home() -> Iterator[tuple[Path, dict[str, str]]]:
    """Give a folder and an environment without a desktop that points into it."""
    folder = Path(tempfile.mkdtemp(prefix="nw-"))
    hidden = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PULSE_SERVER", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    try:
        yield folder, environment | {"XDG_RUNTIME_DIR": str(folder)}
    finally:
        shutil.rmtree(folder)


@asynccontextmanager
async def platform() -> AsyncIterator[Platform]:
    """Run a platform in a folder of its own, without a desktop."""
    with home() as (folder, environment):
        it = Platform(folder, environment)
        try:
            await it.up()
            yield it
        finally:
            await it.engine.kill()
            await it.service.down()
            await it.hook.down()
