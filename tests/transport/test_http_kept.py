import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from app.model.state import ErrorClass
from app.transport.http import HttpTransport
from app.transport.http_kept import KeptConnections
from app.transport.http_values import Options
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.tls import Trust
from tests.probes.servers import serving
from tests.probes.web import Authority, page
from tests.transport.web_client import fetched, refused

KEPT = Options(kept=True)


class Staying:
    """A server that answers on a connection as often as ``answers`` says, and knows what it was asked."""

    def __init__(self, answers: int = 1000, answer: bytes = b"") -> None:
        self.connections = 0
        self.heard: list[bytes] = []
        self._answers = answers
        self._answer = answer or page(b"well")

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        for _ in range(self._answers):
            head = await reader.readuntil(b"\r\n\r\n")
            if b"Content-Length: 4" in head:
                head += await reader.readexactly(4)
            self.heard.append(head)
            writer.write(self._answer)
            await writer.drain()
        await reader.readuntil(b"\r\n\r\n")  # and hangs up instead of answering

    @asynccontextmanager
    async def open(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
        """Serve; gives the url."""
        async with serving(self.talk, tls) as port:
            yield f"{'https' if tls else 'http'}://127.0.0.1:{port}/"


async def test_a_kept_connection_is_used_again(transport: HttpTransport) -> None:
    """The second exchange connects to nothing, asks without "close", and says that it was kept."""
    server, watch = Staying(), Stopwatch()
    async with server.open() as url:
        first = await fetched(transport, url, KEPT)
        second = await fetched(transport, url, KEPT, watch=watch)
    assert [phase.name for phase in watch.phases()] == ["send", "first_byte", "transfer"]
    assert ("kept" in first.extensions, second.extensions["kept"]) == (False, True)
    assert (server.connections, second.content) == (1, b"well")
    assert b"Connection:" not in server.heard[0]


async def test_a_connection_with_tls_is_kept_too(transport: HttpTransport, tmp_path: Path) -> None:
    """A handshake is saved, and the certificate is still known."""
    authority, server, watch = Authority(tmp_path), Staying(), Stopwatch()
    options = Options(kept=True, trust=Trust(ca_file=str(authority.file)))
    async with server.open(authority.server()) as url:
        await fetched(transport, url, options)
        answer = await fetched(transport, url, options, watch=watch)
        await transport.close()
    assert [phase.name for phase in watch.phases()] == ["send", "first_byte", "transfer"]
    assert answer.extensions["kept"]
    assert 29 < answer.extensions["certificate_days"] < 31


async def test_nothing_is_kept_unasked(transport: HttpTransport) -> None:
    """By default each exchange has a connection of its own, also to a server that would stay."""
    server = Staying()
    async with server.open() as url:
        await fetched(transport, url)
        await fetched(transport, url)
    assert server.connections == 2


@pytest.mark.parametrize(
    "answer",
    [page(b"well", b"Connection: close"), b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nwell"],
)
async def test_who_wishes_to_close_is_not_kept(transport: HttpTransport, answer: bytes) -> None:
    """A server that announces its close gets a fresh connection."""
    server = Staying(answer=answer)
    async with server.open() as url:
        for _ in range(2):
            assert (await fetched(transport, url, KEPT)).content == b"well"
    assert server.connections == 2


async def test_who_has_hung_up_meanwhile_is_asked_anew(transport: HttpTransport) -> None:
    """A connection that was closed while idle is noticed before anything is sent, whatever is sent."""

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(page(b"well"))

    async with serving(once) as port:
        for _ in range(2):
            answer = await fetched(
                transport, f"http://127.0.0.1:{port}/", KEPT, method="POST", content=b"body"
            )
            assert answer.content == b"well"
            await asyncio.sleep(0.02)


async def test_who_hangs_up_over_the_request_is_asked_again_where_that_is_safe(
    transport: HttpTransport,
) -> None:
    """A kept connection that ends without a byte is replaced once for a GET, and the wait is forgotten."""
    server, watch = Staying(answers=1), Stopwatch()
    async with server.open() as url:
        await fetched(transport, url, KEPT)
        answer = await fetched(transport, url, KEPT, watch=watch)
        assert (answer.content, "kept" in answer.extensions) == (b"well", False)
        assert [phase.name for phase in watch.phases()][:2] == ["resolve", "connect"]
        failed = await refused(transport, url, KEPT, method="POST")
    assert failed.error is ErrorClass.PROTOCOL
    assert failed.sentence.plain() == "Closes the connection without an answer"
    assert server.connections == 2


async def test_an_answer_that_has_begun_is_never_asked_for_again(transport: HttpTransport) -> None:
    """What breaks in the middle of an answer is the target's fault, on a kept connection too."""
    count = 0

    async def torn(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        for answer in (page(b"well"), page(b"well")[:-2]):
            await reader.readuntil(b"\r\n\r\n")
            count += 1
            writer.write(answer)
            await writer.drain()

    async with serving(torn) as port:
        await fetched(transport, f"http://127.0.0.1:{port}/", KEPT)
        failed = await refused(transport, f"http://127.0.0.1:{port}/", KEPT)
    assert (failed.sentence.plain(), count) == ("Closes the connection before the end of the body", 2)


@pytest.mark.fault("N05")
async def test_a_run_that_was_cancelled_gives_nothing_back(transport: HttpTransport) -> None:
    """After a storm of timeouts over kept connections all is as before: the next runs are good."""
    mute = asyncio.Event()

    async def moody(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            if mute.is_set():
                await reader.read()
                return
            writer.write(page(b"well"))
            await writer.drain()

    async with serving(moody) as port:
        url = f"http://127.0.0.1:{port}/"
        await asyncio.gather(*(fetched(transport, url, KEPT) for _ in range(20)))
        before = psutil.Process().num_fds()
        mute.set()
        storm = [refused(transport, url, KEPT, seconds=0.1) for _ in range(60)]
        failures = await asyncio.gather(*storm)
        mute.clear()
        assert {failed.error for failed in failures} == {ErrorClass.TIMEOUT_READ}
        for _ in range(3):
            assert (await fetched(transport, url, KEPT)).content == b"well"
        await asyncio.sleep(0.05)
        assert psutil.Process().num_fds() <= before


async def test_trusts_do_not_share_connections(transport: HttpTransport) -> None:
    """Who verifies never gets a connection that was opened without."""
    server = Staying()
    async with server.open() as url:
        await fetched(transport, url, KEPT)
        await fetched(transport, url, Options(kept=True, trust=Trust(verify=False)))
    assert server.connections == 2


@pytest.mark.parametrize(
    ("limits", "wait", "left"),
    [
        (lambda: KeptConnections(most=2), 0.0, 2),
        (lambda: KeptConnections(idle=0.05), 0.15, 0),
        (lambda: KeptConnections(age=0.0), 0.0, 0),
    ],
)
async def test_what_is_kept_has_limits(limits: Callable[[], KeptConnections], wait: float, left: int) -> None:
    """Connections are closed when they are too many, too long idle or too old."""
    kept = limits()
    transport, server = HttpTransport(Resolver(), kept=kept), Staying()
    async with server.open() as url:
        await asyncio.gather(*(fetched(transport, url, KEPT) for _ in range(4)))
        await asyncio.sleep(wait)
        assert len(kept) == left
        await transport.close()
    assert len(kept) == 0


async def test_who_is_too_old_is_not_taken_though_nobody_has_swept_yet() -> None:
    """The age of a connection is looked at when it is taken, not only now and then."""
    transport, server = HttpTransport(Resolver(), kept=KeptConnections(age=0.1)), Staying()
    async with server.open() as url:
        await fetched(transport, url, KEPT)
        await asyncio.sleep(0.15)
        answer = await fetched(transport, url, KEPT)
        await transport.close()
    assert ("kept" in answer.extensions, server.connections) == (False, 2)
