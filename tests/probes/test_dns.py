import asyncio
import contextlib
import socket
import struct
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import dns.flags
import dns.message
import msgspec
import pytest

from app.model.state import ErrorClass
from app.transport import dns_wire
from app.transport.resolver import Resolver
from app.transport.wire import Address
from probes.dns import Dns
from probes.tcp import Tcp
from tests.probes.runs import context, failed_once, run_once
from tests.probes.servers import Talk, found, free_port, running, serving
from tests.probes.web import Authority, silent
from tests.transport.loops import Loop, each_loop, under
from tests.transport.name_server import Zone, answered, name_server
from tests.transport.namespace import alone

FOUR = bytes((192, 0, 2, 7))


def probe_of(port: int, **settings: Any) -> Dns:
    """Return a probe of the server on a port."""
    raw = {"kind": "dns", "name": "casino.example", "resolver": "127.0.0.1", "port": port, **settings}
    return msgspec.convert(raw, Dns)


async def test_an_answer_is_read_and_timed() -> None:
    """The answers and the time of the exchange come back."""
    async with name_server(lambda asked: answered(asked, ("A", FOUR), ("A", FOUR))) as port:
        reading = await run_once(probe_of(port, expected=["192.0.2.7"]))
    assert reading.values["answers"] == 2
    assert 0 < reading.values["response_time"] < 0.5
    assert reading.facts["answers"] == "192.0.2.7, 192.0.2.7"


@pytest.mark.parametrize(
    ("record", "data", "text"),
    [
        ("AAAA", bytes(15) + b"\1", "::1"),
        ("CNAME", dns_wire.encode_name("edge.example"), "edge.example"),
        ("MX", struct.pack("!H", 10) + dns_wire.encode_name("mx.example"), "10 mx.example"),
        ("TXT", b"\5hello\6 world", "hello world"),
        ("NS", dns_wire.encode_name("ns.example"), "ns.example"),
        (
            "SOA",
            dns_wire.encode_name("ns.example")
            + dns_wire.encode_name("me.example")
            + struct.pack("!5I", 7, 1, 2, 3, 4),
            "ns.example me.example 7 1 2 3 4",
        ),
        ("CAA", b"\0\5issueca.example", '0 issue "ca.example"'),
        ("SRV", struct.pack("!3H", 1, 2, 80) + dns_wire.encode_name("s.example"), "1 2 80 s.example"),
    ],
)
async def test_each_record_type_is_read(record: str, data: bytes, text: str) -> None:
    """Records are shown as zone files write them."""
    async with name_server(lambda asked: answered(asked, (record, data))) as port:
        assert (await run_once(probe_of(port, record=record, expected=[text]))).facts["answers"] == text


@pytest.mark.fault("N16")
@pytest.mark.parametrize(
    ("rcode", "sentence"),
    [
        (dns_wire.NXDOMAIN, "The name casino.example does not exist"),
        (dns_wire.SERVFAIL, "The name server answers SERVFAIL for casino.example"),
        (5, "The name server answers REFUSED for casino.example"),
        (dns_wire.NOERROR, "The name casino.example has no A record"),
    ],
)
async def test_each_refusal_has_its_sentence(rcode: int, sentence: str) -> None:
    """What the server refuses is class dns and says how."""
    async with name_server(lambda asked: answered(asked, rcode=rcode)) as port:
        failed = await failed_once(probe_of(port))
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.DNS, sentence)


@pytest.mark.fault("N16")
async def test_no_answer_is_a_timeout() -> None:
    """A silent server is told at the deadline, after one repetition."""
    heard: list[bytes] = []
    async with name_server(heard.append) as port:
        failed = await failed_once(probe_of(port), seconds=0.4)
    assert failed.error is ErrorClass.TIMEOUT_READ
    assert len(heard) == 2


