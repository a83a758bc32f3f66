import getpass
import os
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

import unpacked
from app.model.state import ErrorClass
from app.transport import ntp_wire
from probes.ntp import Ntp
from tests.probes.runs import failed_once, run_once
from tests.probes.servers import free_port, running
from tests.transport.name_server import name_server
from tests.transport.test_ntp_wire import server_packet


def ntp(port: int, **settings: Any) -> Ntp:
    """Return a probe of a server on loopback."""
    return msgspec.convert({"kind": "ntp", "host": "127.0.0.1", "port": port, **settings}, Ntp)


CONFIGURATION = """
local stratum 3
port {port}
bindaddress 127.0.0.1
bindcmdaddress /
cmdport 0
allow 127.0.0.0/8
pidfile {folder}/pid
"""


@pytest.fixture(scope="module")
def chrony(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run a real chronyd that leaves the clock alone, as whoever runs the test."""
    program = unpacked.CHRONY.find()
    assert program, "chronyd is not there; 'make test' fetches it"
    folder = tmp_path_factory.mktemp("chrony")
    port = free_port()
    (folder / "chrony.conf").write_text(CONFIGURATION.format(port=port, folder=folder))
    user = "root" if os.geteuid() == 0 else getpass.getuser()
    # -x leaves the clock alone, -U does not ask for root, -d stays and speaks.
    command = [program, "-x", "-U", "-d", "-u", user, "-F", "0", "-f", str(folder / "chrony.conf")]
    with running(command, port, folder, hello=ntp_wire.question(1)):
        yield port


async def test_a_real_time_server_has_our_time(chrony: int) -> None:
    """A real chronyd on this machine has this machine's time, and says what it is."""
    reading = await run_once(ntp(chrony))
    assert reading.values["offset_size"] < 0.01
    assert abs(reading.values["offset"]) == reading.values["offset_size"]
    assert reading.values["stratum"] == 3
    assert 0 <= reading.values["root_dispersion"] < 1
    assert 0 < reading.values["response_time"] < 0.5
    assert reading.facts["leap"] == "none"
    assert float(reading.facts["uncertainty"].split()[0]) < 0.01


async def test_a_stratum_beyond_the_limit_is_content(chrony: int) -> None:
    """A server that is farther from the source than it may be is told."""
    failed = await failed_once(ntp(chrony, max_stratum=2))
    assert failed.error is ErrorClass.CONTENT
    assert failed.sentence.plain() == "The time server has stratum 3, more than 2"


@pytest.mark.alone
@pytest.mark.parametrize("ahead", [-3600.0, 0.25])
async def test_the_offset_is_that_of_the_clocks(ahead: float) -> None:
    """A server whose clock is wrong is as far off as it is, with its sign."""

    def server(asked: bytes) -> bytes:
        return server_packet(nonce=int.from_bytes(asked[40:]), at=time.time() + ahead - 0.25)

    async with name_server(server) as port:
        reading = await run_once(ntp(port))
    assert reading.values["offset"] == pytest.approx(ahead, abs=0.02)


@pytest.mark.parametrize(
    ("settings", "error", "word"),
    [
        ({"leap": 3}, ErrorClass.CONTENT, "not synchronised"),
        ({"stratum": 16}, ErrorClass.CONTENT, "not synchronised"),
        ({"stratum": 0, "reference": b"RATE"}, ErrorClass.BLOCKED, "less often"),
        ({"mode": 3}, ErrorClass.PROTOCOL, "not in NTP"),
    ],
)
async def test_a_server_without_time_is_told(settings: dict[str, Any], error: ErrorClass, word: str) -> None:
    """What is unsynchronised, refuses, or is no time server has its class and sentence."""
    async with name_server(lambda asked: server_packet(nonce=int.from_bytes(asked[40:]), **settings)) as port:
        failed = await failed_once(ntp(port))
    assert failed.error is error
    assert word in failed.sentence.plain()


async def test_an_answer_to_nobodys_question_is_passed_over() -> None:
    """An answer without our number is not ours, however right its time looks."""
    async with name_server(lambda _: server_packet(nonce=1, at=time.time())) as port:
        assert (await failed_once(ntp(port), seconds=0.3)).error is ErrorClass.TIMEOUT_READ


async def test_a_closed_port_is_refused() -> None:
    """Nobody listening is told at once."""
    assert (await failed_once(ntp(free_port()))).error is ErrorClass.REFUSED
