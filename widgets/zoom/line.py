"""One line of words, painted anew without what stands round it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from widgets.canvas import Align, Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.tr import tr
from widgets.unit import LEAST, role_weight

BETWEEN = " · "


class LineOfWords(Painted):
    """Words in the order of their weight; those at the end are left out where there is no room."""

    def __init__(
        self,
        name: str,
        look: Look,
        parent: QWidget | None = None,
        *,
        role: str = "body",
        align: Align = "left",
    ) -> None:
        super().__init__(look, parent)
        self.setAccessibleName(name)
        self.setAccessibleDescription(tr("There are no values yet"))
        self._role, self._align = role, align
        self._shown: tuple[str, ...] = ()
        self._strong = False

    def show_words(self, words: Sequence[str], *, strong: bool) -> None:
        """Show other words."""
        if (tuple(words), strong) != (self._shown, self._strong):
            self._shown, self._strong = tuple(words), strong
            self.setAccessibleDescription(BETWEEN.join(words))  # those that have no room, too
            self.renew()

    def draw(self, canvas: Canvas) -> None:
        """Paint as many as fit."""
        canvas.fill(Box(0, 0, self.wide(), self.high()), canvas.palette.surface)
        words = list(self._shown)
        while (
            len(words) > 1
            and canvas.measure(BETWEEN.join(words), LEAST, role_weight(self._role)) > self.wide()
        ):
            words.pop()
        canvas.text(
            BETWEEN.join(words),
            0,
            self.high() / 2,
            self.wide(),
            self._role,
            ink="ink1" if self._strong else "ink2",
            align=self._align,
            least=LEAST,
            foreign=True,
        )