@each_loop
def test_our_own_delay_is_not_booked(loop: Loop) -> None:
    """While our loop stands still for 100 ms, the kernel's stamp tells when the answer came."""

    async def work() -> None:
        loop = asyncio.get_running_loop()

        def server(asked: bytes) -> bytes:
            loop.call_soon(time.sleep, 0.1)
            return answered(asked, ("A", FOUR))

        async with name_server(server) as port, context() as ctx:
            await probe_of(port).run(ctx)
            await asyncio.sleep(0.02)
            assert (await probe_of(port).run(ctx)).values["response_time"] < 0.05

    under(loop, work())


async def test_a_lost_packet_is_asked_again() -> None:
    """One lost packet is no outage."""
    heard: list[bytes] = []

    def forgetful(asked: bytes) -> bytes | None:
        heard.append(asked)
        return answered(asked, ("A", FOUR)) if len(heard) > 1 else None

    async with name_server(forgetful) as port:
        assert (await run_once(probe_of(port), seconds=0.5)).facts["asked"] == "2"


async def test_a_closed_port_is_refused() -> None:
    """Nobody listening is told at once."""
    assert (await failed_once(probe_of(free_port()))).error is ErrorClass.REFUSED


@pytest.mark.parametrize(
    ("match", "expected", "sentence"),
    [
        ("all", ["192.0.2.8"], "casino.example is 192.0.2.7, 192.0.2.9, without 192.0.2.8"),
        ("all", ["192.0.2.7"], ""),
        ("any", ["192.0.2.8", "192.0.2.9"], ""),
        (
            "any",
            ["192.0.2.1", "192.0.2.2"],
            "casino.example is 192.0.2.7, 192.0.2.9, none of 192.0.2.1, 192.0.2.2",
        ),
        ("exact", ["192.0.2.9", "192.0.2.7"], ""),
        ("exact", ["192.0.2.7"], "casino.example is 192.0.2.7, 192.0.2.9, also 192.0.2.9"),
        ("exact", ["192.0.2.7", "192.0.2.9", "::1"], "casino.example is 192.0.2.7, 192.0.2.9, without ::1"),
    ],
)
async def test_answers_are_compared_as_the_check_says(match: str, expected: list[str], sentence: str) -> None:
    """All, any or exactly the expected answers must come; what is missing or too much is named."""
    zone = [("A", FOUR), ("A", bytes((192, 0, 2, 9)))]
    async with name_server(lambda asked: answered(asked, *zone)) as port:
        probe = probe_of(port, expected=expected, match=match)
        if not sentence:
            await run_once(probe)
            return
        failed = await failed_once(probe)
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.CONTENT, sentence)


async def test_a_refusal_may_be_what_is_expected() -> None:
    """That a name does not exist is good where it shall not, and an answer is bad."""
    probe = {"rcode": "NXDOMAIN"}
    async with name_server(lambda asked: answered(asked, rcode=dns_wire.NXDOMAIN)) as port:
        assert (await run_once(probe_of(port, **probe))).facts["rcode"] == "NXDOMAIN"
    async with name_server(lambda asked: answered(asked, ("A", FOUR))) as port:
        failed = await failed_once(probe_of(port, **probe))
    assert failed.error is ErrorClass.CONTENT
    assert "answers NOERROR for casino.example instead of NXDOMAIN" in failed.sentence.plain()


@pytest.mark.parametrize(
    ("demand", "flag", "word"), [("authoritative", 0x0400, "authoritative"), ("authentic", 0x0020, "DNSSEC")]
)
async def test_flags_can_be_demanded(demand: str, flag: int, word: str) -> None:
    """An answer without the flag that the check demands is class content."""
    async with name_server(lambda asked: answered(asked, ("A", FOUR))) as port:
        failed = await failed_once(probe_of(port, **{demand: True}))
    assert failed.error is ErrorClass.CONTENT
    assert word in failed.sentence.plain()
    async with name_server(lambda asked: answered(asked, ("A", FOUR), flags=flag)) as port:
        assert demand in (await run_once(probe_of(port, **{demand: True}))).facts["flags"]


