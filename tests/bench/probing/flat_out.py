"""Flat out: what one check costs where there is always another one due.

The engine is given more checks, each 0.2 s, than one core can make, and room for 64 runs at a time, so that
it is never idle; it is the whole engine. Peers are asked by 16 askers over and over; of blackbox_exporter its
own process counts, of plugins the forked processes, never who asks or who is asked.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from tests.bench.probing.contest import OURS, RUNNER, Contest
from tests.bench.probing.engine import DESCRIPTORS, SETTLE, engine
from tests.bench.probing.peers import Exporter, exporter, plugin
from tests.bench.probing.targets import HOST_NAME, HOSTS, host, name_server, program, web_server
from tests.bench.report import Figure, NotHere, say

INTERVAL, TIMEOUT = 0.2, 0.19
BUSY = 0.85  # share of a core below which it was not flat out
MANY = 250  # hosts of one fping
PINGS = 4  # to each of them
Probe = dict[str, Any]


def http(seconds: float) -> list[Figure]:
    """HTTP on a fresh connection, body read, status judged."""
    with ExitStack() as stack:
        web = stack.enter_context(web_server())
        contest = Contest("http, flat out", stack, seconds)
        _engine(contest, [{"kind": "http", "url": url} for url in web.urls(1000)])
        _blackbox(contest, stack, "plain", web.urls(HOSTS), 0.30)
        words = [[f"-H{host(n)}", f"-p{web.port}", f"-u/?{n}"] for n in range(HOSTS)]
        _plugin(contest, "check_http", words, 0.075)
        for name, who in ((RUNNER, "runner"), ("httpx", "httpx")):
            contest.add_asker(name, who=who, targets=web.urls(HOSTS))
        return contest.figures()


def tls(seconds: float) -> list[Figure]:
    """HTTPS on a fresh connection with a whole handshake, the certificate proved by an authority."""
    with ExitStack() as stack:
        web = stack.enter_context(web_server())
        contest = Contest("https, flat out", stack, seconds)
        trust = {"kind": "http", "ca_file": str(web.authority)}
        _engine(contest, [{**trust, "url": url} for url in web.tls_urls(250)])
        if (asked := _exporter(contest, stack, web.authority)) is not None:
            _ask(contest, asked, "tls", web.tls_urls(HOSTS), 0.85)
        return contest.figures()


def tcp(seconds: float) -> list[Figure]:
    """TCP: a connection, opened and closed."""
    with ExitStack() as stack:
        web = stack.enter_context(web_server())
        contest = Contest("tcp, flat out", stack, seconds)
        _engine(contest, [{"kind": "tcp", "host": host(n), "port": web.port} for n in range(1400)])
        _blackbox(contest, stack, "tcp", [f"{host(n)}:{web.port}" for n in range(HOSTS)])
        _plugin(contest, "check_tcp", [[f"-H{host(n)}", f"-p{web.port}"] for n in range(HOSTS)])
        return contest.figures()


def icmp(seconds: float) -> list[Figure]:
    """One ping."""
    with ExitStack() as stack:
        contest = Contest("icmp, flat out", stack, seconds)
        _engine(contest, [{"kind": "icmp", "host": _far(n), "count": 1} for n in range(1600)])
        _blackbox(contest, stack, "icmp", [host(n) for n in range(HOSTS)], 0.06)
        _fping(contest)
        return contest.figures()


def dns(seconds: float) -> list[Figure]:
    """One question to a name server."""
    with ExitStack() as stack:
        port = stack.enter_context(name_server())
        contest = Contest("dns, flat out", stack, seconds)
        probe = {"kind": "dns", "name": HOST_NAME, "resolver": "127.0.0.1", "port": port}
        _engine(contest, [probe] * 1000)
        _blackbox(contest, stack, "dns", [f"127.0.0.1:{port}"])
        contest.add_asker("dnspython", who="dnspython", targets=["127.0.0.1"], name=HOST_NAME, port=port)
        return contest.figures()


def _engine(contest: Contest, probes: Sequence[Probe]) -> None:
    def cost() -> float:
        with engine(probes, interval=INTERVAL, timeout=TIMEOUT, descriptors=DESCRIPTORS) as running:
            running.wait_good(len(probes))
            found = running.cost(max(SETTLE, contest.our_part))
        if found.core < BUSY:
            say(f"  note: only {found.core:.0%} of a core was busy, at {found.rate:.0f} a second")
        return found.each

    contest.add(OURS, cost)


def _blackbox(
    contest: Contest, stack: ExitStack, module: str, targets: Sequence[str], target: float | None = None
) -> None:
    if (asked := _exporter(contest, stack)) is not None:
        _ask(contest, asked, module, targets, target)


def _exporter(contest: Contest, stack: ExitStack, *authority: Any) -> Exporter | None:
    try:
        return stack.enter_context(exporter(*authority))
    except NotHere as reason:
        contest.miss("blackbox", reason)
        return None


def _ask(
    contest: Contest, asked: Exporter, module: str, targets: Sequence[str], target: float | None
) -> None:
    work: dict[str, Any] = {"port": asked.port, "pid": asked.pid, "module": module, "targets": targets}
    try:
        contest.add_asker("blackbox", target, who="blackbox", **work)
    except RuntimeError as failed:  # an exporter without the right to ping, for one
        contest.miss("blackbox", failed)


def _plugin(contest: Contest, name: str, words: Sequence[Sequence[str]], target: float | None = None) -> None:
    try:
        path = plugin(name)
    except NotHere as reason:
        contest.miss(name, reason)
        return
    contest.add_asker(name, target, who="forked", targets=[[path, *each] for each in words])


def _fping(contest: Contest) -> None:
    try:
        path = program("fping")
    except NotHere as reason:
        contest.miss("fping", reason)
        return
    contest.add_asker(
        "fping for a host", 0.5, who="forked", targets=[[path, "-q", "-c1", host(n)] for n in range(HOSTS)]
    )
    many = [path, "-q", f"-c{PINGS}", "-i1", "-p260", "-t200", *map(_far, range(MANY))]
    contest.add_asker(f"fping for {MANY}", 0.5, who="forked", targets=[many], each=MANY * PINGS, at_once=1)


def _far(number: int) -> str:
    return f"127.0.1.{1 + number % MANY}"


PARTS: dict[str, Callable[[float], list[Figure]]] = {
    "http": http,
    "tls": tls,
    "tcp": tcp,
    "icmp": icmp,
    "dns": dns,
}
