"""What can be chosen on a picture: spots that answer to mouse, keyboard and ear, a ring on one of them."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, Canvas, Spot
from widgets.palette import tokens
from widgets.spots import neighbour

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Choosing(QWidget):
    """Base of what is painted; ``know_spots`` says what of it can be chosen."""

    spot_chosen = Signal(str)

    rest = Qt.FocusPolicy.NoFocus  # of a picture without spots
    turn = 1  # where Tab comes to it: what is worst has 0, what is only heard 2; of the same as one reads

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.u = 8.0
        self.spots: Sequence[Spot] = ()
        self._spot = ""
        self._known = False  # what can be chosen here

    def may_have_focus(self) -> bool:
        """Whether Tab stops here; before all is painted nobody knows, so it does."""
        return not self._known or self.focusPolicy() != Qt.FocusPolicy.NoFocus

    def is_whole(self) -> bool:
        """Whether nothing is left to paint in another turn."""
        return True

    def know_spots(self, spots: Sequence[Spot]) -> None:
        """Take what can be chosen, and with it whether the keyboard may come here."""
        former, self.spots = self.spots, spots
        policy = Qt.FocusPolicy.StrongFocus if spots else self.rest
        if self.focusPolicy() != policy:
            self.setFocusPolicy(policy)
        self._known = self.is_whole()
        if self.hasFocus():
            self._stand()
            if self._known and not former and policy == Qt.FocusPolicy.NoFocus:
                QTimer.singleShot(0, self, self.focusNextChild)  # nothing ever was here

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

    def draw_focus(self, canvas: Canvas) -> None:
        """Draw the ring on the spot where the keyboard stands; without spots, round the whole."""
        if not self.hasFocus():
            return
        space = tokens().space
        ring, radius = space["focus_ring"], space["radius_small"]
        if not self.spots:
            whole = Box(ring / 2, ring / 2, self.width() / self.u - ring, self.height() / self.u - ring)
            canvas.frame(whole, canvas.palette.focus, ring, radius)
        for spot in self.spots:
            if spot.id == self._spot:
                canvas.frame(spot.box, canvas.palette.focus, ring, radius)

    def _spot_at(self, point: QPointF) -> Spot | None:
        """Return what can be chosen at a point in logical pixels."""
        x, y = point.x() / self.u, point.y() / self.u
        boxes = ((spot, spot.box) for spot in self.spots)
        found = (s for s, b in boxes if b.x <= x <= b.x + b.w and b.y <= y <= b.y + b.h)
        return next(found, None)

    def _stand(self) -> None:
        if self.spots and not any(spot.id == self._spot for spot in self.spots):
            self._spot = self.spots[0].id

    def _move_to(self, spot: Spot) -> None:
        self._spot = spot.id
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spot.words))
        self.update()
