"""The shelf above the fields: deviations by name, the worst first. What it cannot hold is counted."""

from PySide6.QtWidgets import QWidget

from widgets.canvas import Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.sections.deviation_row import HEIGHT, PITCH, draw_row
from widgets.tr import tr
from widgets.views.fields import Shelf, rest_words

COLUMN = 56.0  # least width of a row
GAP = 2.0
FOOT = 3.8
MOST_LINES = 6


def shelf_height(width: float, height: float) -> float:
    """Return the room of the shelf on a page of this size: it never changes, so that no place below moves."""
    lines = max(1, min(MOST_LINES, int(height * 0.22 / PITCH)))
    return lines * PITCH + FOOT if width >= COLUMN / 2 else FOOT


class DeviationShelf(Painted):
    """Paints a ``Shelf``."""

    turn = 0

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._shelf: Shelf | None = None
        self.setAccessibleName(tr("Deviating, worst first"))

    def show_shelf(self, shelf: Shelf) -> None:
        """Show the deviations."""
        if shelf != self._shelf:
            self._shelf = shelf
            said = [row.spoken for row in shelf.rows[:10]]
            said.append(rest_words(shelf.states[len(said) :]))
            self.setAccessibleDescription(". ".join(part for part in said if part) or shelf.calm)
            self.renew()

    def draw(self, canvas: Canvas) -> None:
        """Paint the rows, and below them how many there was no room for."""
        shelf = self._shelf
        if shelf is None:
            return
        if not shelf.states:
            canvas.text(shelf.calm, 0, 4, self.wide(), "heading", ink="ink3", least=2.25)
            return
        columns = max(1, int((self.wide() + GAP) / (COLUMN + GAP)))
        lines = int((self.high() - FOOT + PITCH - HEIGHT) / PITCH)
        width = (self.wide() - (columns - 1) * GAP) / columns
        held = shelf.rows[: columns * lines]
        for number, row in enumerate(held):
            line, column = divmod(number, columns)
            draw_row(canvas, row, column * (width + GAP), line * PITCH, width)
        rest = rest_words(shelf.states[len(held) :])
        words = (rest, rest.partition(":")[0]) if rest else (tr("All that deviates stands here"), "")
        ink = "ink1" if rest else "ink3"
        canvas.text(words, 0, self.high() - FOOT / 2, self.wide(), "body", ink=ink, least=2.25)
