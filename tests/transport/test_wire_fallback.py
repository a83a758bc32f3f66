"""Both kinds of connection, the socket of our own and the library's transport, keep the same promises."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
import uvloop

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport import wire
from app.transport.http import HttpTransport
from app.transport.http_values import Options
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.streams import dial, reach
from app.transport.tls import Trust
from app.transport.wire import Address, connect
from app.transport.wire_fallback import ProtocolWire
from tests.probes.servers import free_port, serving
from tests.probes.web import OK, Authority, answering, closing, page, resetting, silent
from tests.transport.loops import Loop, each_loop, under
from tests.transport.web_client import fetched, refused


@pytest.fixture(scope="module", autouse=True)
def _loop_library() -> None:
    """Have libuv open the one pipe that it keeps for the life of the process."""
    uvloop.new_event_loop().close()


@pytest.fixture(params=["own", "fallback"], autouse=True)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Switch the kernel's stamps off for half of the tests, as on a platform without them."""
    if request.param == "fallback":
        monkeypatch.setattr(wire, "STAMPS", False)
    return str(request.param)


@asynccontextmanager
async def transporting() -> AsyncIterator[HttpTransport]:
    """Give a transport and close it."""
    made = HttpTransport(Resolver())
    try:
        yield made
    finally:
        await made.close()


@each_loop
def test_large_bodies_go_both_ways(loop: Loop, tmp_path: Path, kind: str) -> None:
    """A megabyte is sent and received, in clear and over TLS, and over a kept connection."""
    authority = Authority(tmp_path)
    body = b"x" * 900_000

    async def work() -> None:
        for tls in (None, authority.server()):
            options = Options(trust=Trust(ca_file=str(authority.file)))
            heard: list[bytes] = []
            async with transporting() as transport, answering(page(body), tls=tls, heard=heard) as url:
                answer = await fetched(transport, url, options, method="POST", content=body)
            assert (answer.content, heard[0][-900_000:]) == (body, body)

    under(loop, work())
    assert kind


@each_loop
def test_ways_to_hang_up_are_told_apart(loop: Loop) -> None:
    """Refused, reset, closed without a byte and reset in the middle have their classes and sentences."""

    async def work() -> None:
        async with transporting() as transport:
            failures = [await refused(transport, f"http://127.0.0.1:{free_port()}/")]
            for talk in (resetting, closing):
                async with serving(talk) as port:
                    failures.append(await refused(transport, f"http://127.0.0.1:{port}/"))
            async with answering(OK + b"Content-Length: 900\r\n\r\nhalf", "reset") as url:
                failures.append(await refused(transport, url))
        assert [failed.error for failed in failures] == [
            ErrorClass.REFUSED,
            ErrorClass.RESET,
            ErrorClass.PROTOCOL,
            ErrorClass.RESET,
        ]
        assert len({failed.sentence.plain() for failed in failures}) == 4

    under(loop, work())


@each_loop
def test_runs_that_are_cancelled_leave_nothing(loop: Loop) -> None:
    """Descriptors are gone at once when a deadline strikes, while waiting and while sending."""

    async def deaf(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(0.5)

    async def work() -> None:
        async with transporting() as transport, serving(silent) as mute, serving(deaf) as port:
            for place, content in ((mute, b""), (port, b"x" * 20_000_000)):
                before = psutil.Process().num_fds()
                with pytest.raises(ProbeFailed) as failed:
                    await fetched(
                        transport, f"http://127.0.0.1:{place}/", method="PUT", content=content, seconds=0.2
                    )
                await asyncio.sleep(0.05)
                assert failed.value.error is ErrorClass.TIMEOUT_READ
                assert psutil.Process().num_fds() <= before + 1  # the server's own end, of who is deaf

    under(loop, work())


@each_loop
def test_a_flood_is_not_kept_in_memory(loop: Loop) -> None:
    """What comes faster than it is fetched waits at the other side."""

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        while True:
            writer.write(b"x" * 100_000)
            await writer.drain()

    async def work() -> None:
        async with serving(flood) as port:
            connection = await connect(Address(socket.AF_INET, "127.0.0.1", port))
            try:
                await connection.send(b"a")
                before = psutil.Process().memory_info().rss
                await asyncio.sleep(0.3)
                assert psutil.Process().memory_info().rss - before < 10e6
                size = 0
                while size < 3_000_000:
                    size += len(await connection.receive())
            finally:
                connection.close()

    under(loop, work())


@each_loop
def test_a_connection_is_quiet_until_something_comes(loop: Loop) -> None:
    """A kept connection shows a word and an end that came unasked."""

    async def work() -> None:
        said = asyncio.Event()

        async def talk(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
            await said.wait()

        async with serving(talk) as port:
            connection = await connect(Address(socket.AF_INET, "127.0.0.1", port))
            before = connection.quiet
            said.set()
            await asyncio.sleep(0.05)
            assert (before, connection.quiet) == (True, False)
            assert await connection.receive() == b""
            connection.close()

    under(loop, work())


@each_loop
def test_addresses_are_tried_until_one_answers(loop: Loop, tmp_path: Path) -> None:
    """A first address that refuses does no harm, a Unix socket has a path; where all refuse it is told."""

    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")

    async def work() -> None:
        dead = Address(socket.AF_INET, "127.0.0.1", free_port())
        async with serving(greet) as port:
            connection, address = await reach((dead, Address(socket.AF_INET, "127.0.0.1", port)))
            assert (address.port, await connection.receive()) == (port, b"hello")
            connection.close()
        with pytest.raises(ConnectionRefusedError):
            await reach((dead, dead))
        async with await asyncio.start_unix_server(lambda _r, w: w.close(), tmp_path / "s"):
            connection, _ = await dial(Resolver(), str(tmp_path / "s"), 0, seconds=1.0, watch=Stopwatch())
            assert await connection.receive() == b""
            connection.close()

    under(loop, work())


async def test_without_stamps_the_librarys_transport_is_used(kind: str) -> None:
    """What the tests above switch is what decides."""
    async with serving(silent) as port:
        connection = await connect(Address(socket.AF_INET, "127.0.0.1", port))
        assert isinstance(connection, ProtocolWire) is (kind == "fallback")
        connection.close()
        await asyncio.sleep(0)
