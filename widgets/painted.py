"""A painted widget: over its kept layer it paints what lives; its spots can be chosen."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets.canvas import Canvas, Writing
from widgets.layer import show_layer
from widgets.layered import Layered
from widgets.look import Look

if TYPE_CHECKING:
    from collections.abc import Sequence


class Painted(Layered):
    """Base of all sections. Subclasses paint in u: ``draw`` what changes seldom, ``draw_live`` the rest."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.live_writings: Sequence[Writing] = ()

    def draw_live(self, canvas: Canvas) -> None:
        """Paint over the still layer what moves with time."""

    def wide(self) -> float:
        """Return the width in u."""
        return self.width() / self.u

    def high(self) -> float:
        """Return the height in u."""
        return self.height() / self.u

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        self.look = look
        self.renew()

    def set_unit(self, u: float) -> None:
        """Take another base module, in logical pixels."""
        if u != self.u:
            self.u = u
            self.renew()

    def draw_unkept(self, canvas: Canvas) -> None:
        """Paint what is not kept, below what is."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the kept layer, then what lives, then the focus."""
        layer = self._kept_layer()
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        if layer is None:
            painter.fillRect(event.rect(), self.look.palette.canvas)
            painter.end()
            return
        canvas = Canvas(painter, self.look, self.u, self.devicePixelRatioF())
        if self.kept() != self.size():
            painter.save()
            self.draw_unkept(canvas)
            painter.restore()
        show_layer(painter, layer, event.region())
        self.draw_live(canvas)
        self.live_writings = canvas.writings
        self.draw_focus(canvas)
        painter.end()
