"""Where the things of a map stand: with names while they fit, else as glyphs, else in groups with counts."""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from widgets.canvas import Box
from widgets.views.layers import Edge, spread
from widgets.views.map_shape import Drawn, Shape

Step = Literal["names", "glyphs", "groups"]
Names = Callable[[float], float]  # size in u -> width of the longest name

BLOCK_GAP = 2.2  # between the blocks of a layer
CLOSE_GAP = 1.5  # the same of low ones
BEND = 1.0  # height that a passing line takes
CHANNEL = 6.0  # least room between layers, for the lines
WIDEST = 30.0  # the most that is useful
LIST = 62.0  # the named list beside glyphs
STRIP = 10.4  # above names without reasons: what failed first, in words
PASSES = 6
MOST_LINES = 700  # lines among glyphs; more are a tangle
GROUP = (35.0, 14.0)  # of a group's box
FOLDS = 2
# Levels in their order, each with so many columns of blocks a layer: lines that pass behind others are worse
# than smaller names, but better than the smallest.
_TRIES = (*((level, 1) for level in range(5)), *((level, FOLDS) for level in range(1, 5)), (5, 1), (5, FOLDS))
FOLD_GAP = 3.0
AROUND = 4.3  # room for the edges of a name and its glyph
_GLYPHS = (5.2, 4.4, 3.6, 3.0, 2.6)
_SHARES = (1.5, 1.25, 1.0, 0.86, 0.74)


class Level(NamedTuple):
    """How large things are: pitch of rows, sizes of name and line (0: no line), room for the glyph."""

    pitch: float
    name: float
    line: float
    glyph: float


LEVELS = (
    Level(12.4, 4.5, 3.0, 5.6),
    Level(9.2, 4.0, 2.75, 5.0),
    Level(7.2, 3.25, 2.25, 4.0),
    Level(4.3, 2.75, 0.0, 3.2),
    Level(3.8, 2.5, 0.0, 2.8),
    Level(3.3, 2.25, 0.0, 2.4),
)
WIDTHS = (44.0, 36.0, 30.0, 30.0, 28.0, 26.0)  # the most that a name may take of each level, with its glyph
LEAST_WIDE = 29.0  # of what has a second line


class Placed(NamedTuple):
    """Boxes of things (or of groups) by number, of blocks, and the points of each line."""

    step: Step
    level: Level
    boxes: dict[int, Box]
    blocks: tuple[Box, ...]
    lines: dict[Edge, tuple[tuple[float, float], ...]]


class _Size(NamedTuple):
    width: float  # of one thing
    pitch: float
    gap: float
    folds: int  # into so many columns of blocks a layer may be parted


class _Part(NamedTuple):
    """A layer, or one of the columns that it is parted into: ``first`` and ``last`` are the layer's edges."""

    vertices: tuple[int, ...]
    columns: int  # things side by side in a block
    left: float
    first: float
    last: float


def placed(shape: Shape, room: Box, names: Names) -> Placed:
    """Return the places in a room."""
    low = Box(room.x, room.y + STRIP, room.w, room.h - STRIP)
    for number, folds in _TRIES:
        level = LEVELS[number]
        least = LEAST_WIDE if level.line else 0.0
        wide = min(WIDTHS[number], max(names(level.name) + level.glyph + AROUND, least))
        size = _Size(wide, level.pitch, BLOCK_GAP if level.line else CLOSE_GAP, folds)
        found = _fitted(shape.targets, room if level.line else low, size, "names", level)
        if found is not None:
            return found
    beside = room._replace(w=room.w - LIST - 3)
    if len(shape.targets.graph.paths) <= MOST_LINES:
        for pitch in _GLYPHS:
            level = Level(pitch, 0.0, 0.0, pitch)
            found = _fitted(shape.targets, beside, _Size(pitch, pitch, CLOSE_GAP, FOLDS + 1), "glyphs", level)
            if found is not None:
                return found
    for share in _SHARES:
        width, height = GROUP[0] * share, GROUP[1] * share
        level = Level(height, max(2.25, 3.0 * share), 0.0, 3.4 * share)
        found = _fitted(_as_ones(shape.groups), low, _Size(width, height, BLOCK_GAP, 1), "groups", level)
        if found is not None:
            return found
    return Placed("groups", LEVELS[-1], {}, (), {})


def _as_ones(groups: Drawn) -> Drawn:
    """Return the groups as blocks of one thing each, whose number is the group's."""
    return groups._replace(blocks=tuple((number,) for number in range(len(groups.blocks))))


def _fitted(drawn: Drawn, room: Box, size: _Size, step: Step, level: Level) -> Placed | None:
    layers = [_parts(drawn, layer, room.h, size) for layer in drawn.graph.layers]
    if not all(layers):
        return None
    wide = [
        sum(part.columns * size.width for part in layer) + (len(layer) - 1) * FOLD_GAP for layer in layers
    ]
    channel = min((room.w - sum(wide)) / max(1, len(layers) - 1), WIDEST + size.width)
    if sum(wide) > room.w or (len(layers) > 1 and channel < CHANNEL):
        return None
    left = room.x + (room.w - sum(wide) - channel * (len(layers) - 1)) / 2
    parts = []
    for layer, width in zip(layers, wide, strict=True):
        x = left
        for part in layer:
            parts.append(part._replace(left=x, first=left, last=left + width))
            x += part.columns * size.width + FOLD_GAP
        left += width + channel
    middles = {v: room.y + y for v, y in _middles(drawn, parts, room.h, size).items()}
    return _put(drawn, parts, middles, Placed(step, level, {}, (), {}), size)


