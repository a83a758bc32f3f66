"""What a window is and shows at this moment, for who decides whether a pop-up need cover it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.model.standing_in import WallSeen
from app.shell.window.main_window import MainWindow


def wall_seen(window: MainWindow, *, kiosk: bool, awake: bool, light: float = 1.0) -> WallSeen:
    """Return the facts; ``awake``: the session is neither locked nor blanked."""
    screen, wall = window.screen(), window.wall
    exposed = window.isVisible() and window.windowHandle().isExposed()
    # A window of another program may lie over ours, which nobody tells us; then ours are not the active ones.
    active = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
    now, told = (wall.now, wall.told) if wall is not None else (None, None)
    return WallSeen(
        screen=screen.name(),
        kiosk=kiosk,
        fills=window.isFullScreen() and window.geometry() == screen.geometry(),
        seen=awake and active and exposed and not window.isMinimized(),
        light=light,
        board=told,
        age=now.seconds_since(told.now) if now is not None and told is not None else 0.0,
        lost=wall is None or wall.lost,
    )
