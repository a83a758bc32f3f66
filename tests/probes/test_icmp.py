import asyncio
import os
import subprocess
import sys
import time

import pytest

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.pings import SETTING, Pings, Way
from probes.icmp import Icmp
from tests.probes.runs import TrialContext, context, failed_once
from tests.transport.namespace import PINGS_ALLOWED, ROOT, alone, drop, router

# Pings by one way only, in a network of its own, and prints what came of it.
TRIAL = """
import asyncio, sys
from app.model.probe import ProbeFailed
from app.transport.pings import Pings
from probes.icmp import Icmp
from tests.probes.runs import context

async def main():
    async with context(seconds=0.6) as ctx:
        ctx._shared[Pings] = Pings(ways=(%r,))
        try:
            reading = await Icmp(host=%r, count=2, interval=0.02).run(ctx)
            print(reading.facts["way"], reading.values["loss"], 0 < reading.values["round_trip"] < 0.1)
        except ProbeFailed as failed:
            print(failed.error, failed.sentence.plain())

asyncio.run(main())
"""

# Twenty pings within the time of a run; prints the loss and whether they took no longer.
HURRIED = """
import asyncio, time
from probes.icmp import Icmp
from tests.probes.runs import context

async def main():
    async with context(seconds=0.8) as ctx:
        began = time.perf_counter()
        reading = await Icmp(host="127.0.0.1", count=20, interval=1).run(ctx)
        print(reading.values["loss"], time.perf_counter() - began < 0.8)

asyncio.run(main())
"""

# A ping whose answer comes while the loop stands still for 100 ms; prints its round trip.
STALLED = """
import asyncio, time
import uvloop
from probes.icmp import Icmp
from tests.probes.runs import context

async def main():
    async with context() as ctx:
        await Icmp(host="127.0.0.1", count=1).run(ctx)
        await asyncio.sleep(0.02)
        run = asyncio.ensure_future(Icmp(host="127.0.0.1", count=1, wait=0.05).run(ctx))
        for _ in range(3):
            await asyncio.sleep(0)
        time.sleep(0.1)
        print((await run).values["round_trip"])

asyncio.Runner(loop_factory=%s.new_event_loop).run(main())
"""


def lend(ctx: TrialContext, *ways: Way, program: str | None = None) -> None:
    """Have the runs of a context ping in certain ways only."""
    ctx._shared[Pings] = Pings(ways=ways, program=program)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
async def test_a_host_that_answers_is_good(host: str) -> None:
    """Round trip and loss of a few pings are measured."""
    async with context() as ctx:
        reading = await Icmp(host=host, count=2, interval=0.02).run(ctx)
    assert 0 < reading.values["round_trip"] < 0.1
    assert reading.values["response_time"] == reading.values["round_trip"]
    assert reading.values["loss"] == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_raw_socket_is_enough(host: str) -> None:
    """With the right to raw sockets, hosts of both families are pinged."""
    assert alone(TRIAL % ("raw", host)) == ["raw 0.0 True"]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_datagram_socket_needs_no_rights(host: str) -> None:
    """Within ping_group_range pings are sent without any right."""
    without_rights = ("setpriv", "--bounding-set=-all")
    assert alone(TRIAL % ("datagram", host), PINGS_ALLOWED, prefix=without_rights) == ["datagram 0.0 True"]


async def test_the_ping_program_is_enough() -> None:
    """Without rights one kept child pings all hosts; its times are coarse, and the remedy is named."""
    async with context() as ctx:
        lend(ctx, "fping")
        probe = Icmp(host="127.0.0.1", count=2, interval=0.02)
        readings = await asyncio.gather(probe.run(ctx), Icmp(host="127.0.0.2", count=1).run(ctx))
    for reading in readings:
        assert reading.coarse
        assert reading.facts["way"] == "fping"
        assert SETTING in reading.facts["hint"]
        assert 0 < reading.values["round_trip"] < 0.1


async def test_without_any_way_the_setting_is_named() -> None:
    """A monitor that may not ping says so, names the remedy, and blames nobody."""
    async with context() as ctx:
        lend(ctx, "fping", program="")
        with pytest.raises(ProbeFailed, match="ping_group_range") as told:
            await Icmp(host="127.0.0.1").run(ctx)
    assert told.value.error is ErrorClass.PERMISSION


# Root without the powers of root; an ordinary user is that anyway.
NO_RIGHTS = ("setpriv", "--securebits=+noroot,+noroot_locked") if os.geteuid() == 0 else ()


