"""On a wall at which nobody sits the ring of the keyboard does not stay for ever."""

from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

AFTER: Final = 60_000  # milliseconds; as long as a page that was turned by hand stays


class RestingKeyboard(QObject):
    """Takes the focus from a window's sections when it has not moved for a minute."""

    def __init__(self, window: QWidget, after: int = AFTER) -> None:
        super().__init__(window)
        self._window = window
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(after)
        self.timer.timeout.connect(self._rest)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._window.isAncestorOf(now):
            self.timer.start()

    def _rest(self) -> None:
        held = QApplication.focusWidget()
        if held is not None and self._window.isAncestorOf(held):
            held.clearFocus()
