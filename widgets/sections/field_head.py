"""The head of a field: its title, and how many of its checks there are in each state."""

from collections.abc import Sequence
from typing import NamedTuple

from app.model.board import Glyph
from widgets.canvas import Box, Canvas
from widgets.density import COMMA, COUNT_GAP, COUNT_SIGN, DIGIT, LINE, PAD, TITLE, Plan, Step
from widgets.sign import Sign
from widgets.unit import LEAST, role_size
from widgets.views.fields import Field

TITLE_Y = 3.4
BAND = TITLE - 0.15  # below the longest letters of a title
CORNER = 1.0  # u: the radius of a panel
EDGE = 1.0  # of a panel, where its corners are round or its frame is
WEIGHT = 600
_SMALLER = 0.25


def draw_ground(canvas: Canvas, whole: Box, *, lost: bool) -> None:
    """Paint the panel of a field, over whatever was there."""
    if canvas.dpr % 1:  # its edges may lie within pixels, which must not be painted twice
        canvas.painter.fillRect(canvas.area(whole).adjusted(-1, -1, 1, 1), canvas.palette.canvas)
    beyond = 1.5 * CORNER  # the arc may end within a pixel
    for x in (whole.x, whole.x + whole.w - beyond):
        for y in (whole.y, whole.y + whole.h - beyond):
            canvas.fill(Box(x, y, beyond, beyond), canvas.palette.canvas)
    canvas.panel(whole, canvas.palette.surface, CORNER)
    if lost:
        canvas.hatch_frame(whole)


def draw_title(canvas: Canvas, field: Field, plan: Plan, width: float) -> None:
    """Write the title, and with room the number of all checks."""
    room = width - 2 * PAD
    if plan.lines:
        total = f"{sum(number for _, number in field.counts):,}"
        used = canvas.text(total, PAD, TITLE_Y, room, "heading", ink="ink3", align="right", least=LEAST)
        room -= used + 1.2
    else:
        room = _title_room(canvas, field.titles)
    canvas.text(field.titles, PAD, TITLE_Y, room, "heading", least=LEAST)


class Count(NamedTuple):
    """How many checks a field has of one glyph; ``x``: where its sign begins, ``y``: the middle, in u."""

    glyph: Glyph
    text: str
    x: float
    y: float

    @property
    def ink(self) -> str:
        """The token of its ink."""
        return "ink3" if self.glyph in (Glyph.OK, Glyph.PENDING) else "ink1"


class Counts(NamedTuple):
    """All counts of a field in one size; ``band``: the area that they stand in."""

    band: Box
    size: float
    counts: tuple[Count, ...]

    def label_x(self, count: Count) -> float:
        """Return where a number begins, after its sign."""
        return count.x + (COUNT_SIGN + 0.4) * self.size

    def sign_x(self, count: Count) -> float:
        """Return the middle of a sign."""
        return count.x + COUNT_SIGN * self.size / 2


def sign_size(glyph: Glyph, size: float) -> float:
    """Return the box of the sign of a count so large."""
    return size * (COUNT_SIGN if glyph is not Glyph.OK else 1.0)


def placed_counts(band: Box, numbers: Sequence[tuple[Glyph, int]], plan: Plan, width: float) -> Counts:
    """Return where the counts stand: the same as long as there are as many, each of as many signs."""
    largest = 3.75 if plan.lines else 3.0
    size, rows = _fitted(numbers, plan, band.w - EDGE, largest if plan.step is not Step.COUNTS else 4.0)
    counts = []
    for line, row in enumerate(rows):
        x = PAD if plan.lines else width - PAD - _long(row, size)
        y = BAND + (line + 0.5) * LINE if plan.lines else TITLE_Y
        for glyph, text, wide in row:
            counts.append(Count(glyph, text, x, y))
            x += _step(wide, size)
    return Counts(band, size, tuple(counts))


def draw_counts(canvas: Canvas, placed: Counts) -> None:
    """Write the counts, each after its sign."""
    for count in placed.counts:
        canvas.glyph(Sign(count.glyph), placed.sign_x(count), count.y, sign_size(count.glyph, placed.size))
        canvas.label(count.text, placed.label_x(count), count.y, placed.size, weight=WEIGHT, ink=count.ink)


_Count = tuple[Glyph, str, float]


def _fitted(
    numbers: Sequence[tuple[Glyph, int]], plan: Plan, room: float, size: float
) -> tuple[float, list[list[_Count]]]:
    """Return the largest size in which the counts fit their lines, and what stands in each line."""
    lines = max(1, plan.lines)
    texts = [(glyph, f"{number:,}") for glyph, number in numbers]
    while True:
        counts = [(glyph, text, _wide(text) * size) for glyph, text in texts]
        rows: list[list[_Count]] = [[]]
        for count in counts:
            if rows[-1] and _long([*rows[-1], count], size) > room:
                rows.append([])
            rows[-1].append(count)
        if len(rows) <= lines or size <= LEAST:
            return size, rows
        size = max(LEAST, size - _SMALLER)


def _wide(text: str) -> float:
    """Return the most room of a number, of its size: figures have one width, and need not be measured."""
    commas = text.count(",")
    return (len(text) - commas) * DIGIT + commas * COMMA


def _long(row: list[_Count], size: float) -> float:
    """Return the width of counts in one line, without the gap after the last."""
    return sum(_step(wide, size) for _, _, wide in row) - COUNT_GAP * size


def _step(wide: float, size: float) -> float:
    return (COUNT_SIGN + 0.4 + COUNT_GAP) * size + wide


def _title_room(canvas: Canvas, titles: Sequence[str]) -> float:
    """Return the room of a title beside counts: what it needs, and no more."""
    size = role_size("heading")
    return max(canvas.measure(title, size, WEIGHT) for title in titles) + 0.1


def counts_band(canvas: Canvas, titles: Sequence[str], plan: Plan, width: float) -> Box:
    """Return the area in which the counts stand."""
    if plan.lines:
        return Box(PAD - EDGE / 2, BAND, width - 2 * PAD + EDGE, plan.lines * LINE)
    left = PAD + _title_room(canvas, titles) + 1.2
    return Box(left, EDGE, width - PAD - left + EDGE / 2, TITLE - EDGE - 0.2)
