"""Pings through one kept child process, for who may not open an ICMP socket. Its times are coarse."""

import asyncio
import contextlib
import re
import shutil
from collections import deque
from time import monotonic

from app.model.phrase import phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.ping_run import Plan, Trips
from app.transport.wire import Address

_LINE = re.compile(rb"(\S+)\s+: \[\d+\], (?:\d+ bytes, ([0-9.]+) ms|timed out)")
_PERIOD = 0.2  # seconds between two pings to a host; the child pings all the time
_GAP = 0.002  # seconds between two pings to different hosts
_GATHER = 0.02  # seconds in which further new hosts join before the child is started anew
_FORGET = 600.0  # seconds after which a host that nobody asks for is left out


def installed() -> str:
    """Return the path of the program, empty where there is none."""
    return shutil.which("fping", path="/usr/bin:/usr/sbin:/usr/local/bin:/bin:/sbin") or ""


class FpingChild:
    """One ``fping`` that pings all hosts in turn; it is started anew when a host joins."""

    def __init__(self, program: str, plan: Plan) -> None:
        self._program = program
        self._shape = ["-b", str(plan.size)]
        if plan.ttl:
            self._shape += ["-H", str(plan.ttl)]
        if plan.whole:
            self._shape += ["-M"]
        self._asked: dict[str, float] = {}
        self._running: frozenset[str] = frozenset()
        self._waiting: dict[str, deque[asyncio.Future[float | None]]] = {}
        self._child: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    async def ping(self, address: Address, plan: Plan) -> Trips:
        """Return the next round trips, at least one and as many of the plan's as come in its time.

        The pace is the child's. Raises ``ProbeFailed`` (internal) when it dies.
        """
        end = monotonic() + plan.seconds
        trips: list[float | None] = []
        while len(trips) < plan.pings:
            left = end - monotonic()
            try:
                async with asyncio.timeout(min(left, plan.wait + _PERIOD + _GATHER)):
                    trips.append(await self._one(address.ip))
            except TimeoutError:
                if trips and monotonic() >= end:
                    break
                trips.append(None)
        return Trips(tuple(trips))

    async def _one(self, host: str) -> float | None:
        self._asked[host] = monotonic()
        future: asyncio.Future[float | None] = asyncio.get_running_loop().create_future()
        queue = self._waiting.setdefault(host, deque())
        queue.append(future)
        try:
            await self._ensure(host)
            return await future
        finally:
            if future in queue:
                queue.remove(future)

    async def _ensure(self, host: str) -> None:
        if host in self._running:
            return
        async with self._turn:
            if host in self._running:
                return
            await asyncio.sleep(_GATHER)
            await self._end()
            await self._start()

    async def _start(self) -> None:
        now = monotonic()
        self._asked = {host: asked for host, asked in self._asked.items() if now - asked < _FORGET}
        hosts = tuple(self._asked)
        period = max(_PERIOD, _GAP * len(hosts))
        timing = ("-i", str(int(_GAP * 1000)), "-p", str(int(period * 1000)), "-t", str(int(period * 1000)))
        pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        self._child = child = await asyncio.create_subprocess_exec(
            self._program, "-l", *self._shape, *timing, stdin=pipe, stdout=pipe, stderr=null
        )
        assert child.stdin is not None
        child.stdin.write("\n".join(hosts).encode() + b"\n")
        child.stdin.close()
        self._running = frozenset(hosts)
        self._reader = asyncio.create_task(self._read(child), name="fping")
        self._reader.add_done_callback(self._ended)

    async def _read(self, child: asyncio.subprocess.Process) -> None:
        assert child.stdout is not None
        async for line in child.stdout:
            found = _LINE.match(line)
            queue = self._waiting.get(found[1].decode()) if found else None
            if found is None or not queue:
                continue
            future = queue.popleft()
            if not future.done():
                future.set_result(float(found[2]) / 1000 if found[2] else None)
        await child.wait()

    def _ended(self, reader: "asyncio.Task[None]") -> None:
        """Tell those who wait that the child died, unless we ended it ourselves."""
        if reader is not self._reader:
            return
        self._running = frozenset()
        sentence = phrase("The ping program ended by itself")
        for queue in self._waiting.values():
            while queue:
                future = queue.popleft()
                if not future.done():
                    future.set_exception(ProbeFailed(ErrorClass.INTERNAL, sentence))
        if not reader.cancelled():
            reader.exception()

    async def _end(self) -> None:
        child, self._child = self._child, None
        reader, self._reader = self._reader, None
        self._running = frozenset()
        if child is not None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
        if reader is not None:
            reader.cancel()
            await asyncio.wait({reader})

    async def close(self) -> None:
        """End the child."""
        await self._end()
