"""The field of cells: every check of a class in its place, with its name or as a dot."""

import math
from collections.abc import Sequence

from app.model.board import Glyph
from app.model.state import State
from widgets.canvas import Box, Canvas
from widgets.density import COLUMN_GAP, NAME_X, ROW, name_columns
from widgets.palette import tokens
from widgets.sign import Sign
from widgets.unit import role_size
from widgets.views.panel import Cell, counted_signs

_TINT = {State.CRITICAL: "tint_critical", State.WARNING: "tint_warning", State.UNKNOWN: "tint_unknown"}


def draw_cells(
    canvas: Canvas, cells: Sequence[Cell], box: Box, signs: Sequence[tuple[Sign, int]] = ()
) -> None:
    """Paint the cells: with names while every name fits, else as marks; ``signs`` are what is counted."""
    if not cells:
        return
    rows = max(1, int(box.h / ROW))
    # Before ten thousand names are measured: so many columns would have no room for the shortest.
    many = math.ceil(len(cells) / rows) * (NAME_X + COLUMN_GAP) > box.w + COLUMN_GAP
    widths = [] if many else column_widths(canvas, cells, rows)
    if widths and sum(widths) + COLUMN_GAP * (len(widths) - 1) <= box.w + 0.01:
        draw_named(canvas, cells, box, rows, widths)
    else:
        _draw_marks(canvas, cells, signs, box)


def column_widths(canvas: Canvas, cells: Sequence[Cell], rows: int) -> list[float]:
    """Return the width of each column with its longest name, in u."""
    size = role_size("cell")
    # Bold widths, so that nothing moves when a check deviates.
    return name_columns([canvas.measure(cell.name, size, 600) for cell in cells], rows)


def draw_named(
    canvas: Canvas,
    cells: Sequence[Cell],
    box: Box,
    rows: int,
    widths: Sequence[float],
) -> None:
    """Paint cells with their names, so many below one another in columns of these widths."""
    # Columns share what is left over, as long as they do not drift apart.
    spare = (box.w - sum(widths)) / max(1, len(widths))
    pitch = min(max(COLUMN_GAP, spare), 9.0)
    left = box.x
    for column, width in enumerate(widths):
        for row, cell in enumerate(cells[column * rows : (column + 1) * rows]):
            _draw_cell(canvas, cell, left, box.y + row * ROW, width)
        left += width + pitch


def _draw_cell(canvas: Canvas, cell: Cell, x: float, y: float, width: float) -> None:
    middle = y + ROW / 2
    if cell.deviates:
        ground = "raised" if cell.sign.taken else _TINT.get(cell.state, "raised")
        canvas.fill(Box(x - 0.5, y + 0.15, width + 0.5, ROW - 0.3), canvas.palette.named(ground), 0.5)
    canvas.cell_glyph(cell.sign, x + 0.95, middle)
    loud = cell.deviates and cell.sign.glyph is not Glyph.MAINTENANCE
    canvas.text(
        cell.name,
        x + NAME_X,
        middle,
        width - NAME_X + 0.4,
        "cell",
        ink="ink1" if loud else "ink3",
        weight=600 if loud else 500,
        foreign=True,
    )
    canvas.spot(cell.check, Box(x - 0.5, y + 0.1, width + 0.5, ROW - 0.2), cell.spoken)


def mark_pitch(number: int, width: float, height: float) -> float:
    """Return the largest pitch in u at which ``number`` marks fit; 0 where not even the smallest does."""
    density = tokens().density["dots"]
    largest, smallest = float(density["pitch_max"]), float(density["pitch_min"])
    steps = int((largest - smallest) / 0.1) + 1
    for step in range(steps):
        pitch = largest - 0.1 * step
        if math.floor(width / pitch) * math.floor(height / pitch) >= number:
            return pitch
    return 0.0


def _draw_marks(canvas: Canvas, cells: Sequence[Cell], signs: Sequence[tuple[Sign, int]], box: Box) -> None:
    x, y, width, height = box
    pitch = mark_pitch(len(cells), width, height)
    if not pitch:
        _draw_counts(canvas, signs or counted_signs(cells), x, y + min(4.0, height / 2), width)
        return
    density = tokens().density["dots"]
    dot = pitch * float(density["dot_diameter_of_pitch"]) * 2  # a dot takes half of its box
    mark = pitch * float(density["deviation_of_pitch"])
    columns = math.floor(width / pitch)
    for number, cell in enumerate(cells):
        row, column = divmod(number, columns)
        cx, cy = x + (column + 0.5) * pitch, y + (row + 0.5) * pitch
        canvas.glyph(cell.sign, cx, cy, dot if cell.sign.glyph is Glyph.OK else mark)
        canvas.spot(cell.check, Box(cx - pitch / 2, cy - pitch / 2, pitch, pitch), cell.spoken)


def _draw_counts(canvas: Canvas, signs: Sequence[tuple[Sign, int]], x: float, y: float, width: float) -> None:
    """Write how many there are of each sign, in a line whose middle is y."""
    left = x
    for sign, number in signs:
        canvas.glyph(sign, left + 1.8, y, 3.6)
        left += canvas.text(f"{number:,}", left + 4.4, y, width, "heading") + 7.5
