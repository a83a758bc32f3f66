"""A wall of charts once a second, beside uPlot in a headless Chromium: CPU of all processes, and memory.

Both draw the same: three curves, the usual band of the first, two limits, gaps, ticks of values and times,
name and last value; every curve gets a sample each second. They take turns within one run. What a curve
has beyond the pixels of its chart, ours keeps as extremes of buckets; uPlot keeps every point.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.bench.charts.browser import Browser, browser, versions
from tests.bench.children import Child, child, pss, python, spent
from tests.bench.report import Figure, NotHere, absent, compared, median

PARTS = ("1080p", "4k", "zoom", "growth")
ROUNDS = 3


class Case(NamedTuple):
    """A wall: how many charts, how many points a curve, which screen."""

    name: str
    charts: int
    points: int
    size: tuple[int, int]
    scale: float
    target: float
    zoom: bool = False  # a page of zoomable charts in place of small multiples


CASES = {
    "1080p": Case("48 charts x 3 x 3,600, 1080p", 48, 3600, (1920, 1080), 1.0, 0.1),
    "4k": Case("96 charts x 3 x 86,400, 4K", 96, 86_400, (3840, 2160), 1.0, 0.04),
    "zoom": Case("6 zoomable charts x 3 x 3,600, 1080p", 6, 3600, (1920, 1080), 1.0, 0.35, zoom=True),
}
GROWN = Case("48 charts x 3 x 86,400, 1080p", 48, 86_400, (1920, 1080), 1.0, 1.0)


def about(_seconds: float) -> dict[str, object]:
    """Return the versions of the peers."""
    return {"versions": versions()}


def measure(seconds: float, only: Sequence[str]) -> list[Figure]:
    """Measure each part."""
    frames = max(3, round(seconds / 4))
    parts: dict[str, Callable[[], list[Figure]]] = {
        "1080p": lambda: _beside_uplot(CASES["1080p"], frames),
        "4k": lambda: _beside_uplot(CASES["4k"], frames),
        "zoom": lambda: _beside_uplot(CASES["zoom"], frames),
        "growth": lambda: _growth(frames),
    }
    return [figure for name in PARTS if not only or name in only for figure in parts[name]()]


@contextmanager
def _ours(case: Case) -> Iterator[Child]:
    with TemporaryDirectory(prefix="nw-") as folder:
        words = [str(each) for each in (case.charts, case.points, *case.size)]
        words += ["zoom"] if case.zoom else []
        with child(*python("tests.bench.charts.ours", *words), folder=Path(folder)) as made:
            made.read()  # it is built
            yield made


def _beside_uplot(case: Case, frames: int) -> list[Figure]:
    with _ours(case) as ours:
        try:
            with browser(case.charts, case.points, case.size) as peer:
                return _in_turn(case, frames, ours, peer)
        except NotHere as reason:
            mine = [_cost(ours.pid, lambda: ours.ask(frames=frames)) / frames for _ in range(ROUNDS)]
            return [
                Figure(f"{case.name}, a frame, CPU", median(mine), "ms"),
                absent(f"{case.name}, a frame / uPlot", str(reason)),
            ]


def _in_turn(case: Case, frames: int, ours: Child, peer: Browser) -> list[Figure]:
    mine, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_cost(peer.pid, lambda: peer.draw(frames)) / frames)
        mine.append(_cost(ours.pid, lambda: ours.ask(frames=frames)) / frames)
    worst = ours.ask(frames=1)["worst"]
    return [
        compared(f"{case.name}, a frame / uPlot, CPU", mine, theirs, "ms", case.target),
        Figure(f"{case.name}, worst frame, wall time", worst, "ms"),
        compared(f"{case.name}, PSS / Chromium", [pss(ours.pid)], [pss(peer.pid)], "MiB", 0.3),
    ]


def _growth(frames: int) -> list[Figure]:
    with _ours(CASES["1080p"]) as small, _ours(GROWN) as large:
        some, many = [], []
        for _ in range(ROUNDS):
            some.append(_cost(small.pid, lambda: small.ask(frames=frames)) / frames)
            many.append(_cost(large.pid, lambda: large.ask(frames=frames)) / frames)
    return [compared("48 charts, a frame, 86,400 / 3,600 points", many, some, "ms", 1.2)]


def _cost(pid: int, act: Callable[[], object]) -> float:
    """Return the CPU milliseconds of a process and its children while something is done."""
    before = spent(pid)
    act()
    time.sleep(0.2)  # what is drawn by other processes of a browser ends a little later
    return (spent(pid) - before) * 1000
