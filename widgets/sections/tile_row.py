"""The row of value and note of a tile, which changes from second to second."""

import math
from typing import NamedTuple

from PySide6.QtCore import QRectF

from app.model.state import State
from widgets.canvas import Box, Canvas, Writing
from widgets.short_lines import Words, width_of, words_at, write
from widgets.unit import LEAST, role_weight
from widgets.views.tiles import Tile

_TINT = {State.CRITICAL: "tint_critical", State.WARNING: "tint_warning", State.UNKNOWN: "tint_unknown"}


class Row(NamedTuple):
    """A row of value and note that stands: beside how wide values, what a value covers, how it is written."""

    note: Writing
    notes: tuple[str, ...]
    width: float  # of the row, of the note and of the narrowest longer one; u
    note_width: float
    longer: float
    area: QRectF
    ground: str
    words: Words


def value_box(box: Box) -> Box:
    """Return the row of value and note."""
    return Box(box.x + 1.8, box.y + 4.9, box.w - 3.4, 4.4)


def draw_value(canvas: Canvas, tile: Tile, box: Box) -> Row | None:
    """Paint value and note; return the row if it has a note."""
    left, _, width, _ = row = value_box(box)
    y, ground = box.y + 7.0, ground_of(tile)
    ink, second = ("ink1", "ink2") if tile.loud else ("ink2", "ink3")
    canvas.fill(row, canvas.palette.named(ground))
    used = canvas.text(tile.value, left, y, width, "value_small", ink=ink, least=2.75)
    # A note that does not fit is left out: the glyph stands, and the whole is at a click.
    note = _fitting_note(canvas, tile, room := width - used - 1.6)
    canvas.text(note, left + used + 1.6, y, room, "cell", ink=second, align="right", foreign=True)
    words = words_at(canvas, left, y, "value_small", ink)
    if not note or width_of(canvas, tile.value, words) != used:
        return None
    kept = canvas.writings[-1]
    longer = [_note_width(canvas, each) for each in tile.notes[: tile.notes.index(note)] if each]
    return Row(
        note=kept,
        notes=tile.notes,
        width=width,
        note_width=_note_width(canvas, note),
        longer=min(longer, default=math.inf),
        area=canvas.area(row._replace(w=kept.x - 0.4 - left)),
        ground=ground,
        words=words,
    )


def draw_beside_note(canvas: Canvas, tile: Tile, kept: Row) -> bool:
    """Paint the value alone where the note beside it stays; return whether it does."""
    wide = width_of(canvas, tile.value, kept.words)
    if (
        not kept.note_width <= kept.width - wide - 1.6 < kept.longer
        or tile.notes != kept.notes
        or ground_of(tile) != kept.ground
        or kept.words.ink != ("ink1" if tile.loud else "ink2")
    ):
        return False
    canvas.painter.fillRect(kept.area, canvas.palette.named(kept.ground))
    write(canvas, tile.value, wide, kept.words)
    canvas.writings.append(kept.note)
    return True


def _fitting_note(canvas: Canvas, tile: Tile, room: float) -> str:
    return next((note for note in tile.notes if note and _note_width(canvas, note) <= room), "")


def _note_width(canvas: Canvas, note: str) -> float:
    return canvas.measure(note, LEAST, role_weight("cell"))


def ground_of(tile: Tile) -> str:
    """Return the ground of a tile by its token name."""
    tinted = tile.loud and tile.sign is not None and not tile.sign.taken
    return _TINT.get(tile.state, "surface") if tinted else "surface"
