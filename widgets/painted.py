"""A painted widget: its still layer is kept as a picture, its spots can be chosen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.canvas import Canvas, Writing
from widgets.choosing import Choosing
from widgets.look import Look

if TYPE_CHECKING:
    from collections.abc import Sequence


class Painted(Choosing):
    """Base of all sections. Subclasses paint in u: ``draw`` what changes seldom, ``draw_live`` the rest."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.writings: Sequence[Writing] = ()
        self.live_writings: Sequence[Writing] = ()
        self._layer: QPixmap | None = None
        self._former: QPixmap | None = None  # shown until there is time for another

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
        self._former, self._layer = self._layer or self._former, None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the kept layer, then what lives, then the focus."""
        layer = self._kept_layer()
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        if layer is None:
            painter.fillRect(event.rect(), self.look.palette.canvas)
            painter.end()
            return
        painter.drawPixmap(QPointF(0, 0), layer)
        canvas = Canvas(painter, self.look, self.u, self.devicePixelRatioF())
        self.draw_live(canvas)
        self.live_writings = canvas.writings
        self.draw_focus(canvas)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the kept layer."""
        self._layer = self._former = None
        super().resizeEvent(event)

    def _wanted(self) -> QSize:
        return self.size() * self.devicePixelRatioF()

    def _kept_layer(self) -> QPixmap | None:
        """Return the still layer; where a turn has had its measure of painting, the former one, if any."""
        if self._layer is None or self._layer.size() != self._wanted():
            if not self.look.pace.may():
                QTimer.singleShot(0, self, self.update)
                former = self._former
                return former if former is not None and former.size() == self._wanted() else None
            self._layer, self._former = self._painted_layer(), None
        return self._layer

    def _painted_layer(self) -> QPixmap:
        dpr = self.devicePixelRatioF()
        layer = QPixmap(self._wanted())
        layer.setDevicePixelRatio(dpr)
        layer.fill(self.look.palette.canvas)
        painter = QPainter(layer)
        canvas = Canvas(painter, self.look, self.u, dpr)
        self.draw(canvas)
        painter.end()
        self.writings = canvas.writings
        self.know_spots(canvas.spots)
        return layer
