"""Opening zoomable charts beside the wall."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from app.model.clock import Clock
from app.shell.bridge import Bridge
from app.shell.preferences import Keeper
from app.shell.tasks import Tasks
from app.shell.window.main_window import MainWindow, dialog_parent
from app.shell.window.theme import theme_name
from app.shell.zoom.window import ZoomWindow
from widgets.palette import ThemeName


class Charts(QObject):
    """Joins each window of charts to the link. ``show`` keeps it until it is closed; ``detail`` opens one."""

    _themed = Signal(str)  # to every window that is open

    def __init__(
        self,
        bridge: Bridge,
        preferences: Keeper,
        window: MainWindow,
        *,
        clock: Clock,
        tasks: Tasks,
        show: Callable[[QDialog], None],
        detail: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._bridge, self._preferences, self._window = bridge, preferences, window
        self._clock, self._tasks = clock, tasks
        self._show, self._detail = show, detail

    def open(self, check: str, metric: str = "") -> None:
        """Show the charts of a check: the telling one, unless a metric is named by its base name."""
        bridge = self._bridge
        window = ZoomWindow(
            check,
            ask=bridge.ask,
            clock=self._clock,
            tasks=self._tasks,
            theme=theme_name(self._preferences.present.theme),
            metric=metric,
            parent=dialog_parent(self._window),
        )
        window.detail_wished.connect(self._detail)
        bridge.pushed.connect(window.take)
        bridge.lost.connect(window.link_lost)
        bridge.found.connect(window.link_found)
        self._themed.connect(window.set_theme)
        self._show(window)

    def set_theme(self, theme: ThemeName) -> None:
        """Give the windows that are open another theme."""
        self._themed.emit(theme)