async def test_the_question_is_asked_as_told() -> None:
    """Recursion, the wish for validation and the room for the answer stand in the packet."""
    heard: list[dns.message.Message] = []

    def zone(asked: bytes) -> bytes:
        heard.append(dns.message.from_wire(asked))
        return answered(asked, ("A", FOUR), flags=0x20)

    async with name_server(zone) as port:
        await run_once(probe_of(port))
        await run_once(probe_of(port, recursion=False, authentic=True, room=0))
    first, second = heard
    assert (first.payload, bool(first.flags & dns.flags.RD), bool(first.flags & dns.flags.AD)) == (
        1232,
        True,
        False,
    )
    assert (second.edns, bool(second.flags & dns.flags.RD), bool(second.flags & dns.flags.AD)) == (
        -1,
        False,
        True,
    )


@pytest.mark.parametrize(
    "wrong", [{"room": 100}, {"rcode": "NXDOMAIN", "expected": ["192.0.2.7"]}, {"match": "none"}]
)
def test_settings_that_contradict_are_refused(wrong: dict[str, Any]) -> None:
    """What cannot be asked or judged is an error of the file."""
    with pytest.raises(msgspec.ValidationError):
        probe_of(53, **wrong)


async def test_garbage_is_protocol() -> None:
    """Bytes that are no DNS answer are class protocol; those with another id are passed over."""
    async with name_server(lambda asked: asked[:2] + b"garbage") as port:
        assert (await failed_once(probe_of(port))).error is ErrorClass.PROTOCOL
    async with name_server(
        lambda asked: bytes(2) + answered(asked)[2:] if asked[:2] != bytes(2) else None
    ) as port:
        assert (await failed_once(probe_of(port), seconds=0.3)).error is ErrorClass.TIMEOUT_READ


@asynccontextmanager
async def both_ways(zone: Zone, talk: Talk) -> AsyncIterator[int]:
    """Serve UDP and TCP on one number, which somebody else may hold for TCP: then on another one."""
    for _ in range(20):
        async with AsyncExitStack() as stack:
            port = await stack.enter_async_context(name_server(zone))
            with contextlib.suppress(OSError):
                await stack.enter_async_context(serving(talk, port=port))
                yield port
                return
    raise AssertionError("no port was free for both")


async def test_a_cut_answer_is_fetched_over_tcp() -> None:
    """An answer that does not fit a packet is asked for again over TCP."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
        answer = answered(asked, *[("A", FOUR)] * 300)
        writer.write(len(answer).to_bytes(2) + answer)
        await writer.drain()

    async with both_ways(lambda asked: answered(asked, truncated=True), talk) as port:
        reading = await run_once(probe_of(port))
    assert reading.values["answers"] == 300


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example", ".".join(["a" * 60] * 5)])
def test_names_that_cannot_be_are_refused(name: str) -> None:
    """A name that no packet can hold is an error of the file."""
    with pytest.raises(msgspec.ValidationError):
        probe_of(53, name=name)


CONFIGURATION = """
server:
  interface: 127.0.0.1@{port}
  interface: 127.0.0.1@{tls}
  tls-port: {tls}
  tls-service-key: "{pem}"
  tls-service-pem: "{pem}"
  do-daemonize: no
  do-ip6: no
  username: ""
  chroot: ""
  pidfile: ""
  use-syslog: no
  num-threads: 1
  local-zone: "casino.example." static
  local-data: "casino.example. 300 IN A 192.0.2.7"
  local-data: "here.casino.example. 300 IN A 127.0.0.1"
  local-data: "casino.example. 300 IN SOA ns.casino.example. me.casino.example. 2026112501 3600 600 86400 300"
  local-data: 'casino.example. 60 IN CAA 0 issue "ca.example"'
  local-zone: "broken.example." always_refuse
