"""A painted widget: its still layer is kept as a picture, its spots answer to mouse, keyboard and ear."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, Canvas, Spot, Writing
from widgets.look import Look
from widgets.palette import tokens
from widgets.spots import neighbour

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Painted(QWidget):
    """Base of all sections. Subclasses paint in u: ``draw`` what changes seldom, ``draw_live`` the rest."""

    spot_chosen = Signal(str)

    rest = Qt.FocusPolicy.NoFocus  # of a picture without spots
    turn = 1  # where Tab comes to it: what is worst has 0, what is only heard 2; of the same as one reads

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.u = 8.0
        self.writings: Sequence[Writing] = ()
        self.live_writings: Sequence[Writing] = ()
        self.spots: Sequence[Spot] = ()
        self._spot = ""
        self._known = False  # what can be chosen here
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
        self._draw_focus(canvas)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the kept layer."""
        self._layer = self._former = None
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the spot under the mouse."""
        spot = self._spot_at(event.position())
        if spot is None:
            super().mousePressEvent(event)
            return
        self._spot = spot.id
        self.update()
        self.spot_chosen.emit(spot.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move among the spots by arrows, choose by Enter."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step and self.spots:
            self._move_to(neighbour(self.spots, self._spot, *step))
        elif event.key() in _CHOOSE and self._spot:
            self.spot_chosen.emit(self._spot)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on a spot at once."""
        self._stand()
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self.update()
        super().focusOutEvent(event)

    def may_have_focus(self) -> bool:
        """Whether Tab stops here; before all is painted nobody knows, so it does."""
        return not self._known or self.focusPolicy() != Qt.FocusPolicy.NoFocus

    def is_whole(self) -> bool:
        """Whether nothing is left to paint in another turn."""
        return True

    def _spot_at(self, point: QPointF) -> Spot | None:
        """Return what can be chosen at a point in logical pixels."""
        x, y = point.x() / self.u, point.y() / self.u
        boxes = ((spot, spot.box) for spot in self.spots)
        found = (s for s, b in boxes if b.x <= x <= b.x + b.w and b.y <= y <= b.y + b.h)
        return next(found, None)

    def _move_to(self, spot: Spot) -> None:
        self._spot = spot.id
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spot.words))
        self.update()

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
        self._note(canvas.writings, canvas.spots)
        return layer

    def _note(self, writings: "Sequence[Writing]", spots: "Sequence[Spot]") -> None:
        """Know what was painted, and whether the keyboard may come here."""
        former, self.writings, self.spots = self.spots, writings, spots
        policy = Qt.FocusPolicy.StrongFocus if spots else self.rest
        if self.focusPolicy() != policy:
            self.setFocusPolicy(policy)
        self._known = self.is_whole()
        if self.hasFocus():
            self._stand()
            if self._known and not former and policy == Qt.FocusPolicy.NoFocus:
                QTimer.singleShot(0, self, self.focusNextChild)  # nothing ever was here

    def _stand(self) -> None:
        if self.spots and not any(spot.id == self._spot for spot in self.spots):
            self._spot = self.spots[0].id

    def _draw_focus(self, canvas: Canvas) -> None:
        if not self.hasFocus():
            return
        if not self.spots:
            ring = tokens().space["focus_ring"]
            whole = Box(ring / 2, ring / 2, self.wide() - ring, self.high() - ring)
            canvas.frame(whole, self.look.palette.focus, ring, tokens().space["radius_small"])
        for spot in self.spots:
            if spot.id == self._spot:
                space = tokens().space
                ring, radius = space["focus_ring"], space["radius_small"]
                canvas.frame(spot.box, self.look.palette.focus, ring, radius)
