"""How much memory the engine takes with 1,000 and with 10,000 HTTP checks each 10 s, after a while.

Nothing is asked of it before its memory is read: to tell a whole board costs memory too, as it does for the
first screen; that is read afterwards.
"""

import time

from app.link.client import LinkLost
from tests.bench.probing.engine import Engine, engine
from tests.bench.probing.targets import web_server
from tests.bench.report import Figure, absent

SIZES = {1000: 60.0, 10_000: 110.0}  # MiB
INTERVAL, TIMEOUT = 10, 5
LOADING = {1000: 2.0, 10_000: 6.0}  # seconds until all is planned
PART = 0.3


def measure(seconds: float) -> list[Figure]:
    """Measure each size once."""
    figures = []
    for checks in SIZES:
        figures += _measured(checks, seconds * PART)
    return figures


def _measured(checks: int, part: float) -> list[Figure]:
    what, note = f"memory, {checks:,} checks", f"after {part:.0f} s"
    with web_server() as web:
        probes = [{"kind": "http", "url": url} for url in web.urls(checks)]
        with engine(probes, interval=INTERVAL, timeout=TIMEOUT) as running:
            time.sleep(LOADING[checks] + INTERVAL + part)
            pss, rss = running.memory()
            shown = _shown(what, running)
    return [
        Figure(f"{what}, PSS", pss, "MiB", SIZES[checks], note=note),
        Figure(f"{what}, RSS", rss, "MiB", SIZES[checks]),
        shown,
    ]


def _shown(what: str, running: Engine) -> Figure:
    name = f"{what}, PSS once a board was asked for"
    try:
        counts = running.board().summary.counts
    except (OSError, LinkLost) as lost:
        return absent(name, f"the engine tells no board: {lost!r}")
    note = f"{counts.total - counts.ok} checks not good" if counts.ok != counts.total else ""
    return Figure(name, running.memory()[0], "MiB", note=note)