"""


class Unbound(NamedTuple):
    """A real name server: its ports, and who vouches for its certificate."""

    port: int
    tls: int
    authority: str

    def probe(self, transport: str, **settings: Any) -> Dns:
        """Return a probe of it."""
        port = self.tls if transport == "tls" else self.port
        trust = {"ca_file": self.authority, "server_name": "dns.example"}
        return probe_of(
            port, transport=transport, **({"tls": trust} if transport == "tls" else {}), **settings
        )


@pytest.fixture(scope="module")
def unbound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unbound]:
    """Run a real unbound that knows one zone."""
    folder = tmp_path_factory.mktemp("unbound")
    authority = Authority(folder)
    port, tls = free_port(), free_port()
    pem = authority.issue(["dns.example"])
    (folder / "unbound.conf").write_text(CONFIGURATION.format(port=port, tls=tls, pem=pem))
    with running([found("unbound", "usr/sbin"), "-c", "unbound.conf"], port, folder):
        yield Unbound(port, tls, str(authority.file))


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
async def test_a_real_name_server_is_asked_each_way(unbound: Unbound, transport: str) -> None:
    """A real server answers over UDP, TCP and TLS, with its time to live and its flags."""
    reading = await run_once(
        unbound.probe(transport, expected=["192.0.2.7"], match="exact", authoritative=True), seconds=5
    )
    assert reading.values["ttl"] == 300
    assert 0 < reading.values["response_time"] < 1
    names = {phase.name for phase in reading.phases}
    assert ("connect" in names, "tls" in names) == (transport != "udp", transport == "tls")


async def test_a_real_zone_tells_its_serial(unbound: Unbound) -> None:
    """The serial of a zone is a number that rules can watch; a real CAA record is read."""
    assert (await run_once(unbound.probe("udp", record="SOA"))).values["serial"] == 2026112501
    assert (await run_once(unbound.probe("udp", record="CAA"))).facts["answers"] == '0 issue "ca.example"'


@pytest.mark.fault("N16")
@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
async def test_a_real_refusal_is_told_each_way(unbound: Unbound, transport: str) -> None:
    """A name that does not exist and a refusal come over each transport alike."""
    failed = await failed_once(unbound.probe(transport, name="no.casino.example"), seconds=5)
    assert failed.sentence.plain() == "The name no.casino.example does not exist"
    failed = await failed_once(unbound.probe(transport, name="broken.example"), seconds=5)
    assert failed.sentence.plain() == "The name server answers REFUSED for broken.example"


async def test_a_wrong_certificate_of_a_name_server_is_told(unbound: Unbound) -> None:
    """A certificate that nobody vouches for is class tls-verify."""
    failed = await failed_once(probe_of(unbound.tls, transport="tls"), seconds=5)
    assert failed.error is ErrorClass.TLS_VERIFY


@pytest.mark.fault("N16")
async def test_one_resolver_of_two_dead_is_no_news(unbound: Unbound) -> None:
    """A check by name goes on when the first of this machine's resolvers is silent."""
    async with serving(silent) as port, name_server(lambda _: None) as dead, context(seconds=2) as ctx:
        servers = [Address(socket.AF_INET, "127.0.0.1", each) for each in (dead, unbound.port)]
        ctx._shared[Resolver] = Resolver(Path("/no/such"), servers)
        reading = await Tcp(host="here.casino.example", port=port).run(ctx)
    assert reading.facts["address"] == f"127.0.0.1:{port}"


@pytest.mark.fault("N16")
def test_only_ipv6_where_ipv6_is_broken_is_unreachable() -> None:
    """A name with nothing but an IPv6 address is unreachable, not unknown, where there is no way to IPv6."""
    lines = alone(TRIAL_IPV6)
    assert lines == ["unreachable"]


TRIAL_IPV6 = """
import asyncio, socket
from pathlib import Path
from app.model.probe import ProbeFailed
from app.transport.resolver import Resolver
from app.transport.wire import Address
from probes.tcp import Tcp
from tests.probes.runs import context
from tests.transport.name_server import answered, asked_type, name_server

SIX = bytes.fromhex("20010db8000000000000000000000001")

def zone(asked):
    return answered(asked, ("AAAA", SIX)) if asked_type(asked) == "AAAA" else answered(asked)

async def main():
    async with name_server(zone) as port, context() as ctx:
        ctx._shared[Resolver] = Resolver(Path("/no/such"), [Address(socket.AF_INET, "127.0.0.1", port)])
        try:
            await Tcp(host="six.example", port=80).run(ctx)
        except ProbeFailed as failed:
            print(failed.error)

asyncio.run(main())
"""
