"""Figures of a benchmark: one table for people, one line of JSON for machines."""

import datetime as dt
import json
import math
import platform
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

FILE = Path(__file__).parent.parent.parent / "build" / "bench.json"
MOST = 160  # signs of a reason
COMPARED = "|"  # stands between our value and the peer's


class NotHere(Exception):  # noqa: N818 - it is the name of the outcome
    """Something that is measured or measured against is not on this machine."""


class Figure(NamedTuple):
    """One figure; ``target`` is the largest value that is good, where there is one.

    ``spread`` is the smallest and the largest of the rounds; ``note`` says how the figure came about.
    """

    name: str
    value: float
    unit: str = ""
    target: float | None = None
    spread: tuple[float, float] | None = None
    note: str = ""

    @property
    def words(self) -> str:
        """What is said of the target."""
        if self.target is None or math.isnan(self.value):
            return ""
        return f"target <= {self.target:g}" + ("" if self.value <= self.target else "  MISSED")

    @property
    def line(self) -> str:
        """The row of the table."""
        if math.isnan(self.value):
            return f"  {self.name:<52} {self.note}"
        spread = f"({self.spread[0]:.3g}..{self.spread[1]:.3g})" if self.spread else ""
        value = f"{self.value:>9.4g} {self.unit:<4} {spread:<18}"
        return f"  {self.name:<52} {value} {self.note:<26} {self.words}".rstrip()

    def told(self) -> dict[str, Any]:
        """Return what is known of it, for machines."""
        known: dict[str, Any] = {"value": None if math.isnan(self.value) else round(self.value, 5)}
        if self.spread:
            known |= {"min": round(self.spread[0], 5), "max": round(self.spread[1], 5)}
        wanted = {"unit": self.unit, "target": self.target, "note": self.note}
        return known | {name: value for name, value in wanted.items() if value not in ("", None)}


def median(values: Sequence[float]) -> float:
    """Return the median, or nan where nothing was measured."""
    return statistics.median(values) if values else math.nan


def share(values: Sequence[float], part: float) -> float:
    """Return the value below which ``part`` of the values lie, or nan where nothing was measured."""
    if not values:
        return math.nan
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def of_rounds(name: str, values: Sequence[float], unit: str, target: float | None = None) -> Figure:
    """Return the median of what several rounds gave, with its spread."""
    return Figure(name, median(values), unit, target, (min(values), max(values)))


def compared(
    name: str, ours: Sequence[float], theirs: Sequence[float], unit: str, target: float | None = None
) -> Figure:
    """Return the median of the ratios taken within each round, and the two medians beside it."""
    figure = of_rounds(name, [our / their for our, their in zip(ours, theirs, strict=True)], "x", target)
    return figure._replace(note=f"{median(ours):.3g} {COMPARED} {median(theirs):.3g} {unit}")


def absent(name: str, reason: str) -> Figure:
    """Return a figure that could not be taken."""
    return Figure(name, math.nan, note=f"not measured: {'; '.join(reason.split(chr(10)))[:MOST]}")


def show(bench: str, figures: Sequence[Figure], took: float, about: Mapping[str, Any]) -> None:
    """Print the table and the line, and add the line to ``build/bench.json``."""
    told = {
        "bench": bench,
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "took": round(took),
        **about,
    }
    say(f"\n{bench}, {took:.0f} s")
    for figure in figures:
        say(figure.line)
    line = json.dumps(told | {"figures": {figure.name: figure.told() for figure in figures}})
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
