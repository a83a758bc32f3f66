"""Those who ask: each a process of its own that asks flat out or at a pace, and tells what it cost.

    python -m tests.bench.askers WHO URL [EXPORTER PID]

Reads lines ``SECONDS RATE`` (rate 0: flat out), answers each with a line of JSON: checks and CPU seconds.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from app.engine.clock import SystemClock
from app.engine.context import Memory, RunContext
from app.engine.gauge import LoopGauge
from app.engine.runner import run_check
from app.engine.shared import SharedThings
from app.inventory.secrets import Secrets
from app.model.check import Check
from probes.http import Http
from tests.bench.report import say

AT_ONCE = 16
PLUGIN = "/usr/lib/nagios/plugins/check_http"
Ask = Callable[[int], Awaitable[None]]  # the number of the asker
Asker = Callable[[str], Awaitable[Ask]]


async def nocwall(url: str) -> Ask:
    """Ask as the engine does: through the runner, judged by the probe, on a fresh connection."""
    clock, shared, gauge = SystemClock(), SharedThings(), LoopGauge(SystemClock())
    secrets = Secrets(Path("/nonexistent"), {})
    checks = [_check(number, url) for number in range(AT_ONCE)]
    memories = [Memory() for _ in checks]
    task = asyncio.get_running_loop().create_task(gauge.run())

    async def ask(number: int) -> None:
        check, memory = checks[number], memories[number]
        context = RunContext(check, clock=clock, secrets=secrets, shared=shared, memory=memory)
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


async def stock_httpx(url: str) -> Ask:
    """Ask by httpx as it comes, told to close each connection."""
    client = httpx.AsyncClient(headers={"Connection": "close"}, timeout=5, trust_env=False)

    async def ask(_number: int) -> None:
        response = await client.get(url)
        response.raise_for_status()
        _ = response.text

    return ask


async def forked_plugin(url: str) -> Ask:
    """Fork Debian's check_http for each check."""
    parts = httpx.URL(url)
    words = (PLUGIN, "-H", "127.0.0.1", "-p", str(parts.port), "-u", parts.path)

    async def ask(_number: int) -> None:
        done = await asyncio.to_thread(subprocess.run, words, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise RuntimeError("check_http is not content")

    return ask


async def blackbox(url: str) -> Ask:
    """Ask a running blackbox_exporter over kept connections; its process is what counts."""
    place = httpx.URL(sys.argv[3])
    head = f"GET /probe?target={url}&module=plain HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    lines: dict[int, tuple[asyncio.StreamReader, asyncio.StreamWriter]] = {}

    async def ask(number: int) -> None:
        if number not in lines:
            lines[number] = await asyncio.open_connection("127.0.0.1", place.port)
        reader, writer = lines[number]
        writer.write(head)
        answer = await reader.readuntil(b"\r\n\r\n")
        body = await _body(reader, answer.lower())
        if b"probe_success 1" not in body:
            raise RuntimeError(f"blackbox_exporter is not content: {body[-200:]!r}")

    return ask


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    if b"content-length:" in head:
        return await reader.readexactly(int(head.partition(b"content-length:")[2].split(b"\r\n")[0]))
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append((await reader.readexactly(size + 2))[:size])
    await reader.readline()
    return b"".join(parts)


ASKERS: dict[str, Asker] = {
    "nocwall": nocwall,
    "httpx": stock_httpx,
    "check_http": forked_plugin,
    "blackbox": blackbox,
}


async def for_a_while(ask: Ask, seconds: float, rate: float) -> int:
    """Ask until the time is over, flat out or so many times a second; return how often."""
    end = time.monotonic() + seconds
    asked = 0

    async def one(number: int) -> None:
        nonlocal asked
        due = time.monotonic() + number / rate if rate else 0.0
        while time.monotonic() < end:
            if rate:
                await asyncio.sleep(due - time.monotonic())
                due += AT_ONCE / rate
            await ask(number)
            asked += 1

    await asyncio.gather(*(one(number) for number in range(AT_ONCE)))
    return asked


def spent(who: str) -> float:
    """Return the CPU seconds of the process that does the work: this one, its children, or the exporter."""
    if who == "blackbox":
        ticks = Path(f"/proc/{sys.argv[4]}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
    whose = resource.RUSAGE_CHILDREN if who == "check_http" else resource.RUSAGE_SELF
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


async def serve(who: str, url: str) -> None:
    """Ask as often as the input says."""
    ask = await ASKERS[who](url)
    await for_a_while(ask, 0.3, 0)
    say("ready")
    while line := await asyncio.to_thread(sys.stdin.readline):
        seconds, rate = map(float, line.split())
        before = spent(who)
        asked = await for_a_while(ask, seconds, rate)
        say(json.dumps({"checks": asked, "cpu": spent(who) - before}))


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve(sys.argv[1], sys.argv[2]))
