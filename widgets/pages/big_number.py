"""A page with one number that is read from the far end of a hall."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.model.wall import PageView
from widgets.canvas import Box, Canvas, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.painted import Painted
from widgets.picture import Parts
from widgets.tracks import Tracks
from widgets.views.big_number import BigNumber, big_number
from widgets.views.scene import Scene

MARGIN = 3.0
SIZE = 46.0  # of the number, in u; less where it is long
WORDS = 20.0  # of words in its place


class NumberPlate(Painted):
    """Paints a ``BigNumber`` in the middle of its room."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._number: BigNumber | None = None

    def show_number(self, number: BigNumber) -> None:
        """Show another number."""
        if number != self._number:
            self._number = number
            self.setAccessibleName(number.title)
            self.setAccessibleDescription(f"{number.value}. {number.note}. {number.state}")
            self.renew()

    def draw(self, canvas: Canvas) -> None:
        """Paint title, number, and what to compare it with."""
        number = self._number
        canvas.panel(Box(0, 0, self.wide(), self.high()), canvas.palette.surface)
        if number is None:
            return
        wide, middle = self.wide(), self.high() * 0.47
        room = wide - 8
        title = middle - SIZE * 0.36 - 10
        canvas.text(number.title, 4, title, room, "hero", align="centre", least=4.0, foreign=True)
        ink = "ink3" if number.dim else "ink1"
        size = WORDS if number.dim else SIZE
        while size > 14 and canvas.measure(number.value, size, 700) > room - 30:
            size -= 2
        canvas.text(number.value, 4, middle, room, "hero", ink=ink, align="centre", size=size, least=6.5)
        if number.sign is not None:
            half = canvas.measure(number.value, size, 700) / 2
            canvas.glyph(number.sign, wide / 2 - half - 12, middle, 14)
        foot = middle + SIZE * 0.36 + 8
        canvas.text(number.note, 4, foot, room, "value", ink="ink2", align="centre", least=2.75, foreign=True)
        canvas.text(number.state, 4, foot + 7, room, "heading", ink="ink2", align="centre", least=2.75)


class BigNumberPage(Page):
    """One number of one check, or a count."""

    def __init__(self, view: PageView, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._view = view
        self._plate = NumberPlate(look, self)
        self.add(self._plate)

    def parts(self) -> Parts:
        """Return what makes the number."""
        return partial(big_number, self._view)

    def show_parts(self, parts: BigNumber, _scene: Scene) -> None:
        """Show the number."""
        self._plate.show_number(parts)

    def arrange(self) -> None:
        """Give the number all room."""
        wide, high = self.width() / self.u, self.height() / self.u
        place(self._plate, self.u, Box(MARGIN, 0.4, wide - 2 * MARGIN, high - 0.4))
