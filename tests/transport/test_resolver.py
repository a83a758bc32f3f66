import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.model.probe import NoResolver, ProbeFailed
from app.model.state import ErrorClass
from app.transport import dns_wire
from app.transport.resolver import Resolver
from app.transport.wire import Address
from tests.probes.servers import free_port
from tests.transport.name_server import answered, asked_type, name_server

FOUR, SIX = bytes((192, 0, 2, 7)), bytes(15) + b"\7"


@pytest.fixture
def hosts(tmp_path: Path) -> Path:
    """Give a hosts file."""
    file = tmp_path / "hosts"
    file.write_text("10.1.1.1 wallet.example Wallet # the wallet\n::7 wallet.example\nnonsense\n")
    return file


def at(port: int) -> Address:
    """Return a name server's address."""
    return Address(socket.AF_INET, "127.0.0.1", port)


async def found(resolver: Resolver, host: str, *, limit: float = 1.0, family: int = 0) -> list[str]:
    """Return the addresses of a name."""
    return [address.ip for address in await resolver.resolve(host, 80, limit, family)]


@asynccontextmanager
async def resolving(*ports: int, hosts: Path = Path("/no/such")) -> AsyncIterator[Resolver]:
    """Give a resolver that asks the servers on these ports, and close it."""
    resolver = Resolver(hosts, [at(port) for port in ports])
    try:
        yield resolver
    finally:
        await resolver.close()


async def refused_by(port: int, host: str) -> ProbeFailed:
    """Return how a name is not resolved by the server on a port."""
    async with resolving(port) as resolver:
        return await refused(resolver, host, limit=0.3)


def silent(_asked: bytes) -> None:
    """Answer nothing."""


def answering(record: str) -> Callable[[bytes], bytes]:
    """Return a zone in which every name has an address of one type only."""
    data = FOUR if record == "A" else SIX
    return lambda asked: answered(asked, (record, data)) if asked_type(asked) == record else answered(asked)


async def refused(resolver: Resolver, host: str, *, limit: float = 1.0) -> ProbeFailed:
    """Return how a name is not resolved."""
    with pytest.raises(ProbeFailed) as failed:
        await resolver.resolve(host, 80, limit)
    assert failed.value.error is ErrorClass.DNS
    return failed.value


async def test_addresses_and_localhost_need_nobody() -> None:
    """Addresses stand for themselves, and localhost is this machine."""
    resolver = Resolver(Path("/no/such"), [at(9)])
    assert await found(resolver, "192.0.2.1") == ["192.0.2.1"]
    assert await found(resolver, "[::1]") == ["::1"]
    assert await found(resolver, "app.localhost") == ["127.0.0.1", "::1"]
    assert await found(resolver, "localhost", family=socket.AF_INET6) == ["::1"]


async def test_the_hosts_file_comes_first_and_is_followed(hosts: Path) -> None:
    """Names of the hosts file are found in any case, and a change of it is seen at once."""
    resolver = Resolver(hosts, [at(9)])
    assert await found(resolver, "WALLET") == ["10.1.1.1"]
    assert await found(resolver, "wallet.example.") == ["10.1.1.1", "::7"]
    assert await found(resolver, "wallet.example.", family=socket.AF_INET6) == ["::7"]
    hosts.write_text("10.9.9.99 wallet\n")  # noqa: ASYNC240 - a small file of the test
    assert await found(resolver, "wallet") == ["10.9.9.99"]


async def test_an_answer_is_remembered_for_a_while() -> None:
    """A name is asked for once within its time to live."""
    heard: list[str] = []

    def zone(asked: bytes) -> bytes:
        heard.append(asked_type(asked))
        return answered(asked, ("A", FOUR)) if heard[-1] == "A" else answered(asked)

    async with name_server(zone) as port, resolving(port) as resolver:
        for _ in range(3):
            assert await found(resolver, "paygrove.example") == ["192.0.2.7"]
    assert sorted(heard) == ["A", "AAAA"]


