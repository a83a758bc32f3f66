"""A cell of a grid in words: what it is called, what is the case, and why."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.model.board import Glyph
from app.model.state import State
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.unit import LEAST, role_weight
from widgets.views.cells import Words

PAD = 2.2
TITLE = 4.6  # height of the title's row
NOTE = 3.4
LEAST_VALUE = 5.5
LARGEST = 26.0  # of a number
LARGEST_TEXT = 4.5
_TINT = {State.CRITICAL: "tint_critical", State.WARNING: "tint_warning", State.UNKNOWN: "tint_unknown"}
_STATE = {State.CRITICAL: "critical", State.WARNING: "warning", State.UNKNOWN: "unknown"}


class CellPlate(Painted):
    """Paints ``Words`` as large as its room allows."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._words: Words | None = None

    def show_words(self, words: Words) -> None:
        """Show other words."""
        if words != self._words:
            self._words = words
            self.setAccessibleName(words.title or words.value)
            self.setAccessibleDescription(words.spoken)
            self.renew()

    def draw(self, canvas: Canvas) -> None:
        """Paint ground, title, value and as many notes as fit."""
        words = self._words
        box = Box(0, 0, self.wide(), self.high())
        if words is None:
            canvas.panel(box, canvas.palette.surface)
            return
        _draw_ground(canvas, words, box)
        room = box.w - 2 * PAD
        top = PAD
        if words.title:
            canvas.text(
                words.title,
                PAD,
                top + TITLE / 2,
                room,
                "body",
                ink="ink2",
                least=LEAST,
                foreign=True,
                weight=600,
            )
            top += TITLE
        if words.text:
            _draw_text(canvas, words.value, Box(PAD, top, room, box.h - top - PAD))
        else:
            self._draw_value(canvas, words, Box(PAD, top, room, box.h - top - PAD))
        if words.spot:
            canvas.spot(words.spot, box, f"{words.title}, {words.spoken}")

    def _draw_value(self, canvas: Canvas, words: Words, room: Box) -> None:
        notes, lines = _fitting(canvas, words.notes, room)
        high = room.h - sum(lines) * NOTE
        size = min(LARGEST, high * 0.74)
        gap = 0.22
        while size > 3 and self._width(canvas, words, size, gap) > room.w:
            size -= 0.5
        x, middle = room.x, room.y + high / 2
        if words.sign is not None:
            mark = size * (0.4 if words.sign.glyph is Glyph.OK else 0.86)
            canvas.glyph(words.sign, x + mark / 2, middle, mark)
            x += mark + size * gap
        ink = "ink3" if words.stale else "ink1"
        canvas.text(
            words.value,
            x,
            middle,
            room.x + room.w - x,
            "hero_number",
            ink=ink,
            size=size,
            least=LEAST,
            foreign=True,
        )
        y = room.y + high
        for note, number in zip(notes, lines, strict=True):
            middle = y + number * NOTE / 2
            canvas.text(
                note, room.x, middle, room.w, "reason", ink="ink2", least=LEAST, lines=number, foreign=True
            )
            y += number * NOTE

    def _width(self, canvas: Canvas, words: Words, size: float, gap: float) -> float:
        mark = 0.0 if words.sign is None else size * ((0.4 if words.sign.glyph is Glyph.OK else 0.86) + gap)
        return mark + canvas.measure(words.value, size, 700)


def _fitting(canvas: Canvas, notes: Sequence[str], room: Box) -> tuple[list[str], list[int]]:
    """Return the notes that have room below a value, and the lines of each."""
    left = int((room.h - LEAST_VALUE) / NOTE)
    told: list[str] = []
    lines: list[int] = []
    for note in notes:
        number = 1 if canvas.measure(note, LEAST, role_weight("reason")) <= room.w else 2
        if number > left:
            break
        left -= number
        told.append(note)
        lines.append(number)
    return told, lines


def _draw_ground(canvas: Canvas, words: Words, box: Box) -> None:
    tinted = words.loud and words.sign is not None and not words.sign.taken
    canvas.panel(box, canvas.palette.named(_TINT.get(words.state, "surface") if tinted else "surface"))
    if words.stale:
        canvas.hatch_frame(box)
    if words.loud:
        canvas.rail(0, 0, box.h, canvas.palette.named(_STATE.get(words.state, "unknown")))


def _draw_text(canvas: Canvas, text: str, room: Box) -> None:
    """Write a text in as many lines as it takes, as large as it fits."""
    size = LARGEST_TEXT
    while size > LEAST:
        lines = max(1, int(room.h / (size * 1.3)))
        if sum(canvas.measure(word, size, 500) for word in text.split()) * 1.25 <= room.w * lines:
            break
        size -= 0.25
    lines = max(1, int(room.h / (size * 1.3)))
    canvas.text(
        text,
        room.x,
        room.y + size * 0.65,
        room.w,
        "body",
        size=size,
        least=LEAST,
        lines=lines,
        down=True,
        order="lines",
        foreign=True,
    )
