"""A painted widget: its still layer is kept as a picture, its spots can be chosen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from widgets.canvas import Canvas, Writing
from widgets.choosing import Choosing
from widgets.layer import show_layer
from widgets.look import Look

if TYPE_CHECKING:
    from collections.abc import Sequence

BAND = 500_000  # pixels of a fresh layer that are filled in one go


class Painted(Choosing):
    """Base of all sections. Subclasses paint in u: ``draw`` what changes seldom, ``draw_live`` the rest."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.writings: Sequence[Writing] = ()
        self.live_writings: Sequence[Writing] = ()
        self.layered = True  # it has a still layer
        self._layer: QPixmap | None = None
        self._former: QPixmap | None = None  # shown until there is time for another
        self._fresh: QPixmap | None = None  # for the next one, where the former has another size
        self._filled = 0  # of its rows

    def draw(self, canvas: Canvas) -> None:
        """Paint the still layer."""

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

    def renew(self) -> None:
        """Paint the still layer anew at the next chance."""
        self._former, self._layer, self._fresh = self._layer or self._former, None, None
        self.update()

    @property
    def ready(self) -> bool:
        """Whether the still layer is painted, in the present size."""
        return not self.layered or self._has_layer()

    def make_ready(self) -> None:
        """Paint the still layer before it is seen, as far as this turn allows."""
        if not self._has_layer():
            self._make_layer()

    def kept(self) -> QSize:
        """Return the size of what is kept as a picture, from the upper left corner on."""
        return self.size()

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

    def showEvent(self, event: QShowEvent) -> None:
        """Have nothing painted below, from the first picture on."""
        super().showEvent(event)
        if self.layered:
            self._cover()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the kept layer, but not one that was made in this size before it was seen."""
        if not self._has_layer():
            self._layer = self._former = self._fresh = None
        super().resizeEvent(event)

    def _wanted(self) -> QSize:
        """Return the size of the still layer in device pixels."""
        return self.kept() * self.devicePixelRatioF()

    def _has_layer(self) -> bool:
        return self._layer is not None and self._layer.size() == self._wanted()

    def _kept_layer(self) -> QPixmap | None:
        """Return the still layer; where a turn has had its measure of painting, the former one, if any."""
        if self._has_layer() or self._make_layer():
            return self._layer
        QTimer.singleShot(0, self, self.update)
        former = self._former
        return former if former is not None and former.size() == self._wanted() else None

    def _make_layer(self) -> bool:
        """Paint the still layer, and return whether this turn allowed it."""
        if not self.look.pace.may():
            return False
        layer = self._ground()
        if layer is None:
            return False
        self._paint(layer)
        self._layer, self._former, self._fresh = layer, None, None
        return True

    def _ground(self) -> QPixmap | None:
        """Return a picture with nothing on it: the former one, where it has the size, else a fresh one.

        A large fresh one is thousands of pages, each given by the system when it is first written to: some 8
        milliseconds at 4K, where memory is short 70. So it is filled over several turns; None: not done yet.
        """
        ground, wanted = self.look.palette.canvas, self._wanted()
        if self._former is not None and self._former.size() == wanted:
            self._former.fill(ground)
            return self._former
        if self._fresh is None or self._fresh.size() != wanted:
            self._fresh, self._filled = QPixmap(wanted), 0
        painter = QPainter(self._fresh)
        while self._filled < wanted.height():
            rows = max(1, BAND // max(1, wanted.width()))
            painter.fillRect(0, self._filled, wanted.width(), rows, ground)
            self._filled += rows
            if not self.look.pace.may():
                painter.end()
                return None
        painter.end()
        return self._fresh

    def _paint(self, layer: QPixmap) -> None:
        dpr = self.devicePixelRatioF()
        layer.setDevicePixelRatio(dpr)
        painter = QPainter(layer)
        canvas = Canvas(painter, self.look, self.u, dpr)
        self.draw(canvas)
        painter.end()
        self.writings = canvas.writings
        self._cover()
        self.know_spots(canvas.spots)

    def _cover(self) -> None:
        """Say that nothing need be painted below; at 1.5 the last column is only half ours."""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, self.devicePixelRatioF().is_integer())