def _parts(drawn: Drawn, layer: Sequence[int], height: float, size: _Size) -> list[_Part]:
    """Return a layer in as few columns as it fits into, parted where it must be; none: it never fits."""
    for folds in range(1, size.folds + 1):
        parts = []
        for chunk in _chunks(drawn, layer, folds, size):
            columns = _columns(drawn, chunk, height, size)
            parts.append(_Part(chunk, columns, 0.0, 0.0, 0.0))
        if all(part.columns for part in parts):
            return parts
    return []


def _chunks(drawn: Drawn, layer: Sequence[int], folds: int, size: _Size) -> list[tuple[int, ...]]:
    total = sum(_high(drawn, vertex, 1, size) for vertex in layer)
    chunks: list[list[int]] = [[] for _ in range(folds)]
    done = 0.0
    for vertex in layer:
        high = _high(drawn, vertex, 1, size)
        chunks[min(folds - 1, int((done + high / 2) / max(total, 1e-9) * folds))].append(vertex)
        done += high
    return [tuple(chunk) for chunk in chunks if chunk]


def _columns(drawn: Drawn, layer: Sequence[int], height: float, size: _Size) -> int:
    """Return how many things of a layer stand side by side so that all fit; 0: they never do."""
    most = max((len(drawn.blocks[v]) for v in layer if v < drawn.graph.real), default=1)
    for number in range(1, most + 1):
        if sum(_high(drawn, vertex, number, size) for vertex in layer) <= height:
            return number
    return 0


def _high(drawn: Drawn, vertex: int, columns: int, size: _Size) -> float:
    if vertex >= drawn.graph.real:
        return BEND
    return math.ceil(len(drawn.blocks[vertex]) / columns) * size.pitch + size.gap


def _middles(drawn: Drawn, parts: Sequence[_Part], height: float, size: _Size) -> dict[int, float]:
    """Return the middle of each vertex: near to those that it is tied to, in the order of its part."""
    rows = [(part.vertices, [_high(drawn, v, part.columns, size) for v in part.vertices]) for part in parts]
    tied: dict[int, list[int]] = {}
    for path in drawn.graph.paths.values():
        for one, other in pairwise(path):
            tied.setdefault(one, []).append(other)
            tied.setdefault(other, []).append(one)
    middles: dict[int, float] = {}
    for vertices, high in rows:
        middles |= zip(vertices, spread([height / 2] * len(vertices), high, height), strict=True)
    for sweep in range(PASSES):
        for vertices, high in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [
                sum(middles[each] for each in near) / len(near) if (near := tied.get(v)) else middles[v]
                for v in vertices
            ]
            middles |= zip(vertices, spread(wanted, high, height), strict=True)
    return middles


def _put(
    drawn: Drawn, parts: Sequence[_Part], middles: Mapping[int, float], done: Placed, size: _Size
) -> Placed:
    blocks: dict[int, Box] = {}
    bends: dict[int, tuple[float, float, float]] = {}  # left, right, y
    for part in parts:
        for vertex in part.vertices:
            y = middles[vertex]
            bends[vertex] = (part.first, part.last, y)
            if vertex < drawn.graph.real:
                box = _block(drawn.blocks[vertex], part, y, size, done.boxes)
                blocks[vertex] = box
                bends[vertex] = (box.x, box.x + box.w, y)
    lines = {edge: _line(path, bends) for edge, path in drawn.graph.paths.items()}
    return done._replace(blocks=tuple(blocks[n] for n in range(drawn.graph.real)), lines=lines)


def _block(things: Sequence[int], part: _Part, middle: float, size: _Size, boxes: dict[int, Box]) -> Box:
    across = min(part.columns, len(things))
    down = math.ceil(len(things) / across)
    x, y = part.left, middle - down * size.pitch / 2
    for number, thing in enumerate(things):
        row, column = divmod(number, across)
        boxes[thing] = Box(x + column * size.width, y + row * size.pitch, size.width, size.pitch)
    return Box(x, y, across * size.width, down * size.pitch)


def _line(
    path: Sequence[int], bends: dict[int, tuple[float, float, float]]
) -> tuple[tuple[float, float], ...]:
    """Return the points of a line, from the right of what is needed to the left of what needs it."""
    first, last = bends[path[0]], bends[path[-1]]
    if first[0] > last[0]:  # it was turned round to break a loop
        first, last, path = last, first, path[::-1]
    points = [(first[1], first[2])]
    for vertex in path[1:-1]:
        left, right, y = bends[vertex]
        points += [(left, y), (right, y)]
    return (*points, (last[0], last[2]))
