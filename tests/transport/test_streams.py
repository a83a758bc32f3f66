import asyncio
from pathlib import Path

import pytest

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.errors import CONNECT, FIRST_BYTE, TRANSFER, Limits, Pace
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.streams import dial, open_stream, start_tls
from app.transport.tls import TlsSettings
from app.transport.wire import Address
from tests.probes.runs import TrialContext, context
from tests.probes.servers import free_port, serving
from tests.probes.web import Authority, silent
from tests.transport.namespace import alone, drop


async def chat(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer a word with two lines and hang up."""
    await reader.readexactly(5)
    writer.write(b"first\r\nsec")
    await writer.drain()
    await asyncio.sleep(0.01)
    writer.write(b"ond\r\n12345")
    await writer.drain()


async def converse(ctx: TrialContext, port: int, *limits: int) -> list[bytes]:
    """Say hello, read two lines with the limits given, three bytes, and three more that do not come."""
    async with open_stream(ctx, "127.0.0.1", port) as conversation:
        await conversation.send(b"hello")
        came = [await conversation.until(b"\r\n", limit) for limit in limits]
        came.append(await conversation.exactly(3))
        assert came == [b"first\r\n", b"second\r\n", b"123"]
        came.append(await conversation.exactly(3))
    return came


async def test_lines_and_counted_bytes_are_read() -> None:
    """What came too early is kept for the next read, and an end before its time is class protocol."""
    async with serving(chat) as port, context() as ctx:
        with pytest.raises(ProbeFailed, match="middle of an answer") as failed:
            await converse(ctx, port, 100, 100)
    assert failed.value.error is ErrorClass.PROTOCOL


async def test_a_line_has_a_limit() -> None:
    """A line that is longer than allowed is refused, also when it is all there."""
    async with serving(chat) as port, context() as ctx:
        with pytest.raises(ProbeFailed, match="more than 3 bytes"):
            await converse(ctx, port, 3)


async def test_the_whole_conversation_has_one_deadline() -> None:
    """A phase of its own name is blamed as timeout-read."""

    async def ask(ctx: TrialContext, port: int) -> None:
        async with open_stream(ctx, "127.0.0.1", port) as conversation:
            conversation.watch.enter("query")
            await conversation.some()

    async with serving(silent) as port, context(seconds=0.2) as ctx:
        with pytest.raises(ProbeFailed, match="No answer in 200 ms"):
            await ask(ctx, port)


async def test_a_unix_socket_is_a_path(tmp_path: Path) -> None:
    """A host that begins with a slash is a socket of this machine; a missing one is refused."""

    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello\n")
        writer.close()
        await writer.wait_closed()

    async def ask(ctx: TrialContext, path: Path) -> bytes:
        async with open_stream(ctx, str(path), 0) as conversation:
            return await conversation.until(b"\n") + await conversation.some()

    async with await asyncio.start_unix_server(greet, tmp_path / "s"), context() as ctx:
        assert await ask(ctx, tmp_path / "s") == b"hello\n"
        with pytest.raises(ProbeFailed, match="refused"):
            await ask(ctx, tmp_path / "none")


@pytest.mark.fault("N03")
def test_dropped_packets_are_timeout_connect() -> None:
    """Where packets vanish, runs end as timeout-connect and leave no socket behind."""
    lines = alone(
        """
import asyncio, os
from app.model.probe import ProbeFailed
from probes.tcp import Tcp
from app.transport.wire import StampKeeper
from tests.probes.runs import context

async def main():
    async with context(seconds=0.2) as ctx:
        await ctx.shared(StampKeeper)
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(4):
            try:
                await Tcp(host="127.0.0.1", port=4444).run(ctx)
            except ProbeFailed as failed:
                print(failed.error, failed.sentence.plain())
        print(len(os.listdir("/proc/self/fd")) - before)

asyncio.run(main())
""",
        drop("tcp dport 4444"),
    )
    assert lines == ["timeout-connect No connection in 200 ms"] * 4 + ["0"]


class Fixed(Resolver):
    """Knows one name, with the addresses given."""

    def __init__(self, *addresses: Address) -> None:
        super().__init__()
        self._addresses = addresses

    async def resolve(self, host: str, port: int, limit: float, family: int = 0) -> tuple[Address, ...]:
        del host, port, limit, family
        return self._addresses


async def test_a_second_address_is_tried() -> None:
    """Where the first address of a name refuses, the next one is used."""
    async with serving(chat) as port:
        two = Fixed(Address(2, "127.0.0.1", free_port()), Address(2, "127.0.0.1", port))
        wire, address = await dial(two, "two.example", port, seconds=1, watch=Stopwatch())
        wire.close()
    assert address.port == port


async def spent(seconds: float, pace: Pace, *phases: tuple[str, float]) -> None:
    """Spend the time of phases under limits."""
    watch = Stopwatch()
    async with Limits(seconds, watch, pace):
        for name, takes in phases:
            watch.enter(name)
            await asyncio.sleep(takes)


async def test_a_phase_has_a_limit_of_its_own() -> None:
    """A silent server ends each phase that has a limit at that limit, with the class of the phase."""
    pace = Pace(tls=0.1, read=0.15)
    async with serving(silent) as port, context(seconds=5) as ctx:
        with pytest.raises(ProbeFailed, match="No TLS handshake in 100 ms") as shaking:
            async with open_stream(ctx, "127.0.0.1", port, tls=TlsSettings(verify=False), pace=pace):
                pass
        with pytest.raises(ProbeFailed, match="No answer in 150 ms") as reading:
            async with open_stream(ctx, "127.0.0.1", port, pace=pace) as conversation:
                await conversation.some()
    assert shaking.value.error is ErrorClass.TIMEOUT_TLS
    assert reading.value.error is ErrorClass.TIMEOUT_READ


async def test_the_rest_of_an_answer_stands_under_the_limit_of_its_begin() -> None:
    """Drop by drop an answer gets no more time: its transfer does not begin the limit anew."""
    with pytest.raises(ProbeFailed, match="Answer not complete in 100 ms"):
        await spent(5, Pace(read=0.1), (FIRST_BYTE, 0.06), (TRANSFER, 0.06))


async def test_between_phases_only_the_whole_limit_holds() -> None:
    """What lies between two phases, and a phase after a limited one, has the time of the run."""
    await spent(5, Pace(connect=0.05), (CONNECT, 0), ("", 0.07), ("query", 0.07))
    with pytest.raises(ProbeFailed, match="No connection in 50 ms"):
        await spent(5, Pace(connect=0.05), (CONNECT, 1))


async def test_the_whole_deadline_strikes_before_a_longer_limit() -> None:
    """A limit of a phase that is longer than what is left changes nothing."""
    with pytest.raises(ProbeFailed, match="No answer in 100 ms"):
        await spent(0.1, Pace(read=3), ("query", 1))


async def upgraded(authority: Authority, said: bytes) -> bytes:
    """Return what is heard in TLS from a server that says ``said`` in clear and then shakes hands."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(said)
        await writer.drain()
        if said.count(b"\n") == 1:
            await writer.start_tls(authority.server())
            writer.write(b"safe\n")
            await writer.drain()

    settings = TlsSettings(ca_file=str(authority.file))
    async with (
        serving(talk) as port,
        context() as ctx,
        open_stream(ctx, "127.0.0.1", port) as conversation,
    ):
        await conversation.ask("upgrade", b"STARTTLS\r\n")
        await conversation.until(b"\n")
        conversation.answered()
        await start_tls(ctx, conversation, "127.0.0.1", settings)
        await conversation.ask("greeting")
        return await conversation.until(b"\n")


async def test_a_conversation_goes_on_in_tls(tmp_path: Path) -> None:
    """After both have agreed to, the same connection is secured."""
    assert await upgraded(Authority(tmp_path), b"go ahead\n") == b"safe\n"


async def test_words_before_the_handshake_are_refused(tmp_path: Path) -> None:
    """What came in clear behind the agreement is never taken for something that came in TLS."""
    with pytest.raises(ProbeFailed, match="in clear before the TLS handshake") as failed:
        await upgraded(Authority(tmp_path), b"go ahead\n250 OK injected\n")
    assert failed.value.error is ErrorClass.PROTOCOL


@pytest.mark.fault("N16")
def test_a_broken_family_costs_nothing_where_the_other_one_works() -> None:
    """Without a way for IPv6 a name with both families is reached over IPv4; one with IPv6 alone is not."""
    lines = alone(
        """
import asyncio, socket
from app.model.probe import ProbeFailed
from app.transport.errors import Limits
from app.transport.stopwatch import Stopwatch
from app.transport.streams import reach
from app.transport.wire import Address

async def main():
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    six = Address(socket.AF_INET6, "2001:db8::1", 80)
    four = Address(socket.AF_INET, *server.sockets[0].getsockname())
    watch = Stopwatch()
    watch.enter("connect")
    wire, address = await reach([four, six])
    wire.close()
    watch.stop()
    print(address == four, watch.total < 0.2)
    try:
        async with Limits(1, watch):
            await reach([six])
    except ProbeFailed as failed:
        print(failed.error, failed.sentence.plain())
    server.close()

asyncio.run(main())
"""
    )
    assert lines == ["True True", "unreachable No route to the network"]
