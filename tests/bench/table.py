"""The newest line of a bench as a table for docs/figures.md: ``python -m tests.bench.table NAME``."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from tests.bench.report import COMPARED, FILE, say


def rows(figures: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the figures of a line of JSON as rows of Markdown."""
    return ["| | median | smallest to largest | target |", "|---|---|---|---|", *map(_row, figures.items())]


def _row(item: tuple[str, Mapping[str, Any]]) -> str:
    name, told = item
    value, unit, note, target = (told.get(key) for key in ("value", "unit", "note", "target"))
    if value is None:
        return f"| {name} | {note} | | |"
    shown = f"{_short(value)}{'x' if unit == 'x' else f' {unit}' if unit else ''}"
    if note and COMPARED in note:
        shown += f" ({note.replace(COMPARED, 'against')})"
    spread = f"{_short(told['min'])} to {_short(told['max'])}" if "min" in told else ""
    missed = "" if target is None else f"{target:g}{', **missed**' if value > target else ''}"
    return f"| {name} | {shown} | {spread} | {missed} |"


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def main() -> int:
    """Print the table, and above it when, where and against which versions."""
    lines = map(json.loads, FILE.read_text(encoding="utf-8").splitlines())
    found = [line for line in lines if line["bench"] == sys.argv[1]]
    if not found:
        say(f"{FILE} has no line of {sys.argv[1]}")
        return 1
    versions = ", ".join(f"{name} {number}" for name, number in found[-1].get("versions", {}).items())
    say(f"{found[-1]['at']}, {found[-1]['machine']}; {versions}; {found[-1].get('command', '')}\n")
    say("\n".join(rows(found[-1]["figures"])))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
