import asyncio
import time
from typing import Any

import msgspec
import pytest

from app.model.state import ErrorClass
from probes.udp import Udp
from tests.probes.runs import context, failed_once, run_once
from tests.probes.servers import free_port
from tests.transport.loops import Loop, each_loop, under
from tests.transport.name_server import name_server
from tests.transport.namespace import alone, drop

PONG = b"pong 7"


def udp(port: int, **settings: Any) -> Udp:
    """Return a probe of a port on loopback."""
    return msgspec.convert({"kind": "udp", "host": "127.0.0.1", "port": port, **settings}, Udp)


@pytest.mark.parametrize(
    "settings",
    [
        {"send": "ping", "expect": r"^pong \d$"},
        {"send_hex": "70696e67", "expect_hex": "706f6e67"},
        {"send": "ping"},
    ],
)
async def test_an_answer_is_judged_and_timed(settings: dict[str, str]) -> None:
    """Text or bytes go out, the answer holds what is expected, and its time and size are measured."""
    heard: list[bytes] = []

    def server(asked: bytes) -> bytes:
        heard.append(asked)
        return PONG

    async with name_server(server) as port:
        reading = await run_once(udp(port, **settings))
    assert heard == [b"ping"]
    assert 0 < reading.values["response_time"] < 0.5
    assert reading.values["answer_size"] == len(PONG)
    assert reading.facts["answer"] == "pong 7"


@pytest.mark.parametrize("settings", [{"expect": "ready"}, {"expect_hex": "00ff"}])
async def test_another_answer_is_content(settings: dict[str, str]) -> None:
    """An answer without what is expected is shown, also when it is no text."""
    async with name_server(lambda _: PONG) as port:
        failed = await failed_once(udp(port, send="ping", **settings))
    assert failed.error is ErrorClass.CONTENT
    assert failed.sentence.plain() == f"Answers pong 7, without {next(iter(settings.values()))}"
    async with name_server(lambda _: b"\xff\0\1") as port:
        failed = await failed_once(udp(port, send="ping", **settings))
    assert failed.sentence.plain().startswith("Answers ff0001, without")


@pytest.mark.alone
@each_loop
def test_a_closed_port_is_refused(loop: Loop) -> None:
    """A refusal is told at once, whether an answer is expected or not."""

    async def work() -> None:
        for settings in ({"expect": "pong"}, {}):
            began = time.perf_counter()
            failed = await failed_once(udp(free_port(), send="ping", **settings))
            assert failed.error is ErrorClass.REFUSED
            assert time.perf_counter() - began < 0.3

    under(loop, work())


async def test_silence_without_expectation_is_good_and_says_what_it_is_worth() -> None:
    """Nothing came, nothing was refused: that is all, and the sentence says so; no time is made up."""
    async with name_server(lambda _: None) as port:
        reading = await run_once(udp(port, send="ping", wait=0.1))
    assert reading.sentence.plain() == "Not refused; that something takes the datagrams is not proved"
    assert reading.facts["answer"] == "none"
    assert reading.values == {}
    assert not Udp.timed


async def test_silence_where_an_answer_is_expected_is_a_timeout() -> None:
    """It is asked as often as told within the time, then it is a timeout."""
    heard: list[bytes] = []
    async with name_server(heard.append) as port:
        failed = await failed_once(udp(port, send="ping", expect="pong", attempts=3), seconds=0.4)
    assert failed.error is ErrorClass.TIMEOUT_READ
    assert len(heard) == 3


async def test_a_lost_datagram_is_sent_again() -> None:
    """One lost datagram is no outage; the time of a repeated question is coarse."""
    heard: list[bytes] = []

    def forgetful(asked: bytes) -> bytes | None:
        heard.append(asked)
        return PONG if len(heard) > 1 else None

    async with name_server(forgetful) as port:
        assert (await run_once(udp(port, expect="pong"), seconds=0.4)).coarse


@each_loop
def test_our_own_delay_is_not_booked(loop: Loop) -> None:
    """While our loop stands still for 100 ms, the kernel's stamp tells when the answer came."""

    async def work() -> None:
        loop = asyncio.get_running_loop()

        def server(_: bytes) -> bytes:
            loop.call_soon(time.sleep, 0.1)
            return PONG

        async with name_server(server) as port, context() as ctx:
            await udp(port, expect="pong").run(ctx)
            await asyncio.sleep(0.02)
            assert (await udp(port, expect="pong").run(ctx)).values["response_time"] < 0.05

    under(loop, work())


TRIAL = """
import asyncio
from probes.udp import Udp
from tests.probes.runs import failed_once
print(asyncio.run(failed_once(Udp(host="127.0.0.1", port=7777, send="x", expect="x"), seconds=0.4)).error)
"""


@pytest.mark.fault("N03")
def test_dropped_datagrams_are_a_timeout() -> None:
    """What vanishes on the way is told at the deadline."""
    assert alone(TRIAL, drop("udp dport 7777")) == ["timeout-read"]


@pytest.mark.parametrize(
    "wrong", [{"send": "a", "send_hex": "00"}, {"send_hex": "0"}, {"expect": "("}, {"expect_hex": "xy"}]
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, str]) -> None:
    """Two payloads, digits that are none and patterns that are none are errors of the file."""
    with pytest.raises(msgspec.ValidationError):
        udp(9, **wrong)
