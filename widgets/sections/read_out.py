"""The line below the fields: what stands under mouse or keyboard, else how the fields are read."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from widgets.canvas import Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.tr import tr

HEIGHT = 3.8


class ReadOut(Painted):
    """Paints one line of words."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._words: tuple[str, ...] = ()
        self.setAccessibleName(tr("Check under the pointer"))
        self.show_words(())

    def show_words(self, wordings: Sequence[str]) -> None:
        """Show wordings of one check, the longest first; none: how the fields are read."""
        words = tuple(wordings) or (tr("One mark is one check; its place never changes"), "")
        if words != self._words:
            self._words = words
            self.setAccessibleDescription(words[0])
            self.renew()

    def draw(self, canvas: Canvas) -> None:
        """Paint the line."""
        told = len(self._words) > 0 and bool(self._words[-1])
        ink = "ink1" if told else "ink3"
        canvas.text(self._words, 0, HEIGHT / 2, self.wide(), "body", ink=ink, least=2.25, foreign=told)
