import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from app.demo.faults import Fault, Kind
from app.model.state import ErrorClass
from tests.demo.running import Running, running
from tests.probes.runs import context, failed_once, run_once

BROKEN = [
    ("kestrin-live/launch", Kind.ERROR_500, ErrorClass.STATUS, "500"),
    ("kestrin-live/launch", Kind.ERROR_IN_200, ErrorClass.CONTENT, "1007"),
    ("kestrin-live/launch", Kind.REFUSE, ErrorClass.REFUSED, ""),
    ("kestrin-live/launch", Kind.HANG, ErrorClass.TIMEOUT_READ, ""),
    ("paygrove/deposit", Kind.ERROR_IN_200, ErrorClass.CONTENT, "96"),
    ("player-api/sign-in", Kind.ERROR_IN_200, ErrorClass.CONTENT, "API-503"),
    ("app-core-1/health", Kind.ERROR_IN_200, ErrorClass.CONTENT, "DEP-7"),
    ("app-core-1/numbers", Kind.ERROR_500, ErrorClass.STATUS, "500"),
    ("app-core-1/numbers", Kind.HANG, ErrorClass.TIMEOUT_READ, ""),
    ("wallet-db/postgres", Kind.ERROR_500, ErrorClass.STATUS, "too many clients"),
    ("wallet-db/postgres", Kind.REFUSE, ErrorClass.REFUSED, ""),
    ("wallet-db/postgres", Kind.HANG, ErrorClass.TIMEOUT_READ, ""),
    ("cache-1/redis", Kind.ERROR_500, ErrorClass.STATUS, "LOADING"),
    ("cache-1/redis", Kind.HANG, ErrorClass.TIMEOUT_READ, ""),
    ("dns-1/dns", Kind.ERROR_500, ErrorClass.DNS, "SERVFAIL"),
    ("dns-1/dns", Kind.REFUSE, ErrorClass.REFUSED, ""),
    ("dns-1/dns", Kind.HANG, ErrorClass.TIMEOUT_READ, ""),
    ("edge-1/tcp", Kind.ERROR_500, ErrorClass.CONTENT, "421"),
    ("edge-1/tcp", Kind.REFUSE, ErrorClass.REFUSED, ""),
    ("tls-www/http", Kind.REFUSE, ErrorClass.REFUSED, ""),
    ("tls-www/http", Kind.ERROR_500, ErrorClass.STATUS, "500"),
]


@pytest.mark.alone
async def test_each_fault_shows_on_the_wire(tmp_path: Path) -> None:
    """Each switch makes a real probe fail in its own way, and the service is well again when cleared."""
    async with running(tmp_path) as demo:
        for name, kind, error, said in BROKEN:
            probe = demo.check(name).probe
            service = name.partition("/")[0]
            await demo.fault(service, kind)
            failed = await failed_once(probe, seconds=0.4)
            assert failed.error is error, (name, kind, failed)
            assert said in failed.sentence.plain() + failed.detail, (name, kind, failed)
            await demo.casino.clear(service)
        for name in sorted({name for name, *_ in BROKEN}):
            await run_once(demo.check(name).probe)


SLOW = {
    "kestrin-live/launch": 0.9,
    "app-core-1/health": 0.9,
    "wallet-db/postgres": 0.9,
    "cache-1/redis": 0.9,
    "dns-1/dns": 0.45,
    "edge-2/tcp": 0.9,
}


@pytest.mark.alone
async def test_slow_is_beyond_a_limit_and_within_the_timeout(tmp_path: Path) -> None:
    """A slow service answers rightly, too late for its limit and in time for the check."""
    async with running(tmp_path) as demo:
        for name in SLOW:
            await demo.fault(name.partition("/")[0], Kind.SLOW)
        took = dict(await asyncio.gather(*(timed(demo, name) for name in SLOW)))
    assert [name for name, seconds in took.items() if seconds < SLOW[name]] == []


async def timed(demo: Running, name: str) -> tuple[str, float]:
    """Run a check within its timeout; return its name and the seconds it took."""
    check = demo.check(name)
    began = time.monotonic()
    await run_once(check.probe, seconds=check.timeout)
    return name, time.monotonic() - began


