"""What one HTTP check costs: our probe through the runner, and its peers, in turn against one server.

Every check is made on a fresh connection, its body is read and its status judged. CPU time is that of the
whole process that checks (for check_http: of the forked plugins, without what forks them).
"""

from contextlib import ExitStack
from pathlib import Path

from tests.bench.askers import PLUGIN
from tests.bench.children import INSTALL, Child, asker, exporter, web_server
from tests.bench.report import Figure, NotHere, median, say

ROUNDS = 5
TARGETS = {"blackbox": 0.30, "check_http": 0.075}


def measure(seconds: float) -> list[Figure]:
    """Ask in turn; ratios are taken within a round."""
    with ExitStack() as stack:
        url = stack.enter_context(web_server())
        askers = {who: asker(stack, who, url) for who in ("nocwall", "httpx")}
        askers |= _peers(stack, url)
        part = seconds / ROUNDS / len(askers)
        rounds = [_round(askers, part) for _ in range(ROUNDS)]
    figures = [Figure(f"{who}, CPU a check", median([each[who] for each in rounds]), "ms") for who in askers]
    for who in askers:
        if who != "nocwall":
            ratio = median([each["nocwall"] / each[who] for each in rounds])
            figures.append(Figure(f"nocwall / {who}", ratio, "x", TARGETS.get(who)))
    return figures


def _peers(stack: ExitStack, url: str) -> dict[str, Child]:
    found = {}
    if Path(PLUGIN).exists():
        found["check_http"] = asker(stack, "check_http", url)
    else:
        say(f"no check_http; install it with: {INSTALL}")
    try:
        address, pid = stack.enter_context(exporter())
    except NotHere as absent:
        say(str(absent))
    else:
        found["blackbox"] = asker(stack, "blackbox", url, address, str(pid))
    return found


def _round(askers: dict[str, Child], part: float) -> dict[str, float]:
    """Return the CPU milliseconds a check of each."""
    costs = {}
    for who, each in askers.items():
        checks, cpu = each.ask(part)
        costs[who] = cpu / checks * 1000
    return costs
