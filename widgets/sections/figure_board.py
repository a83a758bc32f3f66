"""Figures side by side: name, value and usual, with a strip each; what deviates has its glyph."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.strip_field import Chart, StripField
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.scorecard import Figure

GAP = 2.0
LEAST_WIDE = 48.0
LEAST_HIGH = 12.4
MOST_HIGH = 22.0
MORE = 3.4  # the line that counts what has no room
PAD = 2.2


class FigureBoard(StripField):
    """Paints figures in rows of as many as have room."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._figures: tuple[Figure, ...] = ()
        self.setAccessibleName(tr("Figures"))

    def show_figures(self, figures: tuple[Figure, ...], now: float) -> None:
        """Show figures up to a wall time."""
        if figures != self._figures:
            self._figures = figures
            told = (f"{figure.vital.labels[0]} {figure.vital.value}" for figure in figures)
            self.setAccessibleDescription(", ".join(told) or tr("No figure yet"))
            self.renew()
        self.show_strips(now)

    def draw(self, canvas: Canvas) -> None:
        """Paint the words; those that have no room are counted."""
        if not self._figures:
            canvas.panel(Box(0, 0, self.wide(), self.high()), canvas.palette.surface)
            canvas.text(tr("No figure yet"), PAD, 5, self.wide() - 2 * PAD, "body", ink="ink3", least=2.25)
            return
        boxes = self._boxes()
        for figure, box in zip(self._figures, boxes, strict=False):
            _draw(canvas, figure, box)
        left = len(self._figures) - len(boxes)
        if left:
            words = tr("+{n} more figures", n=str(left)) if left > 1 else tr("+1 more figure")
            canvas.text(words, 0, self.high() - MORE / 2, self.wide(), "label", ink="ink2", least=2.25)

    def charts(self) -> Iterator[Chart]:
        """Yield the strips."""
        for figure, (x, y, wide, high) in zip(self._figures, self._boxes(), strict=False):
            left = x + PAD + wide * 0.36
            box = Box(left, y + 5.4, x + wide - PAD - left, high - 7.0)
            yield Chart("/".join(figure.vital.key), box, (figure.vital.key,), figure.vital.style)

    def rows(self, wide: float) -> int:
        """Return how many rows these figures take in a width."""
        across = max(1, int((wide + GAP) / (LEAST_WIDE + GAP)))
        return -(-max(1, len(self._figures)) // across)

    def _boxes(self) -> list[Box]:
        number, high = len(self._figures), self.high()
        across = max(1, min(number, int((self.wide() + GAP) / (LEAST_WIDE + GAP))))
        rows = max(1, -(-number // across))
        fitting = max(1, int((high + GAP) / (LEAST_HIGH + GAP)))
        if fitting < rows:
            high -= MORE
            rows = max(1, int((high + GAP) / (LEAST_HIGH + GAP)))
        width = (self.wide() - (across - 1) * GAP) / across
        height = (high - (rows - 1) * GAP) / rows
        places = (divmod(n, across) for n in range(min(number, rows * across)))
        return [Box(column * (width + GAP), row * (height + GAP), width, height) for row, column in places]


def _draw(canvas: Canvas, figure: Figure, box: Box) -> None:
    vital = figure.vital
    canvas.panel(box, canvas.palette.surface)
    x, y, room = box.x + PAD, box.y + 3.0, box.w - 2 * PAD
    if figure.sign is not None:
        canvas.glyph(figure.sign, x + 1.5, y, 3.2)
        x, room = x + 4.2, room - 4.2
    used = min(room * 0.5, canvas.measure(vital.usual, 2.5, 500))
    canvas.text(vital.usual, x, y, room, "label", ink="ink3", align="right", least=2.25, foreign=True)
    canvas.text(vital.labels, x, y, room - used - 2, "body", ink="ink2", least=2.25, foreign=True)
    ink = "ink3" if vital.style.dim else "ink1" if vital.strong else "ink2"
    middle = box.y + 5.4 + (box.h - 7.0) / 2
    canvas.text(vital.value, box.x + PAD, middle, box.w * 0.36 - 2, "value_large", ink=ink, least=2.75)