def test_flapping_fails_and_works_in_turn() -> None:
    """A flap is six seconds of errors, six seconds of calm, and so on."""
    flap = Fault(kind=Kind.FLAP, since=100.0)
    acts = [flap.acts_as(100.0 + second) for second in range(0, 24, 3)]
    error = Kind.ERROR_500
    assert acts == [error, error, None, None, error, error, None, None]


async def test_flapping_shows_on_the_wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flapping service fails, then answers, without being touched."""
    monkeypatch.setattr("app.demo.faults.FLAP", 0.5)
    async with running(tmp_path) as demo:
        probe = demo.check("wallet-api/balance").probe
        await demo.fault("wallet-api", Kind.FLAP)
        assert (await failed_once(probe)).error is ErrorClass.STATUS
        await asyncio.sleep(0.5)
        await run_once(probe)


async def test_a_certificate_that_ends_soon(tmp_path: Path) -> None:
    """New connections see a valid certificate with five days left, then the long one again."""
    async with running(tmp_path) as demo:
        probe = demo.check("tls-www/http").probe
        await demo.fault("tls-www", Kind.CERT_EXPIRING)
        assert 4 < (await run_once(probe)).values["certificate_days"] < 6
        await demo.casino.clear("tls-www")
        assert 80 < (await run_once(probe)).values["certificate_days"] < 100


async def test_cpu_is_really_burnt(tmp_path: Path) -> None:
    """Processes of ours burn CPU, the server's own page shows it, and clearing ends them."""
    # A first run looks twice, half a second apart; two runs in a row would compare rounded counters.
    async with running(tmp_path) as demo, context() as during, context() as after:
        probe = demo.check("app-core-1/numbers").probe
        await demo.fault("app-core-1", Kind.CPU_BURN)
        burners = psutil.Process().children()
        assert burners
        begun = sum(each.cpu_times().user for each in burners)
        assert (await probe.run(during)).values["cpu"] > 0.92
        await until(lambda: sum(each.cpu_times().user for each in burners) > begun)
        await demo.casino.clear("app-core-1")
        assert not any(each.is_running() for each in burners)
        assert (await probe.run(after)).values["cpu"] < 0.92


async def test_a_burn_ends_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A burn never lasts longer than its limit, whatever was wished, and leaves no process."""
    monkeypatch.setattr("app.demo.casino.BURN", 0.2)
    async with running(tmp_path) as demo:
        await demo.fault("app-core-1", Kind.CPU_BURN, 3600)
        burners = psutil.Process().children()
        await until(lambda: demo.casino.services["app-core-1"].fault is None)
        await until(lambda: not any(each.is_running() for each in burners))


async def test_errors_in_the_log(tmp_path: Path) -> None:
    """The log gets error lines, which the log probe counts and groups by template."""
    async with running(tmp_path) as demo, context() as ctx:
        probe = demo.check("jobs-1/log").probe
        assert (await probe.run(ctx)).values["log_errors"] == 0
        await demo.fault("jobs-1", Kind.LOG_ERRORS)
        reading = await probe.run(ctx)
        async with asyncio.timeout(5):
            while reading.values["log_errors"] < 3:
                await asyncio.sleep(0.2)
                reading = await probe.run(ctx)
    assert reading.errors
    assert all("<*>" in group.template for group in reading.errors)


async def test_a_fault_ends_when_its_time_is_over(tmp_path: Path) -> None:
    """A switch with a time goes off by itself, also where it had closed a port."""
    async with running(tmp_path) as demo:
        probe = demo.check("bet-api/bet").probe
        await demo.fault("bet-api", Kind.REFUSE, 0.5)
        await failed_once(probe)
        await until(lambda: demo.casino.services["bet-api"].fault is None)
        await demo.casino.services["bet-api"].follow_switch()  # returns once it listens again
        await run_once(probe)


async def test_many_silent_connections_are_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hanging service holds no more connections than its cap; all end with it."""
    monkeypatch.setattr("app.demo.service.CONNECTIONS", 5)
    async with running(tmp_path) as demo:
        await demo.fault("bet-api", Kind.HANG)
        port = demo.note.ports["bet-api"]
        open_ones = [await asyncio.open_connection("127.0.0.1", port) for _ in range(8)]
        closed = [reader for reader, _ in open_ones[5:]]
        async with asyncio.timeout(2):
            assert [await reader.read() for reader in closed] == [b""] * 3
        for _, writer in open_ones:
            writer.close()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110 - processes and timers of others
            await asyncio.sleep(0.02)
