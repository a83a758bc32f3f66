"""The window before everything else: it is on the screen before the rest of the shell is even loaded.

Nobody may import asyncio here, nor what brings it along: it would hold the first paint for 30 ms.
"""

import logging
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.shell.options import Options
from app.shell.preferences import Keeper
from app.shell.tasks import Tasks
from app.shell.window.main_window import MainWindow
from app.shell.window.place import Place
from app.shell.window.theme import apply, theme_name

PAINT_WITHIN = 1000  # milliseconds; a window that is hidden at the start paints nothing
_log = logging.getLogger("nocwall.shell")


def _logged(what: str) -> None:
    _log.warning("%s", what)


class Opening:
    """Settings, theme, window and its place: all that the first paint needs. A session takes them over."""

    def __init__(self, options: Options, application: QApplication) -> None:
        self.tasks = Tasks()
        self.on_trouble: Callable[[str], None] = _logged
        self.preferences = Keeper(options.preferences, self.tasks, on_trouble=self._trouble, begun=False)
        self._set_preferences(options)
        theme = theme_name(self.preferences.present.theme)
        apply(application, theme)
        self.window = MainWindow(theme, kiosk=options.kiosk, demo=options.demo_control is not None)
        self.place = Place(self.window, application, self.preferences, kiosk=options.kiosk)
        self._application = application
        self._fill = options.fill

    def paint(self) -> None:
        """Show the window, and return when it has been painted."""
        loop, end = QEventLoop(), QTimer(singleShot=True)
        for reason in (self.window.first_painted, end.timeout):
            reason.connect(loop.quit)
        end.start(PAINT_WITHIN)
        self.place.open(fill=self._fill)
        loop.exec()
        end.stop()
        self.window.first_painted.disconnect(loop.quit)
        self._application.processEvents()  # what was painted is on its way to the screen

    def _trouble(self, what: str) -> None:
        self.on_trouble(what)

    def _set_preferences(self, options: Options) -> None:
        given = {"theme": options.theme, "page": options.page, "screen": options.screen}
        if not self.preferences.present.who:
            given["who"] = options.who
        self.preferences.change(**{name: value for name, value in given.items() if value})
