import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.model.state import ErrorClass
from app.transport.icmp import EchoSocket
from app.transport.pings import SETTING, Pings, Way
from probes.icmp import Icmp
from tests.probes.runs import TrialContext, context, failed_once

ROOT = Path(__file__).parent.parent.parent


def lend(ctx: TrialContext, *ways: Way, program: str | None = None) -> None:
    """Have the runs of a context ping in certain ways only."""
    ctx._shared[Pings] = Pings(ways=ways, program=program)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
async def test_a_host_that_answers_is_good(host: str) -> None:
    """Round trip and loss of a few pings are measured."""
    async with context() as ctx:
        reading = await Icmp(host=host, count=2, interval=0.02).run(ctx)
    assert 0 < reading.values["round_trip"] < 0.1
    assert reading.values["loss"] == 0
    assert not reading.coarse


@pytest.mark.parametrize("way", ["raw", "fping"])
async def test_each_way_finds_the_same(way: Way) -> None:
    """A raw socket and the ping program see the host answer; times of the latter are coarse."""
    async with context() as ctx:
        lend(ctx, way)
        probe = Icmp(host="127.0.0.1", count=2, interval=0.02)
        readings = await asyncio.gather(probe.run(ctx), Icmp(host="127.0.0.2", count=1).run(ctx))
    assert [reading.facts["way"] for reading in readings] == [way, way]
    assert readings[0].coarse is (way == "fping")
    assert (SETTING in readings[0].facts.get("hint", "")) is (way == "fping")
    assert 0 < readings[1].values["round_trip"] < 0.1


def test_a_datagram_socket_needs_no_rights() -> None:
    """Within ping_group_range pings are sent without rights, here in a network of its own."""
    code = (
        "import asyncio, socket\n"
        "from app.transport.pings import Pings\n"
        "from app.transport.wire import Address\n"
        "async def main():\n"
        "    pings = Pings(ways=('datagram',))\n"
        "    print(await pings.ping(Address(socket.AF_INET, '127.0.0.1', 0), 1.0))\n"
        "    await pings.close()\n"
        "asyncio.run(main())\n"
    )
    setting = "echo 0 2147483647 > /proc/sys/net/ipv4/ping_group_range"
    command = f'ip link set lo up && {setting} && exec setpriv --bounding-set=-all "$@"'
    arguments = ("unshare", "--net", "sh", "-c", command, "sh", sys.executable, "-c", code)
    done = subprocess.run(arguments, capture_output=True, text=True, cwd=ROOT, check=False, timeout=20)
    assert done.returncode == 0, done.stderr
    assert 0 < float(done.stdout) < 0.1


async def test_without_any_way_the_setting_is_named() -> None:
    """A monitor that may not ping says so, names the remedy, and blames nobody."""
    async with context() as ctx:
        lend(ctx, "fping", program="")
        with pytest.raises(Exception, match="ping_group_range") as told:
            await Icmp(host="127.0.0.1").run(ctx)
    assert told.value.error is ErrorClass.PERMISSION  # type: ignore[attr-defined]


@pytest.mark.fault("N03")
async def test_lost_pings_are_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host whose answers do not arrive is told within the time of the run."""
    monkeypatch.setattr(EchoSocket, "_take", lambda *_: None)
    began = time.perf_counter()
    failed = await failed_once(Icmp(host="127.0.0.1", count=2, interval=0.01), seconds=0.5)
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.TIMEOUT_READ, "No answer to 2 pings")
    assert time.perf_counter() - began < 0.8


async def test_an_unknown_host_is_dns() -> None:
    """A name that cannot be resolved is class dns."""
    assert (await failed_once(Icmp(host="no such host"))).error is ErrorClass.DNS
