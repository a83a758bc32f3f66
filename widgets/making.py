"""A still layer in the making: over several turns of the loop, where one would be held too long."""

from collections.abc import Callable, Iterator

from PySide6.QtGui import QColor, QPainter, QPixmap

from widgets.canvas import Canvas

BAND = 500_000  # pixels of a fresh layer that are filled in one go

Steps = Iterator[None]


class Making:
    """Fills a layer with its ground, then lets a section draw on it step by step.

    A large fresh picture is thousands of pages, each given by the system when it is first written to: some 8
    milliseconds at 4K, where memory is short 70. So it is filled in bands; one that was ``used`` is not.
    """

    def __init__(self, layer: QPixmap, *, used: bool = False) -> None:
        self.layer = layer
        self._used = used
        self._filled = 0  # of its rows
        self._begun: tuple[Canvas, Steps] | None = None

    def fill(self, ground: QColor, may: Callable[[], bool]) -> bool:
        """Fill as much as this turn allows; return whether all is filled."""
        if self._begun is not None:
            return True
        if self._used:
            self.layer.fill(ground)
            return True
        wide, high = self.layer.width(), self.layer.height()
        rows = max(1, BAND // max(1, wide))
        painter = QPainter(self.layer)
        allowed = True
        while allowed and self._filled < high:
            painter.fillRect(0, self._filled, wide, rows, ground)
            self._filled += rows
            allowed = may()
        painter.end()
        return allowed

    def draw(
        self,
        begin: Callable[[QPainter], Canvas],
        steps: Callable[[Canvas], Steps],
        may: Callable[[], bool],
    ) -> Canvas | None:
        """Draw as much as this turn allows; return what it was drawn with when it is done."""
        painter = QPainter(self.layer)
        try:
            if self._begun is None:
                canvas = begin(painter)
                self._begun = (canvas, steps(canvas))
            canvas, left = self._begun
            canvas.painter = painter
            return canvas if all(may() for _ in left) else None
        finally:
            painter.end()
