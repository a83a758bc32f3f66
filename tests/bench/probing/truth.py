"""The truth of the response time: what is reported against what a server says of itself.

The server answers 20 ms after a request has reached its kernel and states in the answer how many microseconds
it really took; the engine keeps both, its own response time and what it read in the body. The error holds the
connecting, which is no part of what the server knows, and is so a little too large. For blackbox_exporter the
sum of its phases counts, found by a name in each request.

Quiet; then with a window that stalls (a process attached as a wall, stopped again and again); then with the
engine itself stopped for 100 ms twice a second: of these the runs count that were under way meanwhile.
"""

import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from tests.bench.probing.contest import asker
from tests.bench.probing.engine import Engine, check_ids, engine
from tests.bench.probing.peers import exporter
from tests.bench.probing.targets import Stating, stating_server
from tests.bench.report import Figure, NotHere, absent, median, say, share

DELAY = 0.02
RATES = (100, 300)
BUSIEST = 300
INTERVAL, TIMEOUT = 1.0, 0.9
LATER = 1.0
STOPPED = 0.1  # seconds for which the engine is stopped
STALLED = 1.0  # seconds for which the window is
GOING = 0.4  # seconds between two stops
PART = 0.15  # of the whole bench for each condition
MEDIAN, WORST = 0.25, 0.75  # milliseconds
STALL = 1.0
EXTRACT = {"name": "told", "path": "us", "unit": "s", "factor": 1e-6}
Disturb = Callable[[Engine, float], "list[float]"]  # returns when the engine went on after each of its stops


def measure(seconds: float) -> list[Figure]:
    """Measure the error at each rate and under each disturbance."""
    part = seconds * PART
    figures: list[Figure] = []
    with ExitStack() as stack:
        server = stack.enter_context(stating_server(DELAY))
        say(f"  the server that states its times is written in {server.kind}")
        for rate in RATES:
            figures += _ours(server, rate, f"quiet, {rate}/s", part, _quiet)
            figures += _theirs(server, rate, part)
        for what, disturb in (("window stalls", _stalled_window), ("engine stops 100 ms", _stopped_engine)):
            figures += _ours(server, BUSIEST, f"{what}, {BUSIEST}/s", part, disturb)
    return figures


def _ours(server: Stating, rate: int, what: str, part: float, disturb: Disturb) -> list[Figure]:
    checks = check_ids(round(rate * INTERVAL))
    probe = {"kind": "http", "url": f"http://127.0.0.1:{server.port}/", "extract": [EXTRACT]}
    probes = [{**probe, "url": f"{probe['url']}?{number}"} for number in range(len(checks))]
    with engine(probes, interval=INTERVAL, timeout=TIMEOUT) as running:
        running.wait_good(len(checks))
        time.sleep(LATER)
        since = time.time()
        stops = disturb(running, part)
        points = running.points(checks, ("response_time", "told"), since)
    told = {(p.check, p.at): p.value for p in points if p.series == "told"}
    reported = {(p.check, p.at): p.value for p in points if p.series == "response_time"}
    pairs = [
        (reported.get(key), value)
        for key, value in told.items()
        if value is not None and (not stops or _under_way(key[1], value, stops))
    ]
    errors = [abs(mine - value) * 1000 for mine, value in pairs if mine is not None]
    if disturb is _quiet:
        return _figures(f"error, {what}", errors, MEDIAN, WORST)
    without = 1 - len(errors) / len(pairs) if pairs else math.nan
    return [
        *_figures(f"error, {what}", errors, STALL, STALL),
        Figure(f"error, {what}: runs without a time", without, note=f"of {len(pairs)} runs"),
    ]


def _under_way(ended: float, lasted: float, stops: Sequence[float]) -> bool:
    """Return whether a run that ended then began before the engine went on after one of its stops."""
    return any(on <= ended < on + lasted for on in stops)


def _theirs(server: Stating, rate: int, part: float) -> list[Figure]:
    what = f"error, quiet, {rate}/s: blackbox"
    with ExitStack() as stack:
        try:
            asked = stack.enter_context(exporter())
        except NotHere as reason:
            return [absent(what, str(reason))]
        work: dict[str, Any] = {"port": asked.port, "pid": asked.pid, "module": "plain", "stating": True}
        url = f"http://127.0.0.1:{server.port}/?"
        told = asker(stack, who="blackbox", targets=[url], **work).ask(seconds=part, rate=rate)["told"]
        stated = server.told()
    errors = [abs(seconds - stated[name]) * 1000 for name, seconds in told.items() if name in stated]
    return _figures(what, errors, None, None)


def _figures(what: str, errors: Sequence[float], middle: float | None, worst: float | None) -> list[Figure]:
    if not errors:
        return [absent(what, "no run has a time")]
    note = f"{len(errors)} runs"
    return [
        Figure(f"{what}, median", median(errors), "ms", middle, (min(errors), max(errors)), note),
        Figure(f"{what}, p99", share(errors, 0.99), "ms", worst),
    ]


def _quiet(_running: Engine, part: float) -> list[float]:
    time.sleep(part)
    return []


def _stalled_window(running: Engine, part: float) -> list[float]:
    with running.watched() as window, _again_and_again(window.pid, STALLED):
        time.sleep(part)
    return []


def _stopped_engine(running: Engine, part: float) -> list[float]:
    with _again_and_again(running.pid, STOPPED) as stops:
        time.sleep(part)
    return stops


@contextmanager
def _again_and_again(pid: int, stopped: float) -> Iterator[list[float]]:
    """Stop a process again and again; give the wall times at which it went on. It goes on at the end."""
    over = threading.Event()
    on: list[float] = []

    def stop() -> None:
        while not over.wait(GOING):
            os.kill(pid, signal.SIGSTOP)
            over.wait(stopped)
            on.append(time.time())
            os.kill(pid, signal.SIGCONT)

    thread = threading.Thread(target=stop)
    thread.start()
    try:
        yield on
    finally:
        over.set()
        thread.join()
