"""The phases of a response time as the history keeps them.

Three to a point: its value, ``low`` and ``high`` are three phases in turn, and the name of the series names
them after their place (``!phases:0:resolve,connect,tls``). So a run costs the memory of two points and not of
six. They are rounded to what people read, for the digits beyond that would be most of what is stored. Nothing
rolls them up. Of a check that runs often not each run is kept, but each that is far slower than the last one.
"""

import functools
import math
import zlib
from collections.abc import Iterable, Sequence
from typing import Final

from app.model.message import Point
from app.model.metric import base_name, instance_name
from app.model.outcome import OWN
from app.model.probe import Phase

SERIES: Final = OWN + "phases"
_EACH, _BITS = 3, 13
EVERY: Final = 15.0  # seconds between two runs whose phases are kept
_FAR, _APART = 1.5, 0.01  # times, and seconds, by which a run is slower whose phases are kept at once
_AHEAD = 10.0  # seconds; less than EVERY and no less than the interval that most checks have
_FEWEST = 2  # one phase alone is the response time itself


def kept(check: str, at: float, phases: Sequence[Phase]) -> tuple[Point, ...]:
    """Return the points of a run's phases."""
    if len(phases) < _FEWEST:
        return ()
    found = []
    for place, name in enumerate(_series(tuple([phase.name for phase in phases]))):
        some = phases[place * _EACH : (place + 1) * _EACH]
        value, low, high = [*(_rounded(phase.seconds) for phase in some), None, None][:_EACH]
        found.append(Point(check=check, series=name, at=at, value=value, low=low, high=high))
    return tuple(found)


def worth_keeping(whole: float, at: float, kept_whole: float, kept_at: float) -> bool:
    """Return whether a run's phases are to be kept when others were: seconds in all, and when, of both."""
    return at - kept_at >= EVERY or whole > max(_FAR * kept_whole, kept_whole + _APART)


def ahead(check: str) -> float:
    """Return by how much sooner a check's second run is kept: of half, so that fewer wait at once."""
    return _AHEAD if zlib.crc32(check.encode()) & 1 else 0.0


def nearest(points: Iterable[Point], at: float) -> tuple[float, tuple[Phase, ...]] | None:
    """Return the run nearest to a wall time that has phases: when it ended, and these in their order."""
    found = runs(points)
    return min(found.items(), key=lambda run: abs(run[0] - at)) if found else None


def runs(points: Iterable[Point]) -> dict[float, tuple[Phase, ...]]:
    """Return the phases of each run that has some, in their order, by when it ended; of one check."""
    found: dict[float, list[Point]] = {}
    for point in points:
        if base_name(point.series) == SERIES:
            found.setdefault(point.at, []).append(point)
    return {at: _in_order(parts) for at, parts in found.items()}


@functools.lru_cache(256)
def _series(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the series for names of phases; each text once, for all checks."""
    parts = [names[first : first + _EACH] for first in range(0, len(names), _EACH)]
    return tuple(f"{SERIES}:{place}:{','.join(part)}" for place, part in enumerate(parts))


def _in_order(parts: Iterable[Point]) -> tuple[Phase, ...]:
    ordered = sorted(parts, key=lambda point: point.series)
    return tuple(phase for part in ordered for phase in _phases(part))


def _phases(point: Point) -> list[Phase]:
    seconds = (point.value, point.low, point.high)
    names = instance_name(point.series).partition(":")[2].split(",")
    named = zip(names, seconds, strict=False)
    return [Phase(name=name, seconds=spent) for name, spent in named if spent is not None]


def _rounded(seconds: float) -> float:
    fraction, exponent = math.frexp(seconds)
    return math.ldexp(round(math.ldexp(fraction, _BITS)), exponent - _BITS)
