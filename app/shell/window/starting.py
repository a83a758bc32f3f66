"""What the window shows before the wall is there: nothing that could be taken for good news."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.shell.dialogs.label import plain_label
from widgets.palette import ThemeName, palette
from widgets.tr import tr


class Starting(QWidget):
    """A word and what is being waited for."""

    painted = Signal()

    def __init__(self, theme: ThemeName, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = plain_label(tr("Starting"), self, bold=True)
        self._what = plain_label("", self)
        layout = QVBoxLayout(self)
        layout.addStretch()
        for label in (self._title, self._what):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addStretch()
        ground = self.palette()
        ground.setColor(self.backgroundRole(), palette(theme).canvas)
        self.setPalette(ground)
        self.setAutoFillBackground(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell that something is on the screen."""
        super().paintEvent(event)
        self.painted.emit()

    def say(self, text: str) -> None:
        """Name what is being waited for."""
        self._what.setText(text)
