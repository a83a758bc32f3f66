"""Numbers with units as people write them in the file, to base units."""

import re
from typing import Final

from app.model.quantity import Unit

_PART: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([^\s0-9.]+(?:/[a-z]+)?)\s*")
_NUMBER: Final = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?)\s*(\S*)")
_LONGEST: Final = 60

DURATIONS: Final = {
    "us": 1e-6,
    "µs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "min": 60.0,
    "h": 3600.0,
    "d": 86_400.0,
    "w": 604_800.0,
}
_BYTES: Final = {
    "B": 1.0,
    "kB": 1e3,
    "KB": 1e3,
    "MB": 1e6,
    "GB": 1e9,
    "TB": 1e12,
    "KiB": 2.0**10,
    "MiB": 2.0**20,
    "GiB": 2.0**30,
    "TiB": 2.0**40,
}
_COUNTS: Final = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9}
_SCALES: Final[dict[Unit, dict[str, float]]] = {
    Unit.SECONDS: DURATIONS,
    Unit.RATIO: {"%": 0.01},
    Unit.BYTES: _BYTES,
    Unit.BYTES_PER_SECOND: {f"{name}/s": scale for name, scale in _BYTES.items()},
    Unit.PER_SECOND: {"/s": 1.0, "/min": 1 / 60, "/h": 1 / 3600},
    Unit.COUNT: _COUNTS,
    Unit.DAYS: {name: scale / 86_400 for name, scale in DURATIONS.items()},
    Unit.NONE: _COUNTS,
}
EXAMPLE: Final = {
    Unit.SECONDS: "400ms, 2s, 5m",
    Unit.RATIO: "90%",
    Unit.BYTES: "10GB, 512MiB",
    Unit.BYTES_PER_SECOND: "10MB/s",
    Unit.PER_SECOND: "5/s, 30/min",
    Unit.COUNT: "100, 10k",
    Unit.DAYS: "21d, 12h",
    Unit.NONE: "100, 0.5",
}


def duration(text: str) -> float | None:
    """Return the seconds of ``200ms``, ``10s``, ``5m``, ``1h30m``; None where it is not a duration."""
    if len(text) > _LONGEST:
        return None
    at, total = 0, 0.0
    stripped = text.strip()
    while at < len(stripped):
        match = _PART.match(stripped, at)
        if match is None or match[2] not in DURATIONS:
            return None
        total += float(match[1]) * DURATIONS[match[2]]
        at = match.end()
    return float(f"{total:.12g}") if at else None


def amount(text: str, unit: Unit) -> float | None:
    """Return ``90%``, ``10GB``, ``400ms`` in the base unit; None where it does not fit the unit."""
    if unit is Unit.SECONDS:
        return duration(text)
    match = _NUMBER.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None or match[2] not in _SCALES[unit]:
        return None
    # twelve figures: 57 * 0.01 is 0.5700000000000001 otherwise, and people read it again
    return float(f"{float(match[1]) * _SCALES[unit][match[2]]:.12g}")


def guessed(text: str) -> Unit | None:
    """Return the unit in which ``text`` is an amount, where there is one."""
    return next((unit for unit in Unit if amount(text, unit) is not None), None)
