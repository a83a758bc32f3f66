import asyncio
import time

import pytest

from app.model.state import ErrorClass
from probes.tcp import Tcp
from tests.probes.runs import failed_once, run_once
from tests.probes.servers import free_port, serving
from tests.probes.web import silent


async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet like a mail server."""
    writer.write(b"220 mx.example ESMTP\r\n")
    await writer.drain()


async def test_a_listening_port_is_good() -> None:
    """A connection that comes to be is all that is asked, and its time is measured."""
    async with serving(silent) as port:
        reading = await run_once(Tcp(host="localhost", port=port))
    assert [phase.name for phase in reading.phases] == ["resolve", "connect", "first_byte"]
    assert 0 < reading.values["response_time"] < 0.5
    assert reading.facts["address"] == f"127.0.0.1:{port}"


@pytest.mark.fault("N04")
async def test_a_closed_port_is_refused() -> None:
    """A port where nobody listens is refused, at once."""
    began = time.perf_counter()
    failed = await failed_once(Tcp(host="127.0.0.1", port=free_port()))
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.REFUSED, "Connection refused")
    assert time.perf_counter() - began < 0.2


async def test_a_greeting_is_waited_for() -> None:
    """The first line must hold the banner, and is shown."""
    async with serving(greet) as port:
        reading = await run_once(Tcp(host="127.0.0.1", port=port, banner="ESMTP"))
        failed = await failed_once(Tcp(host="127.0.0.1", port=port, banner="SSH-2.0"))
    assert reading.facts["banner"] == "220 mx.example ESMTP"
    assert failed.error is ErrorClass.CONTENT
    assert failed.sentence.plain() == "Greets with 220 mx.example ESMTP instead of SSH-2.0"


@pytest.mark.fault("N01")
async def test_a_greeting_that_never_comes_is_a_timeout() -> None:
    """A server that accepts and says nothing is timeout-read."""
    async with serving(silent) as port:
        failed = await failed_once(Tcp(host="127.0.0.1", port=port, banner="x"), seconds=0.3)
    assert failed.error is ErrorClass.TIMEOUT_READ


async def test_a_greeting_without_end_is_protocol() -> None:
    """A line longer than 4 kB is not read to its end."""

    async def chatter(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"x" * 4000)
            await writer.drain()

    async with serving(chatter) as port:
        failed = await failed_once(Tcp(host="127.0.0.1", port=port, banner="y"))
    assert failed.error is ErrorClass.PROTOCOL


async def test_a_host_that_has_no_name_is_dns() -> None:
    """A name that cannot be resolved is class dns, not an outage of the service."""
    assert (await failed_once(Tcp(host="no such host", port=80))).error is ErrorClass.DNS