def test_the_ping_program_is_taken_without_rights() -> None:
    """Who may open no socket pings by fping, as the probe itself finds out."""
    code = TRIAL.replace("(%r,)", "('raw', 'fping')").replace("%r", "'127.0.0.1'")
    command = (*NO_RIGHTS, sys.executable, "-c", code)
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=30)
    assert done.stdout.splitlines() == ["fping 0.0 True"], done.stderr


ROUTED = """
import asyncio
from app.model.probe import ProbeFailed
from app.transport.pings import Pings
from probes.icmp import Icmp
from tests.probes.runs import context

async def main():
    async with context(seconds=1) as ctx:
        ctx._shared[Pings] = Pings(ways=(%r,))
        for host, settings in (
            ("10.9.0.2", {"size": 1000, "ttl": 1, "dont_fragment": True}),
            ("fd09::2", {"size": 1000, "ttl": 1, "dont_fragment": True}),
            ("10.9.1.1", {"ttl": 1}),
            ("10.9.2.1", {}),
            ("10.9.3.1", {}),
            ("10.9.1.1", {"size": 1400, "dont_fragment": True}),
            ("10.9.1.1", {"size": 3000, "dont_fragment": True}),
            ("10.9.1.1", {"wait": 0.1}),
            ("fd09:1::1", {"ttl": 1}),
            ("fd09:2::1", {}),
            ("fd09:1::1", {"size": 1400, "dont_fragment": True}),
        ):
            try:
                reading = await Icmp(host=host, count=1, **settings).run(ctx)
                print(reading.facts["address"])
            except ProbeFailed as failed:
                print(failed.error, failed.sentence.plain())

asyncio.run(main())
"""


@pytest.mark.parametrize("way", ["raw", "datagram"])
def test_what_routers_say_is_told(way: str) -> None:
    """Who does not let a ping through, and why, stands in the sentence; size and time to live are obeyed."""
    assert alone(ROUTED % way, PINGS_ALLOWED, *router()) == [
        "10.9.0.2",
        "fd09::2",
        "unreachable The time to live of the ping is over at 10.9.0.2",
        "unreachable 10.9.0.2 says that the host is unreachable",
        "unreachable 10.9.0.2 lets no pings through",
        "unreachable The ping is too large for the way behind 10.9.0.2",
        "unreachable The packet is too large for the way to the host",
        "timeout-read No answer to 1 pings",
        "unreachable The time to live of the ping is over at fd09::2",
        "unreachable fd09::2 knows no way to the network",
        "unreachable The ping is too large for the way behind fd09::2",
    ]


async def test_spread_of_the_round_trips_is_measured() -> None:
    """Shortest, longest and jitter stand beside the mean, and nothing came twice or late."""
    async with context() as ctx:
        values = (await Icmp(host="127.0.0.1", count=5, interval=0.01).run(ctx)).values
    assert 0 < values["round_trip_min"] <= values["round_trip"] <= values["round_trip_max"] < 0.1
    assert 0 <= values["jitter"] <= values["round_trip_max"] - values["round_trip_min"]
    assert (values["loss"], values["duplicates"], values["late"]) == (0, 0, 0)


@pytest.mark.alone
async def test_a_run_fits_into_its_time() -> None:
    """Many pings come closer together where the time of the run is short, with the ping program are fewer."""
    assert alone(HURRIED, PINGS_ALLOWED) == ["0.0 True"]
    async with context(seconds=0.8) as ctx:
        lend(ctx, "fping")
        began = time.perf_counter()
        reading = await Icmp(host="127.0.0.1", count=20, interval=1).run(ctx)
    assert reading.values["loss"] == 0
    assert time.perf_counter() - began < 0.8


@pytest.mark.alone
@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_our_own_delay_is_not_booked(loop: str) -> None:
    """While our loop stands still for 100 ms, the kernel's stamp tells when the answer came."""
    (seconds,) = alone(STALLED % loop, PINGS_ALLOWED)
    assert float(seconds) < 0.03


@pytest.mark.fault("N03")
def test_lost_pings_are_a_timeout() -> None:
    """A host whose answers vanish on the way is told within the time of the run."""
    lines = alone(TRIAL % ("raw", "127.0.0.1"), drop("icmp type echo-request"))
    assert lines == ["timeout-read No answer to 2 pings"]


async def test_an_unknown_host_is_dns() -> None:
    """A name that cannot be resolved is class dns."""
    assert (await failed_once(Icmp(host="no such host"))).error is ErrorClass.DNS
