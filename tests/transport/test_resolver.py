import asyncio
import socket
import time
from pathlib import Path

import pytest

from app.model.probe import NoResolver, ProbeFailed
from app.model.state import ErrorClass
from app.transport import dns_wire
from app.transport.resolver import BOTH, Resolver
from app.transport.wire import Address
from tests.probes.servers import free_port
from tests.transport.name_server import answered, asked_name, asked_type, name_server

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
    assert await found(resolver, "app.localhost") == ["127.0.0.1"]
    assert await found(resolver, "localhost", family=socket.AF_INET6) == ["::1"]


async def test_the_hosts_file_comes_first_and_is_followed(hosts: Path) -> None:
    """Names of the hosts file are found in any case, and a change of it is seen at once."""
    resolver = Resolver(hosts, [at(9)])
    assert await found(resolver, "WALLET") == ["10.1.1.1"]
    assert await found(resolver, "wallet.example.", family=socket.AF_INET6) == ["::7"]
    hosts.write_text("10.9.9.99 wallet\n")  # noqa: ASYNC240 - a small file of the test
    assert await found(resolver, "wallet") == ["10.9.9.99"]


async def test_an_answer_is_remembered_for_a_while() -> None:
    """A name is asked for once within its time to live."""
    heard: list[str] = []

    def zone(asked: bytes) -> bytes:
        heard.append(asked_name(asked))
        return answered(asked, ("A", FOUR))

    async with name_server(zone) as port:
        resolver = Resolver(Path("/no/such"), [at(port)])
        for _ in range(3):
            assert await found(resolver, "paygrove.example") == ["192.0.2.7"]
    assert heard == ["paygrove.example"]


@pytest.mark.fault("N16")
async def test_only_ipv6_is_found_too() -> None:
    """A name without IPv4 address resolves to its IPv6 address."""
    async with name_server(
        lambda asked: answered(asked, ("AAAA", SIX)) if asked_type(asked) == "AAAA" else answered(asked)
    ) as port:
        assert await found(Resolver(Path("/no/such"), [at(port)]), "six.example") == ["::7"]


@pytest.mark.fault("N16")
async def test_one_dead_server_of_two_is_passed_over() -> None:
    """A silent server leaves time for the next one, a closed port even more."""
    async with (
        name_server(lambda _: None) as dead,
        name_server(lambda asked: answered(asked, ("A", FOUR))) as port,
    ):
        for other in (at(dead), at(free_port())):
            resolver = Resolver(Path("/no/such"), [other, at(port)])
            assert await found(resolver, "two.example", limit=0.4) == ["192.0.2.7"]


@pytest.mark.fault("N16")
async def test_each_way_to_fail_has_its_sentence() -> None:
    """Unknown names, failing and silent servers are told apart, all class dns."""
    async with name_server(lambda asked: answered(asked, rcode=dns_wire.NXDOMAIN)) as port:
        failed = await refused(Resolver(Path("/no/such"), [at(port)]), "no.example")
    assert failed.sentence.plain() == "The name no.example does not exist"
    assert not isinstance(failed, NoResolver)
    async with name_server(lambda asked: answered(asked, rcode=dns_wire.SERVFAIL)) as port:
        failed = await refused(Resolver(Path("/no/such"), [at(port)]), "bad.example")
    assert failed.sentence.plain() == "The name servers fail for bad.example"
    assert isinstance(failed, NoResolver)
    async with name_server(lambda _: None) as port:
        failed = await refused(Resolver(Path("/no/such"), [at(port)]), "mute.example", limit=0.3)
    assert failed.sentence.plain() == "No name server answers for mute.example"
    assert isinstance(failed, NoResolver)


async def test_a_lookup_under_way_ends_when_cancelled() -> None:
    """A cancelled lookup leaves no socket behind."""
    async with name_server(lambda _: None) as port:
        run = asyncio.ensure_future(found(Resolver(Path("/no/such"), [at(port)]), "slow.example", limit=9))
        await asyncio.sleep(0.02)
        run.cancel()
        await asyncio.wait({run}, timeout=0.1)
    assert run.cancelled()


async def test_garbage_is_a_failing_server() -> None:
    """A server that answers nonsense counts as failing."""
    async with name_server(lambda asked: asked[:2] + b"\xff" * 40) as port:
        failed = await refused(Resolver(Path("/no/such"), [at(port)]), "odd.example")
    assert failed.sentence.plain() == "The name servers fail for odd.example"


async def test_both_families_are_asked_at_once() -> None:
    """Who wants both gets both, and the second time out of memory."""
    asked: list[str] = []

    def zone(question: bytes) -> bytes:
        asked.append(asked_type(question))
        return answered(question, ("A", FOUR) if asked[-1] == "A" else ("AAAA", SIX))

    async with name_server(zone) as port:
        resolver = Resolver(Path("/no/such"), [at(port)])
        for _ in range(2):
            assert await found(resolver, "a.example", family=BOTH) == ["192.0.2.7", "::7"]
    assert sorted(asked) == ["A", "AAAA"]
    assert await found(resolver, "localhost", family=BOTH) == ["127.0.0.1", "::1"]


@pytest.mark.fault("N16")
@pytest.mark.parametrize("other", [None, 2], ids=["silent", "failing"])
async def test_one_family_is_enough(other: int | None) -> None:
    """A family that is never answered, or that fails, holds up the other one by a blink."""

    def zone(question: bytes) -> bytes | None:
        if asked_type(question) == "A":
            return answered(question, ("A", FOUR))
        return None if other is None else answered(question, rcode=other)

    async with name_server(zone) as port:
        resolver = Resolver(Path("/no/such"), [at(port)])
        began = time.perf_counter()
        assert await found(resolver, "a.example", family=BOTH) == ["192.0.2.7"]
    assert time.perf_counter() - began < 0.3


async def test_neither_family_is_class_dns() -> None:
    """A name without any address, or that does not exist, says so when both are asked for."""
    async with name_server(answered) as port:
        resolver = Resolver(Path("/no/such"), [at(port)])
        for _ in range(2):
            with pytest.raises(ProbeFailed, match="has no address"):
                await resolver.resolve("a.example", 80, 1.0, BOTH)
    async with name_server(lambda question: answered(question, rcode=3)) as port:
        resolver = Resolver(Path("/no/such"), [at(port)])
        with pytest.raises(ProbeFailed, match="does not exist"):
            await resolver.resolve("a.example", 80, 1.0, BOTH)
