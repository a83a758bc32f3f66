import asyncio
import struct
from typing import Any

import msgspec
import pytest

from app.model.state import ErrorClass
from app.transport import dns_wire
from probes.dns import Dns
from tests.probes.runs import failed_once, run_once
from tests.probes.servers import free_port, serving
from tests.transport.name_server import answered, name_server

FOUR = bytes((192, 0, 2, 7))


def dns(port: int, **settings: Any) -> Dns:
    """Return a probe of the server on a port."""
    raw = {"kind": "dns", "name": "casino.example", "resolver": "127.0.0.1", "port": port, **settings}
    return msgspec.convert(raw, Dns)


async def test_an_answer_is_read_and_timed() -> None:
    """The answers and the time of the exchange come back."""
    async with name_server(lambda asked: answered(asked, ("A", FOUR), ("A", FOUR))) as port:
        reading = await run_once(dns(port, expected=["192.0.2.7"]))
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
        ("SRV", struct.pack("!3H", 1, 2, 80) + dns_wire.encode_name("s.example"), "1 2 80 s.example"),
    ],
)
async def test_each_record_type_is_read(record: str, data: bytes, text: str) -> None:
    """Records are shown as zone files write them."""
    async with name_server(lambda asked: answered(asked, (record, data))) as port:
        assert (await run_once(dns(port, record=record, expected=[text]))).facts["answers"] == text


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
        failed = await failed_once(dns(port))
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.DNS, sentence)


@pytest.mark.fault("N16")
async def test_no_answer_is_a_timeout() -> None:
    """A silent server is told at the deadline, after one repetition."""
    heard: list[bytes] = []
    async with name_server(heard.append) as port:
        failed = await failed_once(dns(port), seconds=0.4)
    assert failed.error is ErrorClass.TIMEOUT_READ
    assert len(heard) == 2


async def test_a_lost_packet_is_asked_again() -> None:
    """One lost packet is no outage."""
    heard: list[bytes] = []

    def forgetful(asked: bytes) -> bytes | None:
        heard.append(asked)
        return answered(asked, ("A", FOUR)) if len(heard) > 1 else None

    async with name_server(forgetful) as port:
        await run_once(dns(port), seconds=0.5)


async def test_a_closed_port_is_refused() -> None:
    """Nobody listening is told at once."""
    assert (await failed_once(dns(free_port()))).error is ErrorClass.REFUSED


async def test_other_answers_are_content() -> None:
    """An address that was not expected is class content, and shown."""
    async with name_server(lambda asked: answered(asked, ("A", FOUR))) as port:
        failed = await failed_once(dns(port, expected=["192.0.2.8"]))
    assert failed.error is ErrorClass.CONTENT
    assert failed.sentence.plain() == "casino.example is 192.0.2.7, without 192.0.2.8"


async def test_garbage_is_protocol() -> None:
    """Bytes that are no DNS answer are class protocol; those with another id are passed over."""
    async with name_server(lambda asked: asked[:2] + b"garbage") as port:
        assert (await failed_once(dns(port))).error is ErrorClass.PROTOCOL
    async with name_server(
        lambda asked: bytes(2) + answered(asked)[2:] if asked[:2] != bytes(2) else None
    ) as port:
        assert (await failed_once(dns(port), seconds=0.3)).error is ErrorClass.TIMEOUT_READ


async def test_a_cut_answer_is_fetched_over_tcp() -> None:
    """An answer that does not fit a packet is asked for again over TCP."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
        answer = answered(asked, *[("A", FOUR)] * 300)
        writer.write(len(answer).to_bytes(2) + answer)
        await writer.drain()

    async with name_server(lambda asked: answered(asked, truncated=True)) as port, serving(talk, port=port):
        reading = await run_once(dns(port))
    assert reading.values["answers"] == 300


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example", ".".join(["a" * 60] * 5)])
def test_names_that_cannot_be_are_refused(name: str) -> None:
    """A name that no packet can hold is an error of the file."""
    with pytest.raises(msgspec.ValidationError):
        dns(53, name=name)
