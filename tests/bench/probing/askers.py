"""Those who ask: each a process of its own that asks flat out or at a pace, and tells what it cost.

    python -m tests.bench.probing.askers WORK

WORK is JSON: ``who`` asks, ``targets`` in turn, and what that asker needs beside. Each line of input is JSON
with ``seconds`` and ``rate`` (0: flat out); it is answered with a line of JSON: how many ``checks``, their
``cpu`` seconds, and ``told``: what an asker wants to say of single ones.
"""

import asyncio
import json
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from app.engine.clock import SystemClock
from app.engine.context import Memory, RunContext
from app.engine.gauge import LoopGauge
from app.engine.runner import run_check
from app.engine.shared import SharedThings
from app.inventory.secrets import Secrets
from app.model.check import Check
from probes.http import Http
from tests.bench.children import spent
from tests.bench.report import say

AT_ONCE = 16
WARM = 0.3
Ask = Callable[[int], Awaitable[None]]  # the number of the asker
PHASE = re.compile(rb'^probe_http_duration_seconds\{phase="[a-z]+"\} (\S+)$', re.MULTILINE)


class Work:
    """What is to be done, and what came of it."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given
        self.told: dict[str, float] = {}
        self._targets = given["targets"]
        self._asked = 0

    @property
    def pid(self) -> int:
        """The process that does the work; 0: this one and its children."""
        return int(self.given.get("pid", 0))

    @property
    def each(self) -> int:
        """How many checks one asking stands for."""
        return int(self.given.get("each", 1))

    def next(self) -> Any:
        """Return the next target."""
        self._asked += 1
        return self._targets[self._asked % len(self._targets)]


async def runner(work: Work) -> Ask:
    """Ask by our probe under the engine's runner, without the rest of the engine."""
    clock, shared, gauge = SystemClock(), SharedThings(), LoopGauge(SystemClock())
    secrets = Secrets(Path("/nonexistent"), {})
    checks = [_check(number, url) for number, url in enumerate(work.given["targets"])]
    memories = {check.id: Memory() for check in checks}
    task = asyncio.get_running_loop().create_task(gauge.run())
    work.given["targets"][:] = checks

    async def ask(_number: int) -> None:
        check: Check = work.next()
        context = RunContext(check, clock=clock, secrets=secrets, shared=shared, memory=memories[check.id])
        sample = await run_check(check, context, clock, gauge)
        if sample.error is not None or task.done():
            raise RuntimeError(sample.sentence.plain())

    return ask


def _check(number: int, url: str) -> Check:
    return Check(
        id=f"t{number}/http",
        target=f"t{number}",
        name="Answer",
        short="Answer",
        probe=Http(url=url),
        interval=10,
        timeout=5,
        retry_interval=10,
        attempts=3,
    )


async def stock_httpx(work: Work) -> Ask:
    """Ask by httpx as it comes, told to close each connection."""
    client = httpx.AsyncClient(headers={"Connection": "close"}, timeout=5, trust_env=False)

    async def ask(_number: int) -> None:
        response = await client.get(work.next())
        response.raise_for_status()
        _ = response.text

    return ask


async def resolver(work: Work) -> Ask:
    """Ask a name server by dnspython, which opens a socket for each question."""
    import dns.asyncquery
    import dns.message

    name, port = work.given["name"], work.given["port"]

    async def ask(_number: int) -> None:
        answer = await dns.asyncquery.udp(
            dns.message.make_query(name, "A"), work.next(), timeout=5, port=port
        )
        if not answer.answer:
            raise RuntimeError("dnspython is not content")

    return ask


async def forked(work: Work) -> Ask:
    """Fork a command for each check."""

    async def ask(_number: int) -> None:
        words = work.next()
        done = await asyncio.to_thread(
            subprocess.run, words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{words[0]} is not content")

    return ask


async def blackbox(work: Work) -> Ask:
    """Ask a running blackbox_exporter over kept connections; its process is what counts.

    With ``stating`` each request has a name of its own, and the sum of its phases is told under it.
    """
    port, module, stating = work.given["port"], work.given["module"], work.given.get("stating", False)
    lines: dict[int, tuple[asyncio.StreamReader, asyncio.StreamWriter]] = {}
    count = 0

    async def ask(number: int) -> None:
        nonlocal count
        count += 1
        name = f"b{count}" if stating else ""
        if number not in lines:
            lines[number] = await asyncio.open_connection("127.0.0.1", port)
        reader, writer = lines[number]
        target = f"/probe?target={work.next()}{name}&module={module}"
        writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        body = await _body(reader, (await reader.readuntil(b"\r\n\r\n")).lower())
        if b"probe_success 1" not in body:
            raise RuntimeError(f"blackbox_exporter is not content: {body[-200:]!r}")
        if stating:
            work.told[name] = sum(map(float, PHASE.findall(body)))

    return ask


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    if b"content-length:" in head:
        return await reader.readexactly(int(head.partition(b"content-length:")[2].split(b"\r\n")[0]))
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append((await reader.readexactly(size + 2))[:size])
    await reader.readline()
    return b"".join(parts)


ASKERS: dict[str, Callable[[Work], Awaitable[Ask]]] = {
    "runner": runner,
    "httpx": stock_httpx,
    "dnspython": resolver,
    "forked": forked,
    "blackbox": blackbox,
}


async def for_a_while(ask: Ask, at_once: int, seconds: float, rate: float) -> int:
    """Ask until the time is over, flat out or so many times a second; return how often."""
    end = time.monotonic() + seconds
    asked = 0

    async def one(number: int) -> None:
        nonlocal asked
        due = time.monotonic() + number / rate if rate else 0.0
        while time.monotonic() < end:
            if rate:
                await asyncio.sleep(due - time.monotonic())
                due += at_once / rate
            await ask(number)
            asked += 1

    await asyncio.gather(*(one(number) for number in range(at_once)))
    return asked


def cpu(work: Work) -> float:
    """Return the CPU seconds of what does the work: another process, the forked ones, or this one."""
    if work.pid:
        return spent(work.pid)
    forks = work.given["who"] == "forked"
    used = resource.getrusage(resource.RUSAGE_CHILDREN if forks else resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def serve(work: Work) -> None:
    """Ask as often as the input says."""
    ask = await ASKERS[work.given["who"]](work)
    at_once = work.given.get("at_once", AT_ONCE)
    await for_a_while(ask, at_once, WARM, 0)
    say("ready")
    while line := await asyncio.to_thread(sys.stdin.readline):
        wish = json.loads(line)
        work.told.clear()
        before = cpu(work)
        asked = await for_a_while(ask, at_once, wish["seconds"], wish["rate"])
        say(json.dumps({"checks": asked * work.each, "cpu": cpu(work) - before, "told": work.told}))


if __name__ == "__main__":
    import uvloop

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us ends us
    uvloop.run(serve(Work(json.loads(sys.argv[1]))))
