"""Units, and numbers as people read them."""

import enum


class Unit(enum.StrEnum):
    """Base units; values are always kept in them."""

    SECONDS = "s"
    RATIO = "ratio"  # 0..1, shown as per cent
    BYTES = "B"
    BYTES_PER_SECOND = "B/s"
    PER_SECOND = "1/s"
    COUNT = "count"
    DAYS = "d"
    NONE = ""


_SCALES = ((1e12, " T"), (1e9, " G"), (1e6, " M"), (1e3, " k"))


def quantity(value: float, unit: Unit) -> str:
    """Return ``value`` with its unit, three significant figures at most: ``84 ms``, ``9.8 s``, ``34 %``."""
    match unit:
        case Unit.SECONDS:
            return f"{figures(value * 1000)} ms" if abs(value) < 0.9995 else f"{figures(value)} s"
        case Unit.RATIO:
            return f"{percent(value)} %"
        case Unit.DAYS:
            return f"{figures(value)} d"
        case Unit.BYTES | Unit.BYTES_PER_SECOND:
            return f"{_scaled(value)}{unit.value}"
        case Unit.PER_SECOND:
            return f"{_scaled(value)}/s".replace(" /s", "/s")
        case _:
            return _scaled(value).rstrip()


def figures(value: float) -> str:
    """Return the number with three significant figures, never in powers of ten."""
    size = abs(value)
    if size >= 1000:
        return f"{value:,.0f}"
    for floor, digits in ((100, 0), (10, 1), (0.995, 2)):
        if size >= floor - 0.5 * 10**-digits:
            return _trimmed(f"{value:.{digits}f}")
    # Below one two are enough: 0.05 ms, 0.42 %.
    return _trimmed(f"{value:.2g}") if size >= 1e-3 else "0"


def percent(ratio: float) -> str:
    """Return a ratio as per cent; near the whole two decimals stay, and 100 only if nothing failed."""
    value = ratio * 100
    if 99 <= value < 100:
        return f"{min(value, 99.99):.2f}"
    return figures(value)


def age(seconds: float) -> str:
    """Return a duration as ``8 s``, ``4 min``, ``2 h 10 min``, ``3 d``."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = whole // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} d"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scaled(value: float) -> str:
    for scale, prefix in _SCALES:
        if abs(value) >= scale:
            return figures(value / scale) + prefix
    return figures(value) + " "
