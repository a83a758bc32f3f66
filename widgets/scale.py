"""The vertical scale of a chart."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from widgets.track import Column

SPREAD = 4.0  # a limit so many times above the usual calls for a logarithmic scale
DECADES = 20.0  # and so do values that differ so many times


class Scale(NamedTuple):
    """From the value at the bottom to the one at the top."""

    low: float
    high: float
    logarithmic: bool = False

    def share(self, value: float) -> float:
        """Return 0 at the bottom to 1 at the top, kept within."""
        if self.logarithmic:
            bottom, top = math.log(self.low), math.log(self.high)
            share = (math.log(max(value, self.low)) - bottom) / (top - bottom)
        else:
            share = (value - self.low) / (self.high - self.low)
        return min(1.0, max(0.0, share))


def fitting_scale(
    columns: Sequence[Column], limit: float | None = None, *, decades: bool = False, spread: bool = False
) -> Scale:
    """Return a scale that holds line, band and ``limit``.

    ``decades`` allows a logarithmic one where the limit is far, ``spread`` where the values span decades.
    """
    lows, highs = _extremes(columns)
    if not lows:
        return Scale(0.0, max(1e-9, (limit or 1.0) * 1.1))
    low, high = min(lows), max(highs)
    top = max(high, limit or high)
    far = decades and bool(limit) and top > SPREAD * high
    if low > 0 and (far or (spread and top > DECADES * low)):
        return Scale(low / 1.6, top * 1.25, logarithmic=True)
    if limit is not None:
        return _held(min(0.0, low), top * 1.04)
    return _roomy(columns, low, high)


def _roomy(columns: Sequence[Column], low: float, high: float) -> Scale:
    """Return the scale of a small multiple: its own band with room round it, grown to hold the line."""
    bands = [(c.usual_low, c.usual_high) for c in columns if not math.isnan(c.usual_high)]
    if bands:
        bottom, top = min(b[0] for b in bands), max(b[1] for b in bands)
    else:
        bottom, top = low, high
    height = max(top - bottom, abs(top) * 0.02, 1e-9)
    return _held(min(low, max(0.0, bottom - 0.5 * height)), max(high, top + 0.7 * height))


def _extremes(columns: Sequence[Column]) -> tuple[list[float], list[float]]:
    lows = [c.low for c in columns if not math.isnan(c.low)]
    highs = [c.high for c in columns if not math.isnan(c.high)]
    return lows, highs


def _held(low: float, high: float) -> Scale:
    return Scale(low, high if high > low else low + max(abs(low) * 0.1, 1e-9))
