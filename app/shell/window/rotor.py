"""Turns the pages of one wall as ``app.shell.rotation`` decides, and hears of it when they stand still."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.model.board import Board, Rank
from app.model.clock import Clock
from app.model.incident import Incident
from app.model.verdict import Level
from app.model.wall import PageView, WallView
from app.shell import rotation
from app.shell.rotation import Dwell, News, Why
from app.shell.window.main_window import MainWindow
from widgets.tr import tr

TICK = 400  # milliseconds; an alarm's page is there within a second
LOOK = 2000  # milliseconds between looks of the heartbeat, which has a timer of its own


class Rotor(QObject):
    """Drives one window. Without a plan it does nothing, and the window is as ever."""

    stood = Signal(float)  # seconds for which a page should have been turned; 0: it is turned again

    def __init__(self, window: MainWindow, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._clock = clock
        self._board: Board | None = None
        self._pages: tuple[PageView, ...] = ()
        self._names: tuple[str, ...] = ()
        self._plan: tuple[Dwell, ...] = ()
        self._turning = rotation.started(0.0)
        self._news_of: tuple[Board, tuple[PageView, ...], int, News] | None = None
        self._wrong: float | None = None  # since when the window shows another page than it should
        self.late = 0.0  # seconds for which a page should have been turned, as of the newest look
        self.timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)  # see ``Walls``
        self.timer.timeout.connect(self.tick)
        self._watch = QTimer(self)
        self._watch.timeout.connect(self.look)

    @property
    def turning(self) -> rotation.Turning:
        """Where the rotation stands."""
        return self._turning

    def take(self, view: WallView | None) -> None:
        """Take a plan, or none; the same plan goes on where it is."""
        pages = view.pages if view is not None else ()
        if pages == self._pages:
            return
        self._pages, self._names = pages, ()
        self._plan = tuple(Dwell(each.page.dwell, each.page.dwell_bad) for each in pages)
        self._turning = rotation.started(self._clock.now().mono)
        self._window.turner = self if pages else None
        if pages:
            self.timer.start(TICK)
            self._watch.start(LOOK)
            self.tick()
        else:
            self.stop()
            self._leave()

    def follow(self, board: Board) -> None:
        """Know what is open and bad."""
        self._board = board
        known = self._turning.known
        # Boards come far more often than pages turn: the page of an incident is found out for a new one only.
        if self._pages and any(needs_someone(each) and each.id not in known for each in board.incidents):
            self.tick()

    def hold(self) -> None:
        """Hold the page, or let it go."""
        self._turned(rotation.hold(self._turning, self._clock.now().mono))

    def titles(self) -> tuple[str, ...]:
        """Return what the pages are called."""
        from widgets.views.planned import page_title

        return tuple(page_title(page) for page in self._pages)

    def turn(self, step: int) -> None:
        """Show a page further on or back."""
        self.go((self._turning.page + step) % len(self._plan))

    def go(self, page: int) -> None:
        """Show the page of that number, where there is one."""
        if page < len(self._plan):
            self._turned(rotation.turn(self._turning, self._plan, page, self._clock.now().mono))

    def tick(self) -> None:
        """Decide, and show what was decided."""
        self._turned(rotation.decided(self._turning, self._plan, self._news(), self._clock.now().mono))

    def look(self) -> None:
        """Notice a page that was not turned in time, whether nobody decides or nobody paints."""
        now, wall = self._clock.now().mono, self._window.wall
        late = rotation.late(self._turning, self._plan, self._news(), now)
        blind = self._board is None or self._board.summary.rank is Rank.BLIND or not self._board.checks
        expected = self._names[self._turning.page] if self._turning.page < len(self._names) else ""
        hidden = wall is None or not wall.isVisible()
        if blind or hidden or not expected or (wall is not None and wall.showing == expected):
            self._wrong = None
        elif self._wrong is None:
            self._wrong = now
        elif now - self._wrong > rotation.GRACE:
            late = max(late, now - self._wrong)
        if late or self.late:
            self.late = late
            self.stood.emit(late)

    def stop(self) -> None:
        """End the timers."""
        self.timer.stop()
        self._watch.stop()

    def _turned(self, turning: rotation.Turning) -> None:
        self._turning = turning
        wall = self._window.wall
        if wall is None or not self._pages:
            return
        if not self._names:
            self._names = wall.set_plan(self._pages)
        if wall.page != self._names[turning.page]:
            wall.set_page(self._names[turning.page])
        self._tell()

    def _leave(self) -> None:
        """Give the window back the pages that every wall has."""
        from widgets.sections.foot_line import RoundView

        wall = self._window.wall
        if wall is not None:
            wall.set_plan(())
            wall.foot.show_round(RoundView())

    def _news(self) -> News:
        from widgets.views.planned import is_bad, page_of

        board, page = self._board, self._turning.page
        if board is None or not self._pages:
            return News()
        known = self._news_of
        if known is not None and known[0] is board and known[1] is self._pages and known[2] == page:
            return known[3]
        loud = [each for each in board.incidents if needs_someone(each)]
        alarms = tuple((each.id, page_of(each, self._pages)) for each in loud)
        bad = page < len(self._pages) and is_bad(self._pages[page], board)
        news = News(bad=frozenset({page}) if bad else frozenset(), alarms=alarms)
        self._news_of = (board, self._pages, page, news)
        return news

    def _tell(self) -> None:
        from widgets.sections.foot_line import RoundView
        from widgets.views.planned import page_title

        wall, turning, news = self._window.wall, self._turning, self._news()
        if wall is None:
            return
        notes = {Why.ALARM: tr("alarm"), Why.HAND: tr("turned by hand")}
        note = tr("held") if turning.held is not None else notes.get(turning.why, "")
        share = rotation.share(turning, self._plan, news, self._clock.now().mono)
        wall.foot.show_round(
            RoundView(
                pages=len(self._pages),
                page=turning.page,
                share=round(share, 2),
                title=page_title(self._pages[turning.page]),
                note=note,
                alarms=frozenset(page for _, page in news.alarms),
            )
        )


def needs_someone(incident: Incident) -> bool:
    """Whether an incident is critical and somebody has to come: what another explains brings no page."""
    return incident.level is Level.CRITICAL and not incident.cared_for
