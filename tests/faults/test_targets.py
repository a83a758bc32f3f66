"""Many targets fall, come back, begin at once, or cannot be found: with the real engine."""

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from app.model.message import AskHistory
from app.model.state import ErrorClass, State
from tests.faults.engine_process import engine_over, platform, target

Evidence = Callable[..., None]

# A web server of its own process, so that it can be stopped while the kernel goes on taking connections.
_WEB = """
import asyncio

async def serve(reader, writer):
    try:
        await reader.readuntil(b"\\r\\n\\r\\n")
        writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok")
        await writer.drain()
    except (OSError, EOFError):
        pass
    writer.close()

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


@asynccontextmanager
async def web() -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """Run the web server; gives its process and port."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", _WEB, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield process, int(await process.stdout.readline())
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        await process.wait()


@pytest.mark.fault("N05")
async def test_all_targets_hang_and_come_back_without_a_restart(evidence: Evidence) -> None:
    """After every target hung for seconds all are good within two intervals, and nothing is left open."""
    number = 40
    async with web() as (server, port):
        probe = f'{{kind: http, url: "http://127.0.0.1:{port}/"}}'
        async with engine_over("".join(target(f"t{n:03}", probe) for n in range(number))) as engine:
            await engine.until(lambda board: board.summary.counts.ok == number)
            before = engine.descriptors()
            server.send_signal(signal.SIGSTOP)
            await engine.until(lambda board: board.summary.counts.critical == number)
            await asyncio.sleep(1.0)
            server.send_signal(signal.SIGCONT)
            began = time.monotonic()
            board = await engine.until(
                lambda board: board.summary.counts.ok == number and not board.incidents
            )
            seconds = time.monotonic() - began
            assert board.health is not None
            assert board.health.restarts == 0
            async with asyncio.timeout(2):
                while engine.descriptors() > before + 4:  # noqa: ASYNC110 - another process can only be asked
                    await asyncio.sleep(0.05)
            after = engine.descriptors()
            settled = await engine.until(lambda board: board.health and board.health.running < number / 4)
    assert settled.health is not None
    evidence(seconds=round(seconds, 2), descriptors=(before, after), running=settled.health.running)
    assert seconds < 2 * 0.4 + 1


@pytest.mark.alone
@pytest.mark.fault("N06")
async def test_the_first_round_is_spread_over_the_interval(evidence: Evidence) -> None:
    """Three hundred targets are asked evenly over their interval from the start on, never in a crowd."""
    number, interval = 300, 3.0
    arrivals: list[float] = []

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrivals.append(time.monotonic())
        await reader.read(1)
        writer.close()

    server = await asyncio.start_server(taken, "127.0.0.1", 0, backlog=1000)
    async with server:
        probe = f"{{kind: tcp, host: 127.0.0.1, port: {server.sockets[0].getsockname()[1]}}}"
        targets = "".join(target(f"t{n:03}", probe, f"interval: {interval}") for n in range(number))
        async with engine_over(targets) as engine:
            board = await engine.until(lambda board: board.summary.counts.ok == number)
    first = [at - arrivals[0] for at in arrivals if at - arrivals[0] < interval]
    bins = [sum(interval * n / 10 <= at < interval * (n + 1) / 10 for at in first) for n in range(10)]
    assert board.health is not None
    times = sorted(check.series[0].value or 9.9 for check in board.checks)
    evidence(arrivals=bins, seconds=round(times[int(number * 0.95)], 4), late=board.health.late)
    assert max(bins) < 2 * number / 10
    assert min(bins) > number / 10 / 3


@asynccontextmanager
async def burnt_cores() -> AsyncIterator[None]:
    """Leave no core idle."""
    burners = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", "while True: pass") for _ in range(4)
    ]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            await burner.wait()


@pytest.mark.alone
@pytest.mark.fault("N07")
async def test_our_own_standstill_is_not_booked_as_the_targets_time(evidence: Evidence) -> None:
    """With both cores burnt and the engine held up again and again, no late measurement becomes a point."""
    async with platform() as it, burnt_cores():
        began = time.time()
        for _ in range(6):
            it.engine.send(signal.SIGSTOP)
            await asyncio.sleep(0.18)
            it.engine.send(signal.SIGCONT)
            await asyncio.sleep(0.22)
        it.engine.send(signal.SIGSTOP)
        await asyncio.sleep(1.3)
        it.engine.send(signal.SIGCONT)
        board = await it.engine.until(lambda board: board.health and board.health.loop_gap > 1.0)
        banners = [banner.id for banner in board.banners]
        asked = AskHistory(wanted=((board.checks[0].id, "response_time"),), since=began)
        async with it.engine.client() as client:
            points = (await client.ask(asked)).points
        told = it.hook.said
    assert board.health is not None
    booked = [point.value for point in points if point.value is not None]
    evidence(loop_gap=board.health.loop_gap, booked=max(booked, default=0.0), points=len(points), told=told)
    assert banners == ["overload"]
    assert max(booked, default=0.0) < 0.12
    assert told == []


# Takes the name server's port and never answers; then becomes the engine.
_NO_RESOLVER = """
ip link set lo up
echo 'nameserver 127.0.0.1' > "$1/resolv.conf"
mount --bind "$1/resolv.conf" /etc/resolv.conf
"$2" -c 'import socket, time
silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); silent.bind(("127.0.0.1", 53)); time.sleep(20)' &
shift
exec "$@"
"""


@pytest.mark.fault("N16")
async def test_a_dead_resolver_is_named_as_such_and_holds_nothing_up(evidence: Evidence) -> None:
    """Names that cannot be looked up are class dns and one alarm; the rest goes on, the loop is not held."""
    names = "".join(
        target(f"named{n}", f'{{kind: http, url: "http://host{n}.casino.example/"}}') for n in range(8)
    )
    local = target("local", "{kind: local}")
    rights = ("unshare", "--user", "--map-root-user", "--mount", "--net", "--pid", "--fork", "--kill-child")
    async with engine_over(names + local, started=False) as engine:
        folder = str(engine.inventory.parent)
        engine.program = (*rights, "sh", "-c", _NO_RESOLVER, "sh", folder, sys.executable, "-m", "app")
        await engine.start()
        board = await engine.until(lambda board: board.summary.counts.unknown == 8)
        errors = {check.error for check in board.checks if check.target != "local"}
        (own,) = [check for check in board.checks if check.target == "local"]
        board = await engine.until(lambda board: board.incidents)
    assert board.health is not None
    sentences = {incident.title.plain() for incident in board.incidents}
    evidence(
        error="dns", loop_gap=board.health.loop_gap, incidents=len(board.incidents), said=sorted(sentences)
    )
    assert errors == {ErrorClass.DNS}
    assert sentences == {"Name resolution fails"}
    assert own.state is not State.CRITICAL
    assert board.health.loop_gap < 0.25


@pytest.mark.fault("N18")
async def test_proxies_of_the_session_are_not_used(evidence: Evidence) -> None:
    """Variables that name a dead proxy make nothing falsely down."""
    dead = "http://127.0.0.1:9"
    variables = dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"), dead)
    async with web() as (_, port):
        probe = f'{{kind: http, url: "http://127.0.0.1:{port}/"}}'
        async with engine_over(target("direct", probe), variables=variables) as engine:
            await engine.until(lambda board: board.summary.counts.ok == 1)
            await asyncio.sleep(1)
            board = await engine.status()
    evidence(state=board.checks[0].state.value)
    assert board.checks[0].state is State.OK
    assert board.incidents == ()
