"""Row N03 with the real engine: packets to two targets vanish, in a network of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from app.model.state import ErrorClass
from tests.faults.engine_process import PROGRAM, EngineProcess, Hook, engine_over
from tests.faults.hostile_case import HTTP, Case
from tests.faults.hostile_run import BOUND, INTERVAL, Seen, Watch, child, judged, whole, written
from tests.transport.namespace import Network, drop, network

Evidence = Callable[..., None]

_SERVER = "tests.faults.neighbours"
_PROBES = {
    "http-dropped": HTTP.replace("{more}", ""),
    "tcp-dropped": "{{kind: tcp, host: 127.0.0.1, port: {port}}}",
}
CASES = tuple(
    Case(
        row="N03",
        name=name,
        probe=probe,
        ill=None,
        error=ErrorClass.TIMEOUT_CONNECT,
        sentence="No connection in 500 ms",
    )
    for name, probe in _PROBES.items()
)


class Rules:
    """Lets packets to some ports through or not."""

    def __init__(self, place: Network, ports: Mapping[str, int]) -> None:
        self._place = place
        self._ports = ", ".join(map(str, ports.values()))

    async def ask(self, word: str) -> dict[str, list[float]]:
        """Drop when ``ill``, let through when ``well``; nobody holds a connection that never was."""
        if word == "ill":
            await asyncio.to_thread(self._place.do, drop(f"tcp dport '{{ {self._ports} }}'"))
        if word == "well":
            await asyncio.to_thread(self._place.do, "nft delete table t")
        return {case.name: [] for case in CASES}


def sockets(pid: int, port: int) -> int:
    """Return how many sockets a process has open to a port."""
    held = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):  # closed meanwhile
            held.add(str(link.readlink()))
    table = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    return sum(row[2].endswith(f":{port:04X}") and f"socket:[{row[9]}]" in held for row in table)


@asynccontextmanager
async def counted(engine: EngineProcess, ports: Mapping[str, int]) -> AsyncIterator[dict[str, int]]:
    """Give the most sockets that were open to each port at a time."""
    most = dict.fromkeys(ports, 0)

    async def count() -> None:
        while True:
            assert engine.process is not None
            for name, port in ports.items():
                most[name] = max(most[name], sockets(engine.process.pid, port))
            await asyncio.sleep(0.05)

    task = asyncio.create_task(count())
    try:
        yield most
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def once(most: dict[str, int]) -> Seen:
    """Run an engine whose targets are cut off for some seconds."""
    hook = Hook()
    async with AsyncExitStack() as stack:
        place = stack.enter_context(network())
        engine = await stack.enter_async_context(
            engine_over("", program=(*place.inside, *PROGRAM), started=False)
        )
        servers = [
            await stack.enter_async_context(child(_SERVER, "arrivals", prefix=place.inside)) for _ in range(3)
        ]
        control = await stack.enter_async_context(child(_SERVER, "control"))
        await hook.up(place.listener())
        stack.push_async_callback(hook.down)
        ports = dict(zip(_PROBES, [await server.line() for server in servers[1:]], strict=True))
        written(engine, CASES, ports, hook, await servers[0].line())
        await engine.start()
        async with counted(engine, ports) as counts:
            seen = await whole(engine, Watch(CASES, hook), hook, (Rules(place, ports), servers[0], control))
        most.update(counts)
        return seen


@pytest.mark.alone
@pytest.mark.fault("N03")
def test_vanishing_packets_are_timeout_connect_and_pile_nothing_up(evidence: Evidence) -> None:
    """Where packets vanish the class is timeout-connect within D, with two open sockets at most."""
    most: dict[str, int] = {}
    seen = judged(lambda: once(most))
    raised = list(seen.raised.values())
    evidence(
        error={name: each.error for name, each in seen.raised.items()},
        seconds=max(each.raised or 99.0 for each in raised),
        told=max(each.told or 99.0 for each in raised),
        healed=round(seen.healed, 2),
        sockets=most,
        loop_gap=seen.gap,
        control_gap=seen.control,
        cadence=round(seen.cadence, 4),
        memory=seen.memory,
        repeated=seen.repeated,
    )
    for each in raised:
        assert (each.error, each.sentence) == (CASES[0].error, CASES[0].sentence)
        assert each.raised is not None
        assert each.told is not None
        assert max(each.raised, each.told) <= BOUND
        assert not each.others
    assert 1 <= max(most.values()) <= 2
    assert sorted(seen.told) == sorted(
        f"{name} {kind}" for name in _PROBES for kind in ("problem", "recovery")
    )
    assert not seen.late
    assert seen.memory < 20e6
    assert seen.healed < 2 * INTERVAL
