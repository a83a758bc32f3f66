"""What the keys of the table do."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject

from app.shell.desk.opening import Desks
from app.shell.desk.palette_opening import Commands
from app.shell.dialogs.faults import FaultsDialog
from app.shell.dialogs.quit import QuitDialog
from app.shell.options import Options
from app.shell.pop_over import PopOver
from app.shell.tasks import Tasks
from app.shell.tray import Tray
from app.shell.window.keys import Act
from app.shell.window.main_window import MainWindow, dialog_parent, turn_kept_picture
from app.shell.window.place import Place
from app.shell.wishes import Wishes
from widgets.palette import THEMES


class Quit(Protocol):
    """How the session is ended."""

    def __call__(self, *, engine: bool) -> None:
        """End the shell; with the engine if wished."""


class Acts(QObject):
    """Joins window and tray to wishes, at a desk; what the keys of a kiosk do stands in ``window.walls``."""

    def __init__(
        self,
        wishes: Wishes,
        window: MainWindow,
        place: Place,
        tray: Tray,
        pop_over: PopOver,
        *,
        desks: Desks,
        options: Options,
        tasks: Tasks,
        leave: Quit,
        set_theme: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._wishes = wishes
        self._window = window
        self._place = place
        self._tray = tray
        self._options = options
        self._tasks = tasks
        self._leave = leave
        self._set_theme = set_theme
        self._commands = Commands(wishes, window, place, options, run=self._do, open_desk=desks.open)
        self._acts: dict[Act, Callable[[], None]] = {
            Act.FULL_SCREEN: lambda: place.fill(on=not place.filling),
            Act.LEAVE: self._leave_full_screen,
            Act.NEXT_PAGE: lambda: window.turn_page(1),
            Act.PREVIOUS_PAGE: lambda: window.turn_page(-1),
            Act.HOLD: window.hold_page,
            Act.KEPT: lambda: turn_kept_picture(window),
            Act.TAKE: wishes.take,
            Act.INCIDENT: wishes.incident,
            Act.MERGE: wishes.regroups.merge,
            Act.SPLIT: wishes.regroups.split,
            Act.WHY: wishes.why,
            Act.LOOKED: wishes.looked,
            Act.RECHECK: wishes.recheck,
            Act.MUTE: wishes.mute,
            Act.TEST_TONE: wishes.test_tone,
            Act.QUIET: wishes.quiet,
            Act.CHANNELS: wishes.channels,
            Act.THEME: self._next_theme,
            Act.FAULTS: self._faults,
            Act.PALETTE: self._commands.open,
            Act.DESK: desks.open,
            Act.FIND: lambda: desks.open("checks", search=""),
            Act.HELP: window.show_keys,
            Act.CLOSE: self._close,
            Act.QUIT: self._quit,
        }
        window.acted.connect(self._do)
        desks.palette_wished.connect(self._commands.open)
        window.close_wished.connect(self._close)
        window.check_chosen.connect(wishes.detail)
        window.chart_chosen.connect(wishes.charts.open)
        window.take_wished.connect(wishes.incident)
        tray.open_wished.connect(window.open_from_tray)
        tray.take_wished.connect(wishes.take_at_once)
        tray.mute_wished.connect(wishes.mute)
        tray.test_wished.connect(wishes.test_tone)
        tray.quit_wished.connect(self._quit)
        tray.pop_over_wished.connect(lambda: pop_over.open(window.theme))
        pop_over.take_wished.connect(wishes.take_at_once)
        pop_over.wall_wished.connect(window.open_from_tray)
        pop_over.mute_wished.connect(wishes.mute)

    def _do(self, act: Act) -> None:
        self._acts[act]()

    def _leave_full_screen(self) -> None:
        if self._place.filling:
            self._place.fill(on=False)

    def _next_theme(self) -> None:
        present = THEMES.index(self._window.theme)
        self._set_theme(THEMES[(present + 1) % len(THEMES)])

    def _faults(self) -> None:
        if self._options.demo_control is not None:
            control = self._options.demo_control
            self._wishes.show(FaultsDialog(control, self._tasks, dialog_parent(self._window)))

    def _close(self) -> None:
        """Leave tray and engine; where no tray shows the way back, ask instead."""
        if self._tray.there:
            self._window.hide()
        else:
            self._ask_to_quit(window_lost=True)

    def _quit(self) -> None:
        self._ask_to_quit(window_lost=False)

    def _ask_to_quit(self, *, window_lost: bool) -> None:
        dialog = QuitDialog(window_lost=window_lost, parent=dialog_parent(self._window))
        dialog.chosen.connect(lambda engine: self._leave(engine=engine))
        self._wishes.show(dialog)
