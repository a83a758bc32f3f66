"""The walls of the inventory on the screens of a kiosk: which window shows which, by day and by night."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from app.model.board import Board
from app.model.clock import Clock
from app.model.message import Answer, AskWalls, Point, Question
from app.model.packed import PackedPast
from app.model.phrase import phrase
from app.model.quantity import age
from app.model.standing_in import WallSeen
from app.model.state import State
from app.model.wall import WallView
from app.shell import kiosk
from app.shell.board.own_banners import OwnBanners
from app.shell.board.presenter import Presenter
from app.shell.preferences import Keeper
from app.shell.tasks import Tasks
from app.shell.window.keys import Act
from app.shell.window.main_window import MainWindow, turn_kept_picture
from app.shell.window.place import Place
from app.shell.window.rotor import Rotor, needs_someone
from app.shell.window.screens import named_alike
from app.shell.window.seen import wall_seen
from app.shell.window.shade import Shade
from widgets.palette import ThemeName

TICK = 1000  # milliseconds between looks at hours and pixels
FROZEN = 60.0  # seconds
AGAIN = 5000  # milliseconds until walls are asked for again that were not given


class _One:
    """One window with its place, its rotation and its shade."""

    def __init__(self, window: MainWindow, place: Place, clock: Clock) -> None:
        self.window = window
        self.place = place
        self.rotor = Rotor(window, clock, window)
        self.shade = Shade(window)
        self.view: WallView | None = None

    def show(self, board: Board, board_age: float, lost: bool) -> None:
        """Show a board."""
        self.window.show_board(board, board_age, lost=lost)

    def take(self, view: WallView | None) -> None:
        """Take a wall, or none."""
        self.view = view
        self.rotor.take(view)

    def keep_whole(self, wall: float, *, alarm: bool) -> None:
        """Move the picture a little, dim it by night, and bring it back where somebody put it away."""
        self.place.look()
        x, y = kiosk.shift(wall)
        room = kiosk.SHIFT
        self.window.setContentsMargins(room + x, room + y, room - x, room - y)
        dim = self.view.dim if self.view is not None else None
        zone = self.view.zone if self.view is not None else ""
        self.shade.set_light(kiosk.light(dim, local_minute(wall, zone), alarm=alarm))
        self._size_type()

    def _size_type(self) -> None:
        """Size the type of the wall for the distance from which it is read."""
        shown = self.window.wall
        if shown is None:
            return
        if self.view is None or not self.view.distance:
            shown.viewing.set(0.0, 0.0)
            return
        screen = self.window.screen()
        size, wide = screen.physicalSize(), screen.geometry()
        told = (size.width(), size.height())
        upright = wide.height() > wide.width()
        width = min(told) if upright else max(told)  # a turned screen may tell of itself as it was built
        millimetres = 1000 * self.view.screen_width or width
        shown.viewing.set(millimetres / max(1, wide.width()), 1000 * self.view.distance)


class Walls(QObject):
    """Gives the main window its wall, and each further screen that a wall names a window of its own."""

    grown = Signal()  # a window was added, whose charts are empty

    def __init__(
        self,
        window: MainWindow,
        place: Place,
        *,
        application: QGuiApplication,
        clock: Clock,
        own: OwnBanners,
        presenter: Presenter,
        preferences: Keeper,
        tasks: Tasks,
        ask: Callable[[Question], Awaitable[Answer]],
    ) -> None:
        super().__init__()
        self._application = application
        self._clock = clock
        self._own = own
        self._presenter = presenter
        self._preferences = preferences
        self._tasks = tasks
        self._ask = ask
        self._main = _One(window, place, clock)
        window.acted.connect(partial(_act, window))
        self._main.rotor.stood.connect(partial(self._stood, ""))
        self._further: dict[str, _One] = {}  # by screen
        self._known = ""
        self._board: Board | None = None
        # Precise: else Qt has all that wait for about a second come in one and the same turn.
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._keep_whole)
        presenter.decided.connect(self._follow)

    @property
    def windows(self) -> tuple[MainWindow, ...]:
        """All windows, the main one first."""
        return tuple(one.window for one in self._all())

    def turning(self) -> bool:
        """Whether no window has shown the same page for a minute longer than it should."""
        return all(one.rotor.late < FROZEN for one in self._all())

    def seen(self, *, awake: bool) -> tuple[WallSeen, ...]:
        """Return what each window shows now; ``awake``: the session is neither locked nor blanked."""
        return tuple(
            wall_seen(one.window, kiosk=True, awake=awake, light=one.shade.light) for one in self._all()
        )

    def start(self) -> None:
        """Begin to look after the screens."""
        self._keep_whole()
        self._timer.start(TICK)

    def add_points(self, points: Sequence[Point | PackedPast]) -> None:
        """Hand points to the charts of all windows."""
        for one in self._all():
            one.window.add_points(points)

    def set_theme(self, theme: ThemeName) -> None:
        """Give the further windows another theme; the main one is given its own."""
        for one in self._further.values():
            one.window.set_theme(theme)

    def assign(self, views: Sequence[WallView]) -> None:
        """Give each window its wall; a window whose wall is gone goes."""
        main = _of_main(views, self._preferences.present.screen)
        self._main.take(main)
        self._main.place.bind("" if self._preferences.present.screen or main is None else main.screen)
        wanted = {view.screen: view for view in views if view.screen and view is not main}
        for screen in [screen for screen in self._further if screen not in wanted]:
            self._drop(self._further.pop(screen))
        for screen, view in wanted.items():
            if screen not in self._further:
                self._further[screen] = self._made(screen)
            self._further[screen].take(view)

    def stop(self) -> None:
        """Close the further windows, and let the timers rest."""
        self._timer.stop()
        self._main.rotor.stop()
        for one in self._further.values():
            self._drop(one)
        self._further.clear()

    def _all(self) -> tuple[_One, ...]:
        return (self._main, *self._further.values())

    def _follow(self, board: Board) -> None:
        self._board = board
        if board.walls != self._known:
            self._known = board.walls
            self._tasks.start(self._learn(board.walls), "learn the walls")
        for one in self._all():
            one.rotor.follow(board)

    async def _learn(self, mark: str) -> None:
        answer = await self._ask(AskWalls()) if mark else Answer(id=0)
        if mark != self._known:
            return  # another inventory came meanwhile
        if answer.error:
            QTimer.singleShot(AGAIN, self, partial(self._forget))
        else:
            self.assign(answer.walls)

    def _forget(self) -> None:
        self._known = ""

    def _made(self, screen: str) -> _One:
        window = MainWindow(self._main.window.theme, kiosk=True, demo=False)
        window.may_show_wall("overview")
        place = Place(window, self._application, self._preferences, kiosk=True, guest=screen)
        one = _One(window, place, self._clock)
        window.acted.connect(partial(_act, window))
        one.rotor.stood.connect(partial(self._stood, screen))
        self._presenter.shown.connect(one.show)
        self._presenter.points.connect(window.add_points)
        place.open()
        self._presenter.show_now()
        QTimer.singleShot(0, self, self.grown.emit)
        return one

    def _drop(self, one: _One) -> None:
        one.rotor.stop()
        self._presenter.shown.disconnect(one.show)
        self._presenter.points.disconnect(one.window.add_points)
        one.place.leave()
        one.window.may_close = True
        one.window.close()
        one.window.deleteLater()

    def _stood(self, screen: str, late: float) -> None:
        name = f"rotation {screen}".strip()
        if not late:
            self._own.lower(name)
        elif screen:
            text = phrase("The pages on {screen} have stood still for {age}", screen=screen, age=age(late))
            self._own.lift(name, State.UNKNOWN, text)
        else:
            text = phrase("The pages of this wall have stood still for {age}", age=age(late))
            self._own.lift(name, State.UNKNOWN, text)

    def _keep_whole(self) -> None:
        board, wall = self._board, self._clock.now().wall
        alarm = board is not None and any(needs_someone(each) for each in board.incidents)
        for one in self._all():
            one.keep_whole(wall, alarm=alarm)


def local_minute(wall: float, zone: str) -> int:
    """Return the minute of the day at a wall time; an unknown zone is the system's."""
    there = None
    if zone:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # few walls name one

        with contextlib.suppress(ZoneInfoNotFoundError, ValueError):
            there = ZoneInfo(zone)
    local = datetime.fromtimestamp(wall, there)
    return local.hour * 60 + local.minute


def _of_main(views: Sequence[WallView], screen: str) -> WallView | None:
    """Return the wall of the main window: that of its screen, else one of no screen, else the first."""
    if screen:
        mine = next((view for view in views if named_alike(view.screen, screen)), None)
        return mine or next((view for view in views if not view.screen), None)
    return next((view for view in views if not view.screen), views[0] if views else None)


def acts_of(window: MainWindow) -> dict[Act, Callable[[], None]]:
    """Return what the keys of a kiosk do, on its first screen and on each further one alike.

    Nobody there ends the wall of a room; who started it does, by a signal.
    """
    return {
        Act.NEXT_PAGE: lambda: window.turn_page(1),
        Act.PREVIOUS_PAGE: lambda: window.turn_page(-1),
        Act.HOLD: window.hold_page,
        Act.KEPT: lambda: turn_kept_picture(window),
        Act.HELP: window.show_keys,
    }


def _act(window: MainWindow, act: Act) -> None:
    acts_of(window)[act]()
