"""A desk that really listens, for tests."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from app.model.clock import Moment
from app.model.phrase import phrase
from app.model.probe import Inbound, ProbeFailed, Secret
from app.model.state import ErrorClass
from app.model.surroundings import Listen
from app.transport.beats.desk import HeartbeatDesk
from tests.engine.parts import HandClock, RealClock
from tests.probes.servers import free_port

TOKEN = "a-token-of-a-test"


class Tokens:
    """Secrets in memory; counts how often it was asked."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = dict(known)
        self.asked = 0

    async def get(self, reference: Secret) -> str:
        self.asked += 1
        try:
            return self.known[reference.secret]
        except KeyError:
            raise ProbeFailed(ErrorClass.CREDENTIAL, phrase("Not there")) from None


class Desk:
    """A desk with its clock, its tokens and what it has awakened."""

    def __init__(self, clock: HandClock | RealClock, path: Path | None = None) -> None:
        self.clock = clock
        self.tokens = Tokens({"job": TOKEN})
        self.desk = HeartbeatDesk(clock=clock, secrets=self.tokens, path=path)
        self.awakened: list[str] = []
        self.desk.awaken = self.awakened.extend

    def expect(self, listen: Listen | None, *names: str) -> None:
        """Expect heartbeats of these names, each for a check of that name."""
        wanted = [(f"{name}/heartbeat", Inbound(name=name, token=Secret(secret="job"))) for name in names]
        self.desk.expect(listen, wanted)

    async def until_open(self, within: float = 5.0) -> None:
        """Wait until it listens."""
        async with asyncio.timeout(within):
            while self.desk.since is None:  # noqa: ASYNC110 - it has no event for it
                await asyncio.sleep(0.005)

    def now(self) -> Moment:
        return self.clock.now()


def place(port: int | None = None) -> Listen:
    """Return a place on loopback."""
    return Listen(address="127.0.0.1", port=port or free_port())


@asynccontextmanager
async def running(
    listen: Listen | None,
    names: Sequence[str] = ("job",),
    *,
    clock: HandClock | RealClock | None = None,
    path: Path | None = None,
    opened: bool = True,
) -> AsyncIterator[Desk]:
    """Run a desk; wait until it listens, where it is ``opened``."""
    it = Desk(clock or RealClock(), path)
    it.expect(listen, *names)
    run = asyncio.ensure_future(it.desk.run())
    try:
        if opened:
            await it.until_open()
        yield it
    finally:
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
        await it.desk.close()


async def asked(port: int, data: bytes, *, half_closed: bool = False) -> bytes:
    """Send bytes and return the whole answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        if half_closed:
            writer.write_eof()
        return await reader.read()
    finally:
        writer.close()


def request(name: str = "job", token: str = TOKEN, body: bytes = b"", method: str = "POST") -> bytes:
    """Return a whole request."""
    head = f"{method} /beat/{name} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
