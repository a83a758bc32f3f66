"""The still layer of a section: kept as a picture, and made over several turns where there is much on it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from widgets.canvas import Canvas, Writing
from widgets.choosing import Choosing
from widgets.look import Look
from widgets.making import Making, Steps

if TYPE_CHECKING:
    from collections.abc import Sequence


class Layered(Choosing):
    """Keeps a layer. Subclasses ``draw`` on it; where that is much they have ``stepwise`` and ``drawing``.

    While another one is made the former is shown, if it was up to date when it was last seen.
    """

    stepwise = False

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.writings: Sequence[Writing] = ()
        self.layered = True  # it has a still layer
        self._layer: QPixmap | None = None
        self._former: QPixmap | None = None  # shown until there is time for another
        self._making: Making | None = None
        self._former_seen = False  # it was up to date when it was last seen
        self._waiting = False  # for a turn that allows more

    def draw(self, canvas: Canvas) -> None:
        """Paint the still layer."""

    def drawing(self, canvas: Canvas) -> Steps:
        """Paint the still layer; between two steps the loop may turn, and the canvas gets another painter."""
        self.draw(canvas)
        return iter(())

    def renew(self) -> None:
        """Paint the still layer anew at the next chance."""
        if self._layer is not None:
            self._former, self._former_seen = self._layer, self.isVisible()
        self._layer = self._making = None
        self.update()

    @property
    def ready(self) -> bool:
        """Whether the still layer is painted, in the present size."""
        return not self.layered or self._has_layer()

    def make_ready(self) -> None:
        """Paint the still layer before it is seen, as far as this turn allows."""
        if not self._has_layer():
            self._make_layer(seen=False)

    def kept(self) -> QSize:
        """Return the size of what is kept as a picture, from the upper left corner on."""
        return self.size()

    def showEvent(self, event: QShowEvent) -> None:
        """Have nothing painted below, from the first picture on."""
        super().showEvent(event)
        if self.layered:
            self._cover()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the kept layer, but not one that was made in this size before it was seen."""
        if not self._has_layer():
            self._layer = self._former = None
            if self._making is not None and self._making.layer.size() != self._wanted():
                self._making = None
        super().resizeEvent(event)

    def _wanted(self) -> QSize:
        """Return the size of the still layer in device pixels."""
        return self.kept() * self.devicePixelRatioF()

    def _has_layer(self) -> bool:
        return self._layer is not None and self._layer.size() == self._wanted()

    def _kept_layer(self) -> QPixmap | None:
        """Return the still layer; where a turn has had its measure of painting, the former one, if any."""
        if self._has_layer() or self._make_layer(seen=True):
            return self._layer
        if not self._waiting:
            self._waiting = True
            QTimer.singleShot(0, self, partial(self._make_on))
        former = self._former
        fits = former is not None and former.size() == self._wanted()
        return former if fits and (self._former_seen or not self.stepwise) else None

    def _make_on(self) -> None:
        """Go on with the still layer, and have it shown when it is there."""
        self._waiting = False
        if self._has_layer() or self._make_layer(seen=True):
            self.update()
        elif self.isVisible():
            self._waiting = True
            QTimer.singleShot(self.look.pace.back, self, partial(self._make_on))

    def _make_layer(self, *, seen: bool) -> bool:
        """Paint the still layer as far as this turn allows, and return whether it is there."""
        pace = self.look.pace
        if not pace.may():
            return False
        making = self._making
        if making is None or making.layer.size() != self._wanted():
            making = self._making = self._begun(seen=seen)
        if not making.fill(self.look.palette.canvas, pace.may):
            return False
        dpr = self.devicePixelRatioF()
        making.layer.setDevicePixelRatio(dpr)
        canvas = making.draw(lambda painter: Canvas(painter, self.look, self.u, dpr), self.drawing, pace.may)
        if canvas is None:
            return False
        self._layer, self._former, self._making = making.layer, None, None
        self.writings = canvas.writings
        self._cover()
        self.know_spots(canvas.spots)
        return True

    def _begun(self, *, seen: bool) -> Making:
        """Return a layer to be painted: the former one, where it fits and need not be shown meanwhile."""
        former, wanted = self._former, self._wanted()
        if former is None or former.size() != wanted:
            return Making(QPixmap(wanted))
        if self.stepwise:
            if seen and self._former_seen:
                return Making(QPixmap(wanted))
            self._former = None
        return Making(former, used=True)

    def _cover(self) -> None:
        """Say that nothing need be painted below; at 1.5 the last column is only half ours."""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, self.devicePixelRatioF().is_integer())
