"""Opens the desk, which is made when somebody asks for it first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.model.board import Board
from app.shell.options import Options
from app.shell.preferences import Keeper
from app.shell.tasks import Tasks
from app.shell.wishes import Wishes

if TYPE_CHECKING:  # tables are loaded when the desk is opened, not before the wall is painted
    from app.shell.desk.window import Desk


class Desks(QObject):
    """One desk at most."""

    palette_wished = Signal()  # at the desk

    def __init__(self, wishes: Wishes, preferences: Keeper, options: Options, tasks: Tasks) -> None:
        super().__init__()
        self._wishes, self._preferences = wishes, preferences
        self._options, self._tasks = options, tasks
        self._newest: tuple[Board, float, bool] | None = None
        self.desk: Desk | None = None

    def follow(self, board: Board, age: float, lost: bool) -> None:
        """Know the newest board."""
        self._newest = (board, age, lost)
        if self.desk is not None:
            self.desk.follow(board, age, lost)

    def open(self, page: str = "", *, search: str | None = None) -> None:
        """Open the desk, or bring it to the front."""
        if self.desk is None:
            from app.shell.desk.window import Desk

            self.desk = Desk(
                ask=self._wishes.bridge.ask,
                wishes=self._wishes,
                preferences=self._preferences,
                clock=self._options.clock,
                tasks=self._tasks,
            )
            self.desk.palette_wished.connect(self.palette_wished)
            if self._newest is not None:
                self.desk.follow(*self._newest)
        self.desk.open(page, search=search)

    def close(self) -> None:
        """Close the desk for good."""
        if self.desk is not None:
            self.desk.close()
            self.desk.deleteLater()
            self.desk = None
