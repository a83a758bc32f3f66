"""What people at a desk have beside the wall: tray, wishes with their dialogs, tables; and what the keys do.

A wall has none of it, and loads none of it. At a desk it is made when the wall is there.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.desktop.tray_host import TrayHost
from app.model.board import Board
from app.shell.acts import Acts, Quit
from app.shell.board.own_banners import OwnBanners
from app.shell.board.presenter import Presenter
from app.shell.bridge import Bridge
from app.shell.desk.opening import Desks
from app.shell.opening import Opening
from app.shell.options import Options
from app.shell.pop_over import PopOver
from app.shell.tray import Tray
from app.shell.wishes import Wishes
from widgets.palette import ThemeName


class Hands(QObject):
    """Made once at a desk; follows the one decision from then on."""

    def __init__(
        self,
        options: Options,
        opening: Opening,
        *,
        bridge: Bridge,
        presenter: Presenter,
        own: OwnBanners,
        test_here: Callable[[], None],
        leave: Quit,
        set_theme: Callable[[str], None],
    ) -> None:
        super().__init__()
        window, preferences, tasks = opening.window, opening.preferences, opening.tasks
        self._tray = Tray(self)
        self._pop_over = PopOver(self)
        self._tray_host = TrayHost(options.environment, on_arrival=self._tray.renew)
        self._wishes = Wishes(
            bridge=bridge,
            window=window,
            preferences=preferences,
            own=own,
            clock=options.clock,
            tasks=tasks,
            test_here=test_here,
        )
        self._desks = Desks(self._wishes, preferences, options, tasks)
        self._acts = Acts(
            self._wishes,
            window,
            opening.place,
            self._tray,
            self._pop_over,
            desks=self._desks,
            options=options,
            tasks=tasks,
            leave=leave,
            set_theme=set_theme,
        )
        presenter.decided.connect(self._wishes.follow)
        presenter.shown.connect(self._shown)
        self._tray.renew()
        self._tray_host.start()

    def set_theme(self, theme: ThemeName) -> None:
        """Give the windows of charts another theme."""
        self._wishes.charts.set_theme(theme)

    def close(self) -> None:
        """Close what is open."""
        self._wishes.close_all()
        self._desks.close()

    async def stop(self) -> None:
        """Take tray and pop-over away."""
        self._tray.close()
        self._pop_over.close()
        await self._tray_host.stop()

    def _shown(self, board: Board, age: float, lost: bool) -> None:
        self._tray.show_board(board)
        self._pop_over.show_board(board, age, lost)
        self._desks.follow(board, age, lost)
