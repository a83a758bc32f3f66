"""How densely checks are drawn: named, as marks, or counted. Numbers and room alone decide, never states.

So places never move: the same checks in the same room stand where they stood, on a good day and on a bad one.
"""

import enum
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from widgets.canvas import Box
from widgets.palette import tokens
from widgets.unit import LEAST

PAD = 2.2
GAP = 1.4
FOOT = 1.2  # below the marks of a group
TITLE = 6.2  # the line of a title
LINE = 4.6  # a line of counts below it
KINDS = 6  # of counts: critical, unknown, warning, maintenance, waiting, good
LEAST_TITLE = 22.0
FINEST = 1.0  # u; under it a mark is a speck of two screen points in a small window
STEP = 0.125  # of pitches: one point at 1080p, two at 4K, so that both are the same layout
MOST_COLUMNS = 6
LIKED_COLUMNS = 3  # as the overview has them
NAME_X, ROW, COLUMN_GAP = 2.4, 3.05, 1.6  # of a named cell
COUNT_SIGN, COUNT_GAP, DIGIT, COMMA = 1.15, 1.0, 0.66, 0.3  # of the size of a count


class Step(enum.Enum):
    """The densities, the roomiest first."""

    NAMES = enum.auto()
    MARKS = enum.auto()
    COUNTS = enum.auto()


class Plan(NamedTuple):
    """Where groups of checks stand. Of marks ``pitch`` is the distance in u.

    ``together``: not even the counts of each group had room; the one area is for all of them.
    """

    step: Step
    areas: tuple[Box, ...]
    head: float  # height of title and counts
    lines: int  # of counts; 0: they stand beside the title
    pitch: float = 0.0
    together: bool = False

    def columns(self, group: int) -> int:
        """Return how many marks stand in a row of a group."""
        return _across(self.areas[group].w, self.pitch) if self.pitch else 1


def plan(
    sizes: Sequence[int], width: float, height: float, names: Sequence[Sequence[float]] | None = None
) -> Plan:
    """Return where groups of so many checks stand; ``names``: widths of all names in u."""
    if names is not None and (found := _named(sizes, width, height, names)):
        return found
    roomy = [shape for shape in _shapes(sizes, width) if shape.lines]
    found = _marked(sizes, height, roomy, float(tokens().density["dots"]["pitch_min"]))
    found = found or _marked(sizes, height, list(_shapes(sizes, width)), FINEST)
    return found or _counted(sizes, width, height)


def name_columns(widths: Sequence[float], rows: int) -> list[float]:
    """Return how wide the columns are in which names of these widths stand, so many below one another."""
    return [NAME_X + max(widths[n : n + rows]) + 0.8 for n in range(0, len(widths), rows)]


def widest_count(number: int, size: float = LEAST) -> float:
    """Return room for counts which add up to a number, whatever the mix of states.

    Most digits and most commas are not had by the same mix; for both together there is room.
    """
    kinds, digits = min(KINDS, number), 1
    left = number - kinds
    total = kinds
    while kinds and left >= 9 * 10 ** (digits - 1):
        step = 9 * 10 ** (digits - 1)
        grown = min(kinds, left // step)
        left -= grown * step
        total += grown
        kinds, digits = grown, digits + 1
    commas = sum(min(KINDS, number // 10**zeros) for zeros in (3, 6, 9))
    signs = min(KINDS, number) * (COUNT_SIGN + 0.4 + COUNT_GAP)
    return size * (signs + total * DIGIT + commas * COMMA)


class _Shape(NamedTuple):
    """Groups side by side: each ``w`` wide, ``across`` in a row."""

    across: int
    w: float
    lines: int

    @property
    def head(self) -> float:
        return TITLE + self.lines * LINE


def _shapes(sizes: Sequence[int], width: float) -> Iterator[_Shape]:
    """Yield the shapes in which every head has room, the one that is liked first."""
    most = max((widest_count(number) for number in sizes), default=0.0)
    for across in sorted(range(1, min(MOST_COLUMNS, len(sizes)) + 1), key=lambda n: abs(n - LIKED_COLUMNS)):
        w = (width - (across - 1) * GAP) / across
        inner = w - 2 * PAD
        if inner < LEAST_TITLE:
            continue
        # A third of a line may be lost where the next count does not fit.
        yield _Shape(across, w, max(1, math.ceil(most * 1.25 / inner - 0.25)))
        if inner >= LEAST_TITLE + most:
            yield _Shape(across, w, 0)


def _named(
    sizes: Sequence[int], width: float, height: float, names: Sequence[Sequence[float]]
) -> Plan | None:
    for shape in _shapes(sizes, width):
        deep = math.ceil(len(sizes) / shape.across)
        h = (height - (deep - 1) * GAP) / max(1, deep)
        rows = int((h - shape.head - FOOT) / ROW)
        if shape.lines and rows > 0 and all(_names_fit(own, rows, shape.w - 2 * PAD) for own in names):
            return Plan(Step.NAMES, _areas(len(sizes), shape, [h] * deep), shape.head, shape.lines)
    return None


def _names_fit(widths: Sequence[float], rows: int, room: float) -> bool:
    columns = name_columns(widths, rows)
    return sum(columns) + COLUMN_GAP * (len(columns) - 1) <= room


def _marked(sizes: Sequence[int], height: float, shapes: Sequence[_Shape], least: float) -> Plan | None:
    largest = float(tokens().density["dots"]["pitch_max"])
    for step in range(int((largest - least) / STEP) + 1):
        pitch = largest - step * STEP
        for shape in shapes:
            deep = [
                _deep(sizes[n : n + shape.across], shape, pitch) for n in range(0, len(sizes), shape.across)
            ]
            spare = height - sum(deep) - GAP * (len(deep) - 1)
            if spare >= 0:
                heights = [h + spare / len(deep) for h in deep]
                areas = _areas(len(sizes), shape, heights)
                return Plan(Step.MARKS, areas, shape.head, shape.lines, pitch)
    return None


def _deep(sizes: Sequence[int], shape: _Shape, pitch: float) -> float:
    """Return the height of groups side by side."""
    return shape.head + math.ceil(max(sizes) / _across(shape.w, pitch)) * pitch + FOOT


def _across(width: float, pitch: float) -> int:
    return max(1, int((width - 2 * PAD) / pitch + 1e-6))


def _counted(sizes: Sequence[int], width: float, height: float) -> Plan:
    for shape in _shapes(sizes, width):
        deep = math.ceil(len(sizes) / shape.across)
        h = (height - (deep - 1) * GAP) / deep
        if shape.lines and h >= shape.head:
            return Plan(Step.COUNTS, _areas(len(sizes), shape, [h] * deep), shape.head, shape.lines)
    lines = max(1, math.ceil(widest_count(sum(sizes)) * 1.25 / max(1.0, width - 2 * PAD)))
    whole = (Box(0, 0, width, height),)
    return Plan(Step.COUNTS, whole, TITLE + lines * LINE, lines, together=True)


def _areas(number: int, shape: _Shape, heights: Sequence[float]) -> tuple[Box, ...]:
    tops = [sum(heights[:row]) + row * GAP for row in range(len(heights))]
    return tuple(
        Box(
            (n % shape.across) * (shape.w + GAP), tops[n // shape.across], shape.w, heights[n // shape.across]
        )
        for n in range(number)
    )
