"""Where the window stands: at a desk where it was left, on a wall over its whole screen."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from app.shell.preferences import Keeper
from app.shell.window.main_window import MainWindow
from app.shell.window.screens import Screens

TRIES = 3  # in a row, after which a window manager that knows better is left in peace for a while
REST = 30  # looks until it is tried once more


class Place(QObject):
    """Remembers the place, and goes back to its screen when that is there again."""

    def __init__(
        self,
        window: MainWindow,
        application: QGuiApplication,
        preferences: Keeper,
        *,
        kiosk: bool,
        guest: str = "",
    ) -> None:
        super().__init__()
        self._window = window
        self._preferences = preferences
        self._kiosk = kiosk
        self._guest = bool(guest)  # a further wall: without its own screen it is not shown at all
        self._bound = guest  # the screen that an inventory names
        self._screens = Screens(application, self)
        self._screens.returned.connect(self._returned)
        self._filling = False
        self._astray = 0  # looks in a row at which the wall was not where it belongs
        self._screen = ""  # that is filled; a wall keeps it even while it is unplugged

    @property
    def filling(self) -> bool:
        """Whether the window fills its screen."""
        return self._filling

    def open(self, *, fill: bool = False) -> None:
        """Show the window for the first time."""
        known = self._preferences.present
        if self._kiosk or fill or known.full_screen:
            self.fill(on=True)
        else:
            self._screens.place(self._window, known.geometry)
        self._window.moved.connect(self._note)

    def fill(self, *, on: bool) -> None:
        """Fill the screen, or give it back."""
        self._filling = on
        self._window.set_full_screen(on)
        if on:
            self._screen = self._bound or self._preferences.present.screen or self._window.screen().name()
            self._stand()
        else:
            self._screens.place(self._window, self._preferences.present.geometry)
        if not self._kiosk:
            self._preferences.change(full_screen=on)

    def bind(self, screen: str) -> None:
        """Stay on the screen of that name or identity, or with an empty one on that of the preferences."""
        if screen != self._bound:
            self._bound = screen
            if self._filling:
                self.fill(on=True)

    def look(self) -> None:
        """Bring a wall back that is not where it belongs; to be called every second or so.

        Nobody tells of a screen that was gone for a blink, nor of one that changes while the window manager
        learns of another. What is astray at one look only may be on its way.
        """
        if not self._filling or not self._window.isVisible():
            return
        if self._window.isMinimized():
            self._window.showNormal()
            self._stand()
        elif not self._screens.fills(self._window, self._screen):
            self._astray += 1
            if 1 < self._astray <= TRIES + 1 or self._astray % REST == 0:
                self._go_back()
        else:
            self._astray = 0

    def leave(self) -> None:
        """Do not bring the window back any more."""
        self._filling = False

    def _stand(self) -> None:
        if self._guest and not self._screens.has(self._screen):
            self._window.hide()  # it would cover the wall that belongs there
        else:
            self._screens.fill(self._window, self._screen)

    def _returned(self) -> None:
        self._astray = 0
        self._go_back()

    def _go_back(self) -> None:
        if self._filling and (self._guest or self._window.isVisible()):
            self._stand()

    def _note(self) -> None:
        """Keep the place of a window that a person moved; a full screen says only which screen."""
        if self._filling or self._window.isMaximized() or not self._window.isVisible():
            return
        place = self._window.geometry()
        self._preferences.change(
            geometry=(place.x(), place.y(), place.width(), place.height()),
            screen=self._window.screen().name(),
        )
