"""Figures of a benchmark: one table for people, one line of JSON for machines."""

import json
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent.parent.parent / "build" / "bench.json"
Measure = Callable[[float], "Sequence[Figure]"]


class NotHere(Exception):  # noqa: N818 - it is the name of the outcome
    """Something that is measured or measured against is not on this machine."""


class Figure(NamedTuple):
    """One figure; ``target`` is the largest value that is good, where there is one."""

    name: str
    value: float
    unit: str = ""
    target: float | None = None

    @property
    def words(self) -> str:
        """What is said of the target."""
        if self.target is None:
            return ""
        return f"target <= {self.target:g}" + ("" if self.value <= self.target else "  MISSED")


def median(values: Sequence[float]) -> float:
    """Return the median, or nan where nothing was measured."""
    return statistics.median(values) if values else float("nan")


def show(bench: str, figures: Sequence[Figure], took: float) -> None:
    """Print the table and the line, and add the line to ``build/bench.json``."""
    say(f"\n{bench}, {took:.0f} s")
    for figure in figures:
        say(f"  {figure.name:<44} {figure.value:>11.4g} {figure.unit:<6} {figure.words}".rstrip())
    line = json.dumps(
        {
            "bench": bench,
            "at": round(time.time()),
            "machine": machine(),
            "figures": {figure.name: round(figure.value, 5) for figure in figures},
        }
    )
    say(line)
    FILE.parent.mkdir(exist_ok=True)
    with FILE.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def say(text: str) -> None:
    """Write a line."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def machine() -> str:
    """Return processor, number of cores, system and Python."""
    found = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    name = found[0] if found else platform.machine()
    system = f"{platform.system()} {platform.release()}"
    return f"{name}, {len(found)} cores, {system}, Python {platform.python_version()}"
