"""Performance data of monitoring plugins, to the letter of the monitoring-plugins guidelines.

``'label'=value[UOM];[warn];[crit];[min];[max]``, separated by spaces. A label is quoted where it holds a
space, a quote within it is doubled; a value may be ``U``, which is "not known"; limits are ranges.
"""

import math
import re
from typing import Final, NamedTuple

from app.model.quantity import Unit

MOST: Final = 200

_NUMBER: Final = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
_LABEL: Final = re.compile(r"'((?:[^']|'')+)'=|([^\s'=]+)=")
_VALUE: Final = re.compile(rf"({_NUMBER}|U)([A-Za-zµμ%/]{{0,10}})((?:;[^;\s]*)*)(?=\s|$)")
_RANGE: Final = re.compile(rf"(@?)(?:(~|{_NUMBER})?:)?({_NUMBER})?")
_NOT_SPACE: Final = re.compile(r"\S+")

# The plugins' own kilobyte is 1024 bytes: check_swap counts so and writes MB.
_BYTES: Final = {
    f"{prefix}{infix}B": 1024.0**power
    for power, prefix in enumerate(("", "K", "M", "G", "T", "P", "E"))
    for infix in ("", "i")
    if prefix or not infix
}
_UNITS: Final[dict[str, tuple[Unit, float]]] = {
    "s": (Unit.SECONDS, 1.0),
    "ms": (Unit.SECONDS, 1e-3),
    "us": (Unit.SECONDS, 1e-6),
    "µs": (Unit.SECONDS, 1e-6),
    "μs": (Unit.SECONDS, 1e-6),
    "ns": (Unit.SECONDS, 1e-9),
    "%": (Unit.RATIO, 0.01),
    **{name: (Unit.BYTES, scale) for name, scale in _BYTES.items()},
    "kB": (Unit.BYTES, 1024.0),
}
COUNTER: Final = "c"


class Range(NamedTuple):
    """A limit: good is what lies from ``low`` to ``high``, or outside of that where ``inside`` is true."""

    low: float
    high: float
    inside: bool = False

    def alerts(self, value: float) -> bool:
        """Return whether a value is bad."""
        return (self.low <= value <= self.high) is self.inside


class Figure(NamedTuple):
    """One number of a plugin in its base unit; ``value`` None is "not known"."""

    label: str
    value: float | None
    unit: Unit
    counter: bool
    warning: Range | None
    critical: Range | None
    limits: str  # the four fields as the plugin wrote them


class Perfdata(NamedTuple):
    """All numbers, and what could not be read as any."""

    figures: tuple[Figure, ...]
    unread: str


def perfdata(text: str) -> Perfdata:
    """Return the numbers of one text; of two with one label the first, and at most ``MOST`` of them.

    Never raises: what is no performance data is handed back as ``unread``.
    """
    found: dict[str, Figure] = {}
    unread: list[str] = []
    at = 0
    while (start := _NOT_SPACE.search(text, at)) is not None and len(found) < MOST:
        figure, at = _figure(text, start.start())
        if figure is None:
            unread.append(text[start.start() : at])
        else:
            found.setdefault(figure.label, figure)
    return Perfdata(tuple(found.values()), " ".join(unread))


def limit(text: str) -> Range | None:
    """Return ``10``, ``10:``, ``~:10``, ``10:20`` or ``@10:20`` as a range; None where it is none.

    Only the upper end given: from 0. The start may be left out, the end is then infinite if not given.
    """
    match = _RANGE.fullmatch(text)
    if match is None or not text.strip("@"):
        return None
    low, high = match[2], match[3]
    if high is None and ":" not in text:
        return None
    bottom = -math.inf if low == "~" else float(low or 0)
    top = math.inf if high is None else float(high)
    return Range(bottom, top, bool(match[1])) if bottom <= top else None


def _figure(text: str, at: int) -> tuple[Figure | None, int]:
    """Return the figure that begins here, None where it is none, and where to go on."""
    label = _LABEL.match(text, at)
    value = _VALUE.match(text, label.end()) if label else None
    if label is None or value is None:
        rest = _NOT_SPACE.match(text, label.end() if label else at)
        return None, rest.end() if rest else label.end() if label else at + 1
    name = label[2] if label[1] is None else label[1].replace("''", "'")
    unit, scale = _UNITS.get(value[2], (Unit.NONE, 1.0))
    number = None if value[1] == "U" else float(value[1]) * scale
    fields = [*value[3].split(";")[1:], "", ""]
    figure = Figure(
        label=name,
        value=number if number is None or math.isfinite(number) else None,
        unit=unit,
        counter=value[2] == COUNTER,
        warning=limit(fields[0]),
        critical=limit(fields[1]),
        limits=value[3].lstrip(";"),
    )
    return figure, value.end()
