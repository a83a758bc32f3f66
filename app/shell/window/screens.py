"""Screens by name: the wall returns to its own when it is plugged in again."""

from functools import partial

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

SETTLED = 1000  # milliseconds; a window manager that learns of a screen after us moves windows once more
LEAST = 100  # pixels of a window that must be on some screen


class Screens(QObject):
    """Watches screens come and go."""

    returned = Signal()  # a screen came or went: whoever has lost its place may look again

    def __init__(self, application: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application = application
        application.screenAdded.connect(self._added)
        application.screenRemoved.connect(self._added)
        for screen in application.screens():
            screen.geometryChanged.connect(self._changed)

    def named(self, name: str) -> QScreen | None:
        """Return the screen of that name or identity, else the primary one; None where there is none."""
        for screen in self._application.screens():
            if is_called(screen, name):
                return screen
        return self._application.primaryScreen()

    def has(self, name: str) -> bool:
        """Whether a screen of that name or identity is there."""
        return any(is_called(screen, name) for screen in self._application.screens())

    def fill(self, window: QWidget, name: str) -> None:
        """Show the window over the whole named screen."""
        screen = self.named(name)
        if screen is not None and not self.fills(window, name):
            if window.isFullScreen():
                window.showNormal()  # a window manager moves no window that fills a screen
            window.setGeometry(screen.geometry())
            window.setScreen(screen)
        window.showFullScreen()

    def fills(self, window: QWidget, name: str) -> bool:
        """Whether the window stands over the whole named screen already."""
        screen = self.named(name)
        return screen is not None and window.isFullScreen() and window.geometry() == screen.geometry()

    def place(self, window: QWidget, wanted: tuple[int, int, int, int] | None) -> None:
        """Show the window where it was, if some screen still reaches there."""
        if wanted is not None:
            place = QRect(*wanted)
            seen = (screen.geometry().intersected(place) for screen in self._application.screens())
            if any(part.width() >= LEAST and part.height() >= LEAST for part in seen):
                window.setGeometry(place)
        window.showNormal()

    def _added(self, screen: QScreen) -> None:
        if screen in self._application.screens():
            screen.geometryChanged.connect(self._changed)
        self._changed()

    def _changed(self) -> None:
        self.returned.emit()
        QTimer.singleShot(SETTLED, self, partial(self.returned.emit))


def is_called(screen: QScreen, name: str) -> bool:
    """Whether a screen is meant: by its name, its serial number, or maker, model and serial number."""
    identity = f"{screen.manufacturer()} {screen.model()} {screen.serialNumber()}".strip()
    return bool(name) and name in (screen.name(), screen.serialNumber(), identity)


def named_alike(one: str, other: str) -> bool:
    """Whether two texts mean the same screen of those that are there."""
    return bool(one) and (
        one == other
        or any(is_called(screen, one) and is_called(screen, other) for screen in QGuiApplication.screens())
    )
