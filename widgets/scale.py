"""The vertical scale of a chart."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from widgets.ticks import nice_step
from widgets.track import Column

SPREAD = 4.0  # a limit so many times above the usual calls for a logarithmic scale
DECADES = 20.0  # and so do values that differ so many times
SLACK = 0.2  # of the height, by which the ends of a scale may be off before it is changed
LOWEST = 1e6  # a logarithmic scale tells values so many times under its bottom apart


class Scale(NamedTuple):
    """From the value at the bottom to the one at the top."""

    low: float
    high: float
    logarithmic: bool = False

    def share(self, value: float) -> float:
        """Return 0 at the bottom to 1 at the top, kept within."""
        return min(1.0, max(0.0, self.place(value)))

    def place(self, value: float) -> float:
        """Return the same beyond both ends too; a logarithmic scale ends at its bottom."""
        if self.logarithmic:
            bottom, top = math.log(self.low), math.log(self.high)
            return (math.log(max(value, self.low / LOWEST)) - bottom) / (top - bottom)
        return (value - self.low) / (self.high - self.low)


class Extremes(NamedTuple):
    """The lowest and highest of a line and of its usual band; infinite where there is none."""

    low: float
    high: float
    usual_low: float
    usual_high: float

    def joined(self, other: "Extremes") -> "Extremes":
        """Return the extremes of both."""
        return Extremes(
            min(self.low, other.low),
            max(self.high, other.high),
            min(self.usual_low, other.usual_low),
            max(self.usual_high, other.usual_high),
        )


def extremes_of(columns: Sequence[Column]) -> Extremes:
    """Return the extremes of some columns."""
    lines = [(c.low, c.high) for c in columns if not math.isnan(c.low)]
    bands = [(c.usual_low, c.usual_high) for c in columns if not math.isnan(c.usual_high)]
    return Extremes(
        min((low for low, _ in lines), default=math.inf),
        max((high for _, high in lines), default=-math.inf),
        min((low for low, _ in bands), default=math.inf),
        max((high for _, high in bands), default=-math.inf),
    )


def fitting_scale(
    columns: Sequence[Column], limit: float | None = None, *, decades: bool = False, spread: bool = False
) -> Scale:
    """Return a scale that holds line, band and ``limit``.

    ``decades`` allows a logarithmic one where the limit is far, ``spread`` where the values span decades.
    """
    return scale_of(extremes_of(columns), limit, decades=decades, spread=spread)


def scale_of(found: Extremes, limit: float | None, *, decades: bool, spread: bool) -> Scale:
    """Return the same for known extremes."""
    low, high = found.low, found.high
    if low > high:
        return Scale(0.0, max(1e-9, (limit or 1.0) * 1.1))
    top = max(high, limit or high)
    far = decades and bool(limit) and top > SPREAD * high
    if low > 0 and (far or (spread and top > DECADES * low)):
        return Scale(low / 1.6, top * 1.25, logarithmic=True)
    if limit is not None:
        return _held(min(0.0, low), top * 1.04)
    return _roomy(found)


def steady_scale(kept: Scale | None, wanted: Scale, found: Extremes) -> Scale:
    """Return the kept scale as long as it serves, else the wanted one.

    It serves while the line stays within, and neither end is off by more than a part of the height: a scale
    that follows each sample jumps to and fro, and every jump draws the whole chart anew.
    """
    if kept is None or kept.logarithmic != wanted.logarithmic:
        return wanted
    if found.low <= found.high and (found.low < kept.low or found.high > kept.high):
        return wanted
    low, high = kept.place(wanted.low), kept.place(wanted.high)
    return kept if abs(low) <= SLACK and abs(high - 1.0) <= SLACK else wanted


def nice_scale(scale: Scale) -> Scale:
    """Return a scale whose ends are ticks: for a chart with an axis."""
    if scale.logarithmic:
        low, high = (_nice_below(scale.low), 10.0 / _nice_below(10.0 / scale.high))
        return Scale(low, high, logarithmic=True) if low < high else scale
    step = nice_step(scale.high - scale.low)
    low, high = math.floor(scale.low / step + 1e-9) * step, math.ceil(scale.high / step - 1e-9) * step
    return Scale(low, high) if low < high else scale


def _nice_below(value: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not above a positive value."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(factor for factor in (1.0, 2.0, 5.0) if factor * power <= value * (1 + 1e-9)) * power


def _roomy(found: Extremes) -> Scale:
    """Return the scale of a small multiple: its own band with room round it, grown to hold the line."""
    low, high, bottom, top = found
    if bottom > top:
        bottom, top = low, high
    height = max(top - bottom, abs(top) * 0.02, 1e-9)
    return _held(min(low, max(0.0, bottom - 0.5 * height)), max(high, top + 0.7 * height))


def _held(low: float, high: float) -> Scale:
    return Scale(low, high if high > low else low + max(abs(low) * 0.1, 1e-9))
