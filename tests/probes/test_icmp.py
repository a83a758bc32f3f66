import asyncio

import pytest

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.pings import SETTING, Pings, Way
from probes.icmp import Icmp
from tests.probes.runs import TrialContext, context, failed_once
from tests.transport.namespace import PINGS_ALLOWED, alone, drop

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


@pytest.mark.fault("N03")
def test_lost_pings_are_a_timeout() -> None:
    """A host whose answers vanish on the way is told within the time of the run."""
    lines = alone(TRIAL % ("raw", "127.0.0.1"), drop("icmp type echo-request"))
    assert lines == ["timeout-read No answer to 2 pings"]


async def test_an_unknown_host_is_dns() -> None:
    """A name that cannot be resolved is class dns."""
    assert (await failed_once(Icmp(host="no such host"))).error is ErrorClass.DNS
