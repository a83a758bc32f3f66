"""A veil over the wall by night; it takes no press and holds nothing."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget


class Shade(QWidget):
    """Lies over its parent; ``set_light`` 1 takes it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._light = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def light(self) -> float:
        """The share of the light that is left."""
        return self._light

    def set_light(self, light: float) -> None:
        """Let through this share of the light."""
        parent = self.parentWidget()
        if light < 1.0 and parent is not None and self.geometry() != parent.rect():
            self.setGeometry(parent.rect())
        if light == self._light:
            return
        self._light = light
        self.setVisible(light < 1.0)
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Darken what lies below."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(0, 0, 0, round(255 * (1.0 - self._light))))
        painter.end()