async def test_an_answer_is_not_used_past_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was right a while ago proves nothing: past its time the name is asked for anew, and may fail."""
    monkeypatch.setattr("app.transport.resolver.SHORTEST_MEMORY", 0.0)
    well = True

    def zone(asked: bytes) -> bytes | None:
        return answered(asked, ("A", FOUR), ttl=0) if well else None

    async with name_server(zone) as port, resolving(port) as resolver:
        assert await found(resolver, "paygrove.example", family=socket.AF_INET) == ["192.0.2.7"]
        well = False
        assert isinstance(await refused(resolver, "paygrove.example", limit=0.2), NoResolver)


async def test_that_there_is_nothing_is_remembered_for_a_moment() -> None:
    """A name that does not exist is asked for once, then believed for some seconds."""
    heard: list[bytes] = []

    def zone(asked: bytes) -> bytes:
        heard.append(asked)
        return answered(asked, rcode=dns_wire.NXDOMAIN)

    async with name_server(zone) as port, resolving(port) as resolver:
        for _ in range(3):
            await refused(resolver, "no.example")
    assert len(heard) == 2


async def test_many_that_ask_at_once_ask_once() -> None:
    """Five hundred checks of one host are one question a family, and all get the answer."""
    heard: list[bytes] = []

    def zone(asked: bytes) -> bytes:
        heard.append(asked)
        return answered(asked, ("A", FOUR)) if asked_type(asked) == "A" else answered(asked)

    async with name_server(zone) as port, resolving(port) as resolver:
        all_ = await asyncio.gather(*(found(resolver, "busy.example") for _ in range(500)))
    assert all_ == [["192.0.2.7"]] * 500
    assert len(heard) == 2


async def test_one_that_gives_up_takes_nothing_from_the_others() -> None:
    """When the first who asked is cancelled, the others still get the answer."""

    def zone(asked: bytes) -> None:
        asyncio.get_running_loop().call_later(0.05, waiting.append, asked)

    waiting: list[bytes] = []
    async with name_server(zone) as port, resolving(port) as resolver:
        first = asyncio.ensure_future(found(resolver, "slow.example", limit=9))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(refused(resolver, "slow.example", limit=0.3))
        await asyncio.sleep(0.01)
        first.cancel()
        assert (await second).sentence.plain() == "No name server answers for slow.example"
    assert first.cancelled()


@pytest.mark.fault("N16")
async def test_only_ipv6_is_found_too() -> None:
    """A name without IPv4 address resolves to its IPv6 address."""
    async with name_server(answering("AAAA")) as port, resolving(port) as resolver:
        assert await found(resolver, "six.example") == ["::7"]


@pytest.mark.fault("N16")
async def test_one_dead_server_of_two_is_passed_over() -> None:
    """A silent server leaves time for the next one, a closed port even more."""
    async with name_server(silent) as dead, name_server(answering("A")) as port:
        for other in (dead, free_port()):
            async with resolving(other, port) as resolver:
                assert await found(resolver, "two.example", limit=0.4) == ["192.0.2.7"]


@pytest.mark.alone
@pytest.mark.fault("N16")
async def test_the_server_that_answers_is_asked_first_from_then_on() -> None:
    """A dead server costs the first lookup a moment, and the next ones nothing."""
    heard: list[bytes] = []
    async with (
        name_server(heard.append) as dead,
        name_server(answering("A")) as port,
        resolving(dead, port) as resolver,
    ):
        await found(resolver, "first.example", limit=0.8, family=socket.AF_INET)
        count = len(heard)
        began = time.perf_counter()
        await found(resolver, "second.example", limit=0.8, family=socket.AF_INET)
    assert time.perf_counter() - began < 0.15
    assert len(heard) == count


@pytest.mark.fault("N16")
async def test_each_way_to_fail_has_its_sentence() -> None:
    """Unknown names, failing and silent servers are told apart, all class dns."""
    async with name_server(lambda asked: answered(asked, rcode=dns_wire.NXDOMAIN)) as port:
        failed = await refused_by(port, "no.example")
    assert failed.sentence.plain() == "The name no.example does not exist"
    assert not isinstance(failed, NoResolver)
    async with name_server(lambda asked: answered(asked, rcode=dns_wire.SERVFAIL)) as port:
        failed = await refused_by(port, "bad.example")
    assert failed.sentence.plain() == "The name servers fail for bad.example"
    assert isinstance(failed, NoResolver)
    async with name_server(silent) as port:
        failed = await refused_by(port, "mute.example")
    assert failed.sentence.plain() == "No name server answers for mute.example"
    assert isinstance(failed, NoResolver)
    failed = await refused_by(free_port(), "closed.example")
    assert isinstance(failed, NoResolver)


async def test_a_lookup_under_way_ends_when_cancelled() -> None:
    """A cancelled lookup leaves no task and no socket behind."""
    async with name_server(silent) as port, resolving(port) as resolver:
        run = asyncio.ensure_future(found(resolver, "slow.example", limit=9))
        await asyncio.sleep(0.02)
        run.cancel()
        await asyncio.wait({run}, timeout=0.1)
    assert run.cancelled()


async def test_garbage_is_a_failing_server() -> None:
    """A server that answers nonsense counts as failing."""
    async with name_server(lambda asked: asked[:2] + b"\xff" * 40) as port:
        failed = await refused_by(port, "odd.example")
    assert failed.sentence.plain() == "The name servers fail for odd.example"


async def test_both_families_are_asked_at_once() -> None:
    """Addresses of both families come back, and the second time out of memory."""
    asked: list[str] = []

    def zone(question: bytes) -> bytes:
        asked.append(asked_type(question))
        return answered(question, ("A", FOUR) if asked[-1] == "A" else ("AAAA", SIX))

    async with name_server(zone) as port, resolving(port) as resolver:
        for _ in range(2):
            assert await found(resolver, "a.example") == ["192.0.2.7", "::7"]
    assert sorted(asked) == ["A", "AAAA"]


async def test_the_order_of_the_server_stands() -> None:
    """Servers that spread load by the order of their addresses are obeyed."""
    tens = [("A", bytes((10, 0, 0, last))) for last in (9, 1, 5)]
    async with name_server(lambda asked: answered(asked, *tens)) as port, resolving(port) as resolver:
        assert await found(resolver, "many.example") == ["10.0.0.9", "10.0.0.1", "10.0.0.5"]


@pytest.mark.alone
@pytest.mark.fault("N16")
@pytest.mark.parametrize("other", [None, 2], ids=["silent", "failing"])
async def test_one_family_is_enough(other: int | None) -> None:
    """A family that is never answered, or that fails, holds up the other one by a blink."""

    def zone(question: bytes) -> bytes | None:
        if asked_type(question) == "A":
            return answered(question, ("A", FOUR))
        return None if other is None else answered(question, rcode=other)

    async with name_server(zone) as port, resolving(port) as resolver:
        began = time.perf_counter()
        assert await found(resolver, "a.example") == ["192.0.2.7"]
    assert time.perf_counter() - began < 0.3


async def test_neither_family_is_class_dns() -> None:
    """A name without any address, or that does not exist, says so when both are asked for."""
    async with name_server(answered) as port, resolving(port) as resolver:
        for _ in range(2):
            assert "has no address" in (await refused(resolver, "a.example")).sentence.plain()
