import asyncio
import errno
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from app.transport.datagrams import Questions, Received
from app.transport.wire import Address, StampKeeper
from tests.probes.servers import free_port
from tests.transport.loops import Loop, each_loop, under
from tests.transport.name_server import name_server

Ask = Callable[..., asyncio.Future[Received]]


def first_two(packet: bytes) -> int | None:
    """Return the id of the trial protocol."""
    return int.from_bytes(packet[:2]) if len(packet) >= 2 else None


def at(port: int, ip: str = "127.0.0.1") -> Address:
    """Return where to ask."""
    return Address(socket.AF_INET6 if ":" in ip else socket.AF_INET, ip, port)


def packet(identity: int) -> bytes:
    """Return a question."""
    return identity.to_bytes(2) + b"?"


@asynccontextmanager
async def asking(bits: int = 16) -> AsyncIterator[Questions]:
    """Give a shared asker and close it; the kernel is stamping by then."""
    questions, keeper = Questions(first_two, bits), StampKeeper()
    try:
        await asyncio.sleep(0.02)
        yield questions
    finally:
        await questions.close()
        await keeper.close()


@pytest.mark.alone
@each_loop
def test_many_questions_find_their_own_answers(loop: Loop) -> None:
    """Two hundred questions of two servers are under way at once, and each gets its own answer."""

    async def work() -> None:
        async with (
            name_server(lambda asked: asked) as one,
            name_server(lambda asked: asked + b"!") as two,
            asking() as questions,
        ):
            came = await asyncio.gather(
                *(questions.ask(at(two if n % 2 else one), packet, 2.0) for n in range(200))
            )
        assert [each.packet[2:] for each in came] == [b"?", b"?!"] * 100
        assert len({each.packet[:2] for each in came}) == 200
        assert all(0 < each.seconds < 1 for each in came)

    under(loop, work())


@pytest.mark.alone
@each_loop
def test_a_refusal_reaches_whom_it_concerns(loop: Loop) -> None:
    """Each closed port is told at once, time and again, and the question to another server goes on."""

    async def work() -> None:
        loop = asyncio.get_running_loop()
        waiting: list[bytes] = []
        async with name_server(waiting.append) as slow, asking() as questions:
            other = loop.create_task(questions.ask(at(slow), packet, 0.4))
            for ip in ("127.0.0.1", "127.0.0.1", "::1", "127.0.0.1"):
                began = time.perf_counter()
                with pytest.raises(ConnectionRefusedError):
                    await questions.ask(at(free_port(), ip), packet, 2.0)
                assert time.perf_counter() - began < 0.3
            with pytest.raises(TimeoutError):
                await other
        assert len(waiting) == 1

    under(loop, work())


async def test_refusals_of_many_at_once_are_all_told() -> None:
    """News that comes in heaps is sorted to the questions that it quotes."""
    async with name_server(lambda asked: asked) as port, asking() as questions:
        closed = [free_port() for _ in range(20)]
        outcomes = await asyncio.gather(
            *(questions.ask(at(each), packet, 2.0) for each in [*closed, port]), return_exceptions=True
        )
    assert all(isinstance(each, ConnectionRefusedError) for each in outcomes[:-1])
    assert isinstance(outcomes[-1], Received)


async def test_a_packet_that_is_too_large_is_told() -> None:
    """What the kernel refuses to send is an error of this question alone."""
    async with name_server(lambda asked: asked) as port, asking() as questions:
        with pytest.raises(OSError, match=r"\[Errno 90\]") as told:
            await questions.ask(at(port), lambda identity: packet(identity) + bytes(70_000), 2.0)
        assert told.value.errno == errno.EMSGSIZE
        assert (await questions.ask(at(port), packet, 2.0)).packet.endswith(b"?")


async def test_only_the_server_that_was_asked_may_answer() -> None:
    """The right id from another address or port is passed over."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.setblocking(False)
        async with asking() as questions:
            run = asyncio.ensure_future(questions.ask(at(deaf.getsockname()[1]), packet, 0.2))
            await asyncio.sleep(0.02)
            asked, back = deaf.recvfrom(100)
            for ip in ("127.0.0.1", "127.0.0.9"):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
                    stranger.bind((ip, 0))
                    stranger.sendto(asked + b"lie", back)
            deaf.sendto(b"\xff\xff" + asked[2:], back)
            deaf.sendto(b"\xff", back)
            with pytest.raises(TimeoutError):
                await run


@pytest.mark.alone
@each_loop
def test_our_own_delay_is_not_booked(loop: Loop) -> None:
    """An answer that came while this loop stood still has its true time, even past its limit."""

    async def work() -> None:
        async with name_server(lambda asked: asked) as port, asking() as questions:
            await questions.ask(at(port), packet, 1.0)
            server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            with server:
                server.bind(("127.0.0.1", 0))
                run = asyncio.ensure_future(questions.ask(at(server.getsockname()[1]), packet, 0.05))
                await asyncio.sleep(0)
                asked, back = server.recvfrom(100)
                server.sendto(asked, back)
                time.sleep(0.1)  # noqa: ASYNC251 - the stall is the subject
                assert (await run).seconds < 0.03

    under(loop, work())


async def test_the_port_changes_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket that is old gives its port up; the question under way on it still gets its answer."""
    ports: list[int] = []

    class Slow(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            ports.append(addr[1])
            asyncio.get_running_loop().call_later(0.1, self.transport.sendto, data, addr)

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Slow, local_addr=("127.0.0.1", 0))
    server = at(transport.get_extra_info("sockname")[1])
    monkeypatch.setattr("app.transport.datagrams._FRESH", 0.0)
    async with asking() as questions:
        await asyncio.gather(*(questions.ask(server, packet, 2.0) for _ in range(3)))
    transport.close()
    assert len(set(ports)) == 3


async def test_too_many_at_once_are_our_fault() -> None:
    """When all ids are taken the next question says so instead of taking another's answer."""
    async with name_server(lambda _: None) as port, asking(bits=2) as questions:
        runs = [asyncio.ensure_future(questions.ask(at(port), packet, 0.1)) for _ in range(6)]
        outcomes = await asyncio.gather(*runs, return_exceptions=True)
    texts = [str(each) for each in outcomes]
    assert sum("too many questions under way" in text for text in texts) == 2
