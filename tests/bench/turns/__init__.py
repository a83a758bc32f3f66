"""The longest turns of the window's loop: pages opened, opened again, a second, all words of a section anew.

Each size has a process of its own with the real window, offscreen: a bad day of 96 checks, plots loaded, a
second that brings every tenth check a new sample. A turn is the CPU time of the window's thread between two
beats of 2 ms, so other processes do not lengthen it. Each figure is the median of the longest turns, with the
smallest and the largest of them; a page is opened for the first time only once.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.children import child, python
from tests.bench.report import Figure, median

PARTS = ("1080p", "4k", "zoom")
SIZES = {"1080p": (1920, 1080), "4k": (3840, 2160)}
TURN = 16.0  # milliseconds
LEAST = 3  # rounds


def measure(seconds: float, only: Sequence[str]) -> list[Figure]:
    """Measure the pages at each size, and the window of zoomable charts."""
    rounds = max(LEAST, round(seconds / 6))
    figures: list[Figure] = []
    for size, edges in SIZES.items():
        if not only or size in only:
            figures += _measured(size, "pages", edges, rounds)
        if not only or "zoom" in only:
            figures += _measured(size, "zoom", edges, rounds)
    return figures


def _measured(size: str, what: str, edges: tuple[int, int], rounds: int) -> list[Figure]:
    words = [what, *(str(edge) for edge in edges)]
    with (
        TemporaryDirectory(prefix="nw-") as folder,
        child(*python("tests.bench.turns.ours", *words), folder=Path(folder)) as ours,
    ):
        told = ours.ask(rounds=rounds)
    return [
        Figure(f"{size}, {name}", median(turns), "ms", TURN, (min(turns), max(turns)))
        for name, turns in told.items()
    ]
