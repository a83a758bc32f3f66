"""The pop-over beside the tray icon, made when it is first asked for."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QCursor, QGuiApplication

from app.model.board import Board
from widgets.palette import ThemeName

if TYPE_CHECKING:
    from widgets.popover import Popover

GAP = 8  # pixels between the pop-over and the pointer


class PopOver(QObject):
    """Shows the newest board while it is open; a click elsewhere closes it."""

    take_wished = Signal(str)  # incident
    wall_wished = Signal()
    mute_wished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: Popover | None = None
        self._newest: tuple[Board, float, bool] | None = None

    def show_board(self, board: Board, age: float, lost: bool) -> None:
        """Take the newest board."""
        self._newest = (board, age, lost)
        if self._view is not None and self._view.isVisible():
            self._view.show_board(board, age, lost)

    def open(self, theme: ThemeName) -> None:
        """Open beside the pointer, which has just pressed the icon; a second press closes."""
        view = self._made(theme)
        if view.isVisible():
            view.hide()
            return
        if self._newest is not None:
            view.show_board(*self._newest)
        view.move(self._corner(view.width(), view.height()))
        view.show()
        view.activateWindow()

    def close(self) -> None:
        """Take it away for good."""
        if self._view is not None:
            self._view.close()
            self._view.deleteLater()
            self._view = None

    def _made(self, theme: ThemeName) -> "Popover":
        from widgets.popover import Popover

        if self._view is None:
            self._view = view = Popover(theme)
            view.take_wished.connect(self._take)
            view.wall_wished.connect(self._open_wall)
            view.mute_wished.connect(lambda _seconds: self.mute_wished.emit())
        return self._view

    def _take(self, incident: str) -> None:
        self.take_wished.emit(incident)

    def _open_wall(self) -> None:
        if self._view is not None:
            self._view.hide()
        self.wall_wished.emit()

    def _corner(self, wide: int, high: int) -> QPoint:
        """Return where it fits whole on the screen of the pointer."""
        at = QCursor.pos()
        screen = QGuiApplication.screenAt(at) or QGuiApplication.primaryScreen()
        free = screen.availableGeometry()
        left = max(free.left(), min(at.x() - wide // 2, free.right() - wide))
        above = at.y() - high - GAP
        top = above if above >= free.top() else min(at.y() + GAP, free.bottom() - high)
        return QPoint(left, max(free.top(), top))
