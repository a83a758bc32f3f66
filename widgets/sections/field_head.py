"""The head of a field: its title, and how many of its checks there are in each state."""

from app.model.board import Glyph
from widgets.canvas import Box, Canvas
from widgets.density import COMMA, COUNT_GAP, COUNT_SIGN, DIGIT, LINE, PAD, TITLE, Plan, Step
from widgets.sign import Sign
from widgets.unit import LEAST, role_size
from widgets.views.fields import Field

TITLE_Y = 3.4
BAND = TITLE - 0.15  # below the longest letters of a title
EDGE = 1.0  # of a panel, where its corners are round or its frame is
_WEIGHT = 600
_SMALLER = 0.25


def draw_title(canvas: Canvas, field: Field, plan: Plan, width: float) -> None:
    """Write the title, and with room the number of all checks."""
    room = width - 2 * PAD
    if plan.lines:
        total = f"{sum(number for _, number in field.counts):,}"
        used = canvas.text(total, PAD, TITLE_Y, room, "heading", ink="ink3", align="right", least=LEAST)
        room -= used + 1.2
    else:
        room = _title_room(canvas, field)
    canvas.text(field.titles, PAD, TITLE_Y, room, "heading", least=LEAST)


def draw_counts(canvas: Canvas, field: Field, plan: Plan, width: float, *, anew: bool = False) -> Box:
    """Write the counts and return the area that they stand in; ``anew``: over those before."""
    band = _band(canvas, field, plan, width)
    if anew:
        canvas.fill(band, canvas.palette.surface)
    largest = 3.75 if plan.lines else 3.0
    size, rows = _fitted(field, plan, band.w - EDGE, largest if plan.step is not Step.COUNTS else 4.0)
    for line, row in enumerate(rows):
        x = PAD if plan.lines else width - PAD - _long(row, size)
        y = BAND + (line + 0.5) * LINE if plan.lines else TITLE_Y
        for glyph, text, wide in row:
            sign = size * (COUNT_SIGN if glyph is not Glyph.OK else 1.0)
            canvas.glyph(Sign(glyph), x + COUNT_SIGN * size / 2, y, sign)
            ink = "ink3" if glyph in (Glyph.OK, Glyph.PENDING) else "ink1"
            canvas.label(text, x + (COUNT_SIGN + 0.4) * size, y, size, weight=_WEIGHT, ink=ink)
            x += _step(wide, size)
    return band


_Count = tuple[Glyph, str, float]


def _fitted(field: Field, plan: Plan, room: float, size: float) -> tuple[float, list[list[_Count]]]:
    """Return the largest size in which the counts fit their lines, and what stands in each line."""
    lines = max(1, plan.lines)
    texts = [(glyph, f"{number:,}") for glyph, number in field.counts]
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


def _title_room(canvas: Canvas, field: Field) -> float:
    """Return the room of a title beside counts: what it needs, and no more."""
    size = role_size("heading")
    return max(canvas.measure(title, size, _WEIGHT) for title in field.titles) + 0.1


def _band(canvas: Canvas, field: Field, plan: Plan, width: float) -> Box:
    if plan.lines:
        return Box(PAD - EDGE / 2, BAND, width - 2 * PAD + EDGE, plan.lines * LINE)
    left = PAD + _title_room(canvas, field) + 1.2
    return Box(left, EDGE, width - PAD - left + EDGE / 2, TITLE - EDGE - 0.2)
