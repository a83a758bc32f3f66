"""Probing by the whole program and by its peers: CPU, truth of the times, memory, 1,000 checks a second.

The engine is a real process (``python -m app engine``); targets and peers are started here, on loopback.
Peers take turns with us round by round; a ratio is taken within a round, and the table tells the median of
the ratios with the smallest and the largest.
"""

from collections.abc import Callable, Sequence
from typing import Any

from app.link.client import LinkLost
from tests.bench.probing import flat_out, memory, on_screen, paced, truth
from tests.bench.probing.contest import ROUNDS
from tests.bench.probing.peers import versions
from tests.bench.report import Figure, NotHere, absent, say

PARTS: dict[str, Callable[[float], list[Figure]]] = {
    **flat_out.PARTS,
    "paced": paced.measure,
    "truth": truth.measure,
    "memory": memory.measure,
    "wall": on_screen.measure,
}


def measure(seconds: float, only: Sequence[str] = ()) -> list[Figure]:
    """Measure the parts named, or all; their rounds are shares of ``seconds``."""
    figures: list[Figure] = []
    for name, part in PARTS.items():
        if only and name not in only:
            continue
        say(f"probing: {name} …")
        try:
            figures += part(seconds)
        except (
            NotHere,
            RuntimeError,
            OSError,
            LinkLost,
        ) as reason:  # the other parts tell their figures all the same
            figures.append(absent(name, str(reason) or repr(reason)))
    return figures


def about(seconds: float) -> dict[str, Any]:
    """Return what belongs to the figures."""
    return {"seconds": seconds, "rounds": ROUNDS, "versions": versions()}
