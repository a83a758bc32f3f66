import asyncio
from pathlib import Path

import pytest

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.streams import dial, open_stream
from app.transport.wire import Address
from tests.probes.runs import TrialContext, context
from tests.probes.servers import free_port, serving
from tests.probes.web import silent
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
from tests.probes.runs import context

async def main():
    async with context(seconds=0.2) as ctx:
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


async def test_a_second_address_is_tried() -> None:
    """Where the first address of a name refuses, the next one is used."""

    class Two(Resolver):
        async def resolve(self, host: str, port: int, limit: float, family: int = 0) -> tuple[Address, ...]:
            del host, limit, family
            return Address(2, "127.0.0.1", free_port()), Address(2, "127.0.0.1", port)

    async with serving(chat) as port:
        wire, address = await dial(Two(), "two.example", port, seconds=1, watch=Stopwatch())
        wire.close()
    assert address.port == port
