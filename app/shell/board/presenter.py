"""What every part of this desktop follows: one board with one decision, told at the screen's own pace."""

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.model.board import Board, SoundState
from app.model.clock import Clock
from app.model.message import BoardPush, Point
from app.model.packed import PackedPast
from app.model.phrase import NOTHING, Phrase
from app.shell.board.keeper import BoardKeeper
from app.shell.board.own_banners import OwnBanners

SOON = 80  # milliseconds in which pushes are gathered for one picture, where somebody must see it
CALM = 1000  # the same where only numbers have changed
MORE = 5000  # checks for which both are once more as long: a picture of them costs a tenth of a second
SLICE = 300  # points that are handed on in one turn of the loop: some two milliseconds
TICK = 1000  # milliseconds between looks at the clock while nothing is pushed


class Presenter(QObject):
    """Gathers pushes. ``decided`` is immediate, for the ear; ``shown`` is for the eye."""

    decided = Signal(object)  # Board
    shown = Signal(object, float, bool)  # Board, its age in seconds, whether the link is lost
    points = Signal(object)  # some points, or pasts of series
    whole = Signal()  # a whole board came

    def __init__(self, clock: Clock, own: OwnBanners, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._own = own
        self._keeper = BoardKeeper()
        self._why: Phrase = NOTHING
        self._drawn_own: object = ()
        self._drawn: object = None  # what of the newest picture people act upon
        self.sound = SoundState.UNPROVED
        self._points: deque[Sequence[Point | PackedPast]] = deque()  # slices that wait for their turn
        self._all_soon = False
        self._held = False
        self._drip = QTimer(self)
        self._drip.timeout.connect(self._hand_on)
        # Precise: else Qt has all that wait for about a second come in one and the same turn.
        self._soon = QTimer(self, timerType=Qt.TimerType.PreciseTimer, singleShot=True)
        self._soon.timeout.connect(self._show)
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._look)
        self._tick.start(TICK)

    @property
    def keeper(self) -> BoardKeeper:
        """The newest board and the state of the link."""
        return self._keeper

    def take(self, push: BoardPush) -> None:
        """Take a push in."""
        self._keeper.take(push, self._clock.now())
        if push.points:
            self.add_points(push.points)
        if push.whole:
            self.whole.emit()
        self.refresh()

    def add_points(self, points: Sequence[Point | PackedPast]) -> None:
        """Hand points on in their order, many of them over several turns of the loop."""
        self._points += (points[first : first + SLICE] for first in range(0, len(points), SLICE))
        if not self._held and not self._drip.isActive():
            self._hand_on()

    def hold(self) -> None:
        """Keep points until ``release``: there is no wall yet that could take them."""
        self._held = True

    def release(self) -> None:
        """Hand on at once what was kept: nothing is on the screen that could stand still."""
        self._held = False
        while self._points:
            self.points.emit(self._points.popleft())

    def show_all(self) -> None:
        """Show the newest board at once; where points still wait for their turn, after them."""
        self._all_soon = bool(self._points) and not self._held
        if not self._all_soon:
            self.show_now()

    def link_lost(self, _why: str = "") -> None:
        """Take note that from now on nothing is proved."""
        first = self._keeper.lost is None
        self._keeper.link_lost(self._clock.now())
        if first:
            self.refresh()

    def link_found(self) -> None:
        """Take note that an engine answers again; its board is on the way."""
        self._keeper.link_found()

    def engine_is(self, why: Phrase) -> None:
        """Say what is known of the engine, for the strip while the link is lost."""
        self._why = why
        if self._keeper.lost is not None:
            self.refresh()

    def refresh(self) -> None:
        """Decide now, show soon."""
        board = self._shown_board()
        if board is None:
            return
        self.decided.emit(board)
        slow = 1 + len(board.checks) // MORE
        wait = slow * (CALM if _matter(board, self._keeper.turns) == self._drawn else SOON)
        if not self._soon.isActive() or wait < self._soon.remainingTime():
            self._soon.start(wait)

    def show_now(self) -> None:
        """Show the newest board at once."""
        self._soon.stop()
        self._show()

    def stop(self) -> None:
        """End the timers."""
        for timer in (self._soon, self._tick, self._drip):
            timer.stop()

    def _hand_on(self) -> None:
        if self._points:
            self.points.emit(self._points.popleft())
        if self._points:
            self._drip.start(0)
        else:
            self._drip.stop()
            if self._all_soon:
                self.show_all()

    def _look(self) -> None:
        own = self._own.present()
        if self._keeper.lost is not None or own != self._drawn_own:
            self.refresh()

    def _shown_board(self) -> Board | None:
        own = self._own.present()
        return self._keeper.shown(self._clock.now(), why=self._why, own=own, sound=self.sound)

    def _show(self) -> None:
        board = self._shown_board()
        if board is not None:
            self._drawn_own = self._own.present()
            self._drawn = _matter(board, self._keeper.turns)
            self.shown.emit(board, self._keeper.age(self._clock.now()), self._keeper.lost is not None)


def _matter(board: Board, turns: int) -> object:
    """Return what people act upon; the rest of a board may wait for the next second.

    ``turns``: the keeper's count of pushes in which a check came into another state.
    """
    summary = board.summary
    return (
        summary.rank,
        summary.glyph,
        summary.taken,
        summary.tone,
        summary.sound,
        summary.headline,
        tuple((incident.id, incident.owner, incident.level) for incident in board.incidents),
        tuple(banner.id for banner in board.banners),
        turns,
    )
