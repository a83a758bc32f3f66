"""Places of ticks: few, and at numbers that people like."""

import math

MOST_TIMES = 6
MOST_VALUES = 4
DAY = 86_400.0
_TIME_STEPS = (
    *(1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0),
    *(3600.0, 7200.0, 14_400.0, 21_600.0, 43_200.0, DAY, 2 * DAY, 5 * DAY, 10 * DAY),
)
_NICE = (1.0, 2.0, 5.0, 10.0)


def time_marks(start: float, end: float) -> list[float]:
    """Return wall times at whole seconds, minutes, hours or days."""
    return _multiples(start, end, time_step(end - start))


def time_step(span: float) -> float:
    """Return the seconds between marks of a span."""
    return next((step for step in _TIME_STEPS if span / step <= MOST_TIMES + 0.5), _TIME_STEPS[-1])


def value_marks(low: float, high: float) -> list[float]:
    """Return values at multiples of 1, 2 or 5 times a power of ten."""
    if high <= low:
        return []
    return _multiples(low, high, nice_step(high - low))


def nice_step(height: float) -> float:
    """Return the step of 1, 2 or 5 times a power of ten that divides a height into few parts."""
    raw = height / MOST_VALUES
    power = 10.0 ** math.floor(math.log10(raw))
    return next((nice * power for nice in _NICE if nice * power >= raw), 10.0 * power)


def decade_marks(low: float, high: float) -> list[float]:
    """Return the powers of ten between two exponents; with fewer than two, also twos and fives."""
    whole = _multiples(low, high, 1.0)
    if len(whole) > 1:
        return whole
    parts = [math.log10(factor) for factor in (1, 2, 5)]
    first, last = math.floor(low), math.ceil(high)
    return [e + p for e in range(first, last + 1) for p in parts if low <= e + p <= high]


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]
