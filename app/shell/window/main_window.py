"""The main window: the wall, its keys, and a menu at a desk."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QKeySequence,
    QMouseEvent,
    QMoveEvent,
    QPalette,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from app.shell.window.keys import KEYS, PAGE_KEYS, Act
from app.shell.window.led import LedByWall
from app.shell.window.menus import add_actions
from app.shell.window.resting import RestingKeyboard
from app.shell.window.starting import Starting
from widgets.palette import ThemeName
from widgets.tr import tr, tr_phrase

if TYPE_CHECKING:  # these bring boards and charts along, which are loaded after the first paint
    from app.model.board import Board
    from app.model.message import Point
    from app.model.packed import PackedPast
    from app.shell.window.keys_overlay import KeysOverlay
    from widgets.wall import Wall

DESK_SIZE = (1440, 860)
HOSTS_DIALOGS = "nocwall-hosts-dialogs"  # property of a window beside this one


class Turner(Protocol):
    """Who turns the pages of a window that has a plan."""

    def turn(self, step: int) -> None:
        """Show a page further on or back."""

    def go(self, page: int) -> None:
        """Show the page of that number."""

    def hold(self) -> None:
        """Hold the page, or let it go."""

    def titles(self) -> tuple[str, ...]:
        """Return what the pages are called."""


class MainWindow(LedByWall):
    """Passive: it tells by signals what was wished. A kiosk has no menu, no cursor and looks only."""

    acted = Signal(object)  # Act
    check_chosen = Signal(str)
    chart_chosen = Signal(str)  # check
    take_wished = Signal(str)  # incident
    page_changed = Signal(str)
    moved = Signal()
    close_wished = Signal()
    first_painted = Signal()
    seen = Signal()  # the window has come back to the screen

    def __init__(self, theme: ThemeName, *, kiosk: bool, demo: bool) -> None:
        super().__init__()
        self.setWindowTitle("Nocwall")
        self.resize(*DESK_SIZE)
        self._theme = theme
        self._kiosk = kiosk
        self._starting = Starting(theme, self)
        self.overlay: KeysOverlay | None = None
        self.turner: Turner | None = None
        self.may_close = False
        self.ready = False  # the starting picture is on the screen
        self._first_page = "overview"
        self._starting.painted.connect(self.first_painted)
        self.setCentralWidget(self._starting)
        self._keys = [
            key for key in KEYS if (key.looks_only or not kiosk) and (demo or key.act is not Act.FAULTS)
        ]
        add_actions(self, self._keys, self.acted.emit, menus=not kiosk)
        if kiosk:
            self.setCursor(Qt.CursorShape.BlankCursor)
            RestingKeyboard(self)
            # The picture wanders against burn-in: what it leaves free is its ground, not a line beside it.
            self.setBackgroundRole(QPalette.ColorRole.Base)
            self.setAutoFillBackground(True)

    def say(self, text: str) -> None:
        """Name what is being waited for, until the first board."""
        if self.wall is None:  # which took the place of the starting picture
            self._starting.say(text)

    def raise_wall(self) -> "Wall":
        """Put the wall in place of the starting picture; loads what draws charts."""
        from app.shell.beside import beside
        from app.shell.window.keys_overlay import KeysOverlay
        from widgets.wall import Wall

        if self.wall is None:
            page, sparing = self._first_page, self._kiosk
            self.wall = wall = Wall(self._theme, beside=beside, page=page, sparing=sparing)
            wall.check_chosen.connect(self.check_chosen)
            wall.chart_chosen.connect(self.chart_chosen)
            wall.acknowledge_wished.connect(self.take_wished)
            # A page of a plan is nobody's choice, so it is not kept.
            wall.page_chosen.connect(
                lambda page: self.page_changed.emit(page) if page in wall.pages() else None
            )
            for number, key in enumerate(PAGE_KEYS):
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.activated.connect(partial(self.go, number))
            self.overlay = KeysOverlay(self._keys, wall.pages(), wall)
            room = self._starting.geometry()
            self.takeCentralWidget()
            self.setCentralWidget(wall)
            wall.setGeometry(room)  # else its first picture would be one of another size
            wall.turning.follow(self._starting, wall)
            wall.show()
        return self.wall

    @property
    def theme(self) -> ThemeName:
        """The present theme."""
        return self._theme

    def may_show_wall(self, page: str) -> None:
        """Show boards from now on, this page first; before, they would delay the first paint."""
        self.ready = True
        self._first_page = page

    def show_board(self, board: "Board", age: float, *, lost: bool) -> None:
        """Show a board that is ``age`` seconds old."""
        if not self.ready:
            return
        self.setWindowTitle(tr("Nocwall: {verdict}", verdict=tr_phrase(board.summary.headline)))
        if self.wall is not None and (self.isHidden() or self.isMinimized()):
            return  # nobody looks; ``seen`` asks for the newest when somebody does
        self.raise_wall().show_board(board, age, lost)

    def add_points(self, points: "Sequence[Point | PackedPast]") -> None:
        """Hand points to the charts, or the pasts of series."""
        if points and self.ready:
            self.raise_wall().add_points(points)

    def turn_page(self, step: int) -> None:
        """Show the next page, or the one before."""
        wall = self.wall
        if self.turner is not None:
            self.turner.turn(step)
        elif wall is not None:
            pages = wall.pages()
            wall.set_page(pages[(pages.index(wall.page) + step) % len(pages)])

    def hold_page(self) -> None:
        """Hold the page that is shown, or let it go; without a plan no page is turned."""
        if self.turner is not None:
            self.turner.hold()

    def show_keys(self) -> None:
        """Show the sheet of keys, or take it away."""
        if self.overlay is not None:
            if self.overlay.isVisible():
                self.overlay.hide()
            else:
                self.overlay.show_over()

    def set_theme(self, theme: ThemeName) -> None:
        """Give the wall another theme."""
        self._theme = theme
        if self.wall is not None:
            self.wall.set_theme(theme)

    def set_full_screen(self, on: bool) -> None:
        """Note that the window fills its screen: then it has no menu."""
        if not self._kiosk:
            self.menuBar().setVisible(not on)

    def open_from_tray(self) -> None:
        """Come to the front."""
        if self.isHidden() or self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
            self.show()
        self.raise_()
        self.activateWindow()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the newest board."""
        super().showEvent(event)
        self.seen.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Ask for the newest board when the window is no icon any more."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange and not self.isMinimized():
            self.seen.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Take closing for a wish; who composes us decides what becomes of it."""
        if self.may_close:
            event.accept()
            return
        event.ignore()
        self.close_wished.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hold the page by a press where nothing can be chosen."""
        super().mousePressEvent(event)
        self.hold_page()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Tell that the place has changed."""
        super().moveEvent(event)
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that the place has changed."""
        super().resizeEvent(event)
        self.moved.emit()

    def go(self, number: int) -> None:
        """Show the page of that number."""
        wall = self.wall
        if self.turner is not None:
            self.turner.go(number)
        elif wall is not None:
            wall.set_page(wall.pages()[number])


def turn_kept_picture(window: MainWindow) -> None:
    """While the monitor is blind, show its last picture in place of that news, or the news again."""
    if window.wall is not None:
        window.wall.set_kept_picture(not window.wall.kept)


def dialog_parent(window: MainWindow) -> QWidget | None:
    """Return a dialog's parent: the desk or a dialog of it in use, else the window while it can be seen."""
    active = QApplication.activeWindow()
    while active is not None:
        if active.property(HOSTS_DIALOGS):
            return active
        active = active.parentWidget()
    return window if window.isVisible() else None
