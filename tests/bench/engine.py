"""The whole engine at a pace: schedule, probe, judge, alert, store, hand over; CPU a check, memory, lateness.

An engine process with 1,000 HTTP checks each 2 s (500 a second) and no screen. The peer is blackbox_exporter
asked directly at the same pace; it schedules, judges and stores nothing.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from app.link.client import LinkLost
from app.model.board import EngineHealth
from tests.bench.asking import board_of
from tests.bench.children import Child, asker, exporter, web_server
from tests.bench.report import Figure, NotHere, median, say

CHECKS = 1000
INTERVAL = 2
ROUNDS = 3
SETTLE = 5.0
UP = 30.0
TARGET = """\
  - id: t-{n}
    name: Target {n}
    class: api
    checks:
      - {{id: answer, name: Answer, probe: {{kind: http, url: "{url}?{n}"}}, rules: [
          {{kind: threshold, metric: response_time, warning: 400ms, critical: 2s, recovery: 300ms}}]}}
"""


def measure(seconds: float) -> list[Figure]:
    """Run the engine for about so long, and the peer in turn beside it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="nw-")))
        url = stack.enter_context(web_server())
        engine = stack.enter_context(_engine(folder, url))
        peer = _peer(stack, url)
        time.sleep(SETTLE)
        ours, theirs = [], []
        part = seconds / ROUNDS / 2
        for _ in range(ROUNDS):
            ours.append(_cost(engine, folder, part))
            if peer is not None:
                checks, cpu = peer.ask(part, CHECKS / INTERVAL)
                theirs.append(cpu / checks * 1000)
        memory = engine.memory_info().rss / 2**20
        health = _health(folder)
    figures = [
        Figure("checks a second", CHECKS / INTERVAL),
        Figure("CPU a check", median(ours), "ms"),
        Figure("memory with 1,000 checks, RSS", memory, "MiB", 60.0),
        Figure("worst lateness of a start, last minute", health.late * 1000, "ms", 250.0),
        Figure("worst gap of the loop, last minute", health.loop_gap * 1000, "ms"),
        Figure("runs that could not start", health.skipped, "", 0.0),
    ]
    if theirs:
        figures.append(Figure("blackbox, CPU a check at this pace", median(theirs), "ms"))
        figures.append(Figure("nocwall / blackbox", median(ours) / median(theirs), "x"))
    return figures


@contextmanager
def _engine(folder: Path, url: str) -> Iterator[psutil.Process]:
    """Start an engine and wait until every check has an answer; end it."""
    inventory = folder / "inventory.yaml"
    head = f"defaults: {{interval: {INTERVAL}s, timeout: 1s, retry_interval: {INTERVAL}s}}\ntargets:\n"
    inventory.write_text(head + "".join(TARGET.format(n=n, url=url) for n in range(CHECKS)), encoding="utf-8")
    words = [sys.executable, "-m", "app", "engine", "--state", str(folder), "--inventory", str(inventory)]
    process = subprocess.Popen(
        words, env=_environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + UP
        while not asyncio.run(_is_up(folder)):
            if time.monotonic() > end or process.poll() is not None:
                raise RuntimeError("the engine does not come up")
            time.sleep(0.3)
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _environment(folder: Path) -> dict[str, str]:
    hidden = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PULSE_SERVER", "WAYLAND_DISPLAY")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return kept | {"XDG_RUNTIME_DIR": str(folder)}


def _peer(stack: ExitStack, url: str) -> Child | None:
    try:
        address, pid = stack.enter_context(exporter())
    except NotHere as absent:
        say(str(absent))
        return None
    return asker(stack, "blackbox", url, address, str(pid))


def _cost(engine: psutil.Process, folder: Path, part: float) -> float:
    """Return the engine's CPU milliseconds a run over some seconds."""
    runs, times = _health(folder).runs, engine.cpu_times()
    time.sleep(part)
    after, later = _health(folder).runs, engine.cpu_times()
    return (later.user + later.system - times.user - times.system) / (after - runs) * 1000


async def _is_up(folder: Path) -> bool:
    try:
        board = await board_of(folder, _environment(folder))
    except (OSError, LinkLost):
        return False
    return len(board.checks) == CHECKS and board.summary.counts.ok == CHECKS


def _health(folder: Path) -> EngineHealth:
    health = asyncio.run(board_of(folder, _environment(folder))).health
    assert health is not None
    return health
