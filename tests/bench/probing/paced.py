"""At a pace: 1,000 HTTP checks each 2 s, by the engine and by Prometheus with blackbox_exporter.

Prometheus has no rules to judge, which is in its favour; its CPU and the exporter's are summed. Checks are
counted by the engine itself, for Prometheus by the web server.
"""

import time
from contextlib import ExitStack
from typing import Any

from tests.bench.children import spent
from tests.bench.probing.contest import OURS, Contest
from tests.bench.probing.engine import engine
from tests.bench.probing.peers import Exporter, exporter, prometheus
from tests.bench.probing.targets import HOSTS, Web, program, web_server
from tests.bench.report import Figure, NotHere, say

CHECKS = 1000
INTERVAL, TIMEOUT = 2, 1
BESIDE = 0.03  # by so much the engine's count and the web server's may differ
LATER = 1.5 * INTERVAL  # seconds after the last first answer, until all goes its pace


def measure(seconds: float) -> list[Figure]:
    """Measure all in turn, us and Prometheus started anew in each round and found good."""
    with ExitStack() as stack:
        web = stack.enter_context(web_server())
        contest = Contest("http, 500/s", stack, seconds)
        contest.add(OURS, lambda: _ours(web, contest.our_part))
        try:
            asked = stack.enter_context(exporter())
        except NotHere as reason:
            contest.miss("Prometheus + blackbox", reason)
        else:
            _peers(contest, web, asked)
        return contest.figures()


def _peers(contest: Contest, web: Web, asked: Exporter) -> None:
    try:
        program("prometheus")
    except NotHere as reason:
        contest.miss("Prometheus + blackbox", reason)
    else:
        contest.add("Prometheus + blackbox", lambda: _theirs(web, asked, contest.our_part), 0.35)
    work: dict[str, Any] = {
        "port": asked.port,
        "pid": asked.pid,
        "module": "plain",
        "targets": web.urls(HOSTS),
    }
    contest.add_asker("blackbox asked directly", rate=CHECKS / INTERVAL, who="blackbox", **work)


def _ours(web: Web, part: float) -> float:
    probes = [{"kind": "http", "url": url} for url in web.urls(CHECKS)]
    with engine(probes, interval=INTERVAL, timeout=TIMEOUT) as running:
        running.wait_good(CHECKS)
        time.sleep(LATER)
        first, began = web.requests()
        found = running.cost(part)
        last, ended = web.requests()
    seen = (last - first - 1) / (ended - began)
    if abs(found.rate / seen - 1) > BESIDE:
        say(f"  note: the engine counts {found.rate:.0f} runs a second, the web server {seen:.0f}")
    return found.each


def _theirs(web: Web, asked: Exporter, part: float) -> float:
    with prometheus(asked, web.urls(CHECKS), INTERVAL, TIMEOUT) as running:
        running.wait_for(CHECKS)
        time.sleep(LATER)
        first, began = web.requests()
        used = spent(running.pid) + spent(asked.pid)
        time.sleep(part)
        used = spent(running.pid) + spent(asked.pid) - used
        last, ended = web.requests()
        # One of the requests was ours, for the count.
        return used / (last - first - 1) * (ended - began) / part * 1000
