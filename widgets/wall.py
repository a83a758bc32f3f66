"""The wall: header, banner, pages, ticker; it ages by itself and never shows old proof as new."""

from collections.abc import Sequence
from functools import partial
from itertools import count

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.model.board import Board, Rank
from app.model.clock import Moment
from app.model.message import Point
from app.model.packed import PackedPast
from app.model.target import ElementClass
from app.model.wall import PageView
from widgets.canvas import Box, place
from widgets.easel import MANY, Easel
from widgets.loading import BesideAny, Loads
from widgets.look import Look
from widgets.pace import Pace
from widgets.pages.gallery import modules, page_called, page_planned, parts_of
from widgets.pages.page import Page
from widgets.painted import Painted
from widgets.palette import ThemeName
from widgets.picture import Picture, Wish
from widgets.sections import banner_strip, clock_face, foot_line, header_bar, ticker_line
from widgets.sections.banner_strip import BannerStrip, banner_view
from widgets.sections.clock_face import ClockFace
from widgets.sections.foot_line import FootLine, foot_view
from widgets.sections.header_bar import HeaderBar
from widgets.sections.ticker_line import TickerLine, ticker_view
from widgets.tracks import Tracks
from widgets.turning import Turning
from widgets.turns import Ringed
from widgets.unit import COLUMNS, ROWS
from widgets.viewing import Viewing
from widgets.views.planned import named_pages

MARGIN = 3.0
UNDER_HEAD, UNDER_BANNER = 1.0, 6.4  # from the header to the page
OVER_FOOT = 0.6
COVERED = ("blind", "empty")  # pages without header and ticker
TICK = 1000  # milliseconds: the wall repaints at most once a second
BUILD = 6.0  # milliseconds of a turn in which the charts of a page are built
SETTLED = 1500  # milliseconds after the first board until charts with axes are loaded
LATE = 4000  # milliseconds after which the next board of thousands of checks is not waited for


class Wall(Ringed):
    """Paints boards. ``show_board`` may come at any pace; between boards the wall ages by itself.

    ``beside`` does work in a thread. ``sparing``: what only other pages need is loaded when they are shown.
    """

    check_chosen = Signal(str)
    chart_chosen = Signal(str)  # check
    acknowledge_wished = Signal(str)
    page_chosen = Signal(str)

    def __init__(
        self,
        theme: ThemeName = "dark",
        parent: QWidget | None = None,
        *,
        beside: BesideAny | None = None,
        page: str = "overview",
        sparing: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._easel = Easel(self._show, beside, self)
        # Without a thread beside it this is no living window but a picture: all is made at once.
        loads = Loads(beside, pages=modules())
        self._look = Look(theme, pace=Pace(BUILD if beside else None, self), loads=loads)
        self.tracks = Tracks(loads.numbers)
        self._board: Board | None = None
        self._age = 0.0
        self.lost = False  # the link was, when the newest board was shown
        self.kept = False  # the last picture is shown, while the monitor is blind
        self._names: frozenset[str] = frozenset()
        self._page = page if page in self.pages() else "overview"
        self.viewing = Viewing(self._arrange)
        self._since = QElapsedTimer()
        self._header = HeaderBar(self._look, self)
        self._clock = ClockFace(self._look, self)
        self._banner = BannerStrip(self._look, self)
        self._ticker = TickerLine(self._look, self)
        self.foot = FootLine(self._look, self)
        self._header.spot_chosen.connect(self._choose)
        around = (self._banner, self._ticker, self.foot, self._header)

        def ring() -> Sequence[Painted]:
            self.turning.finish()  # the keyboard does not wait for a page to be drawn
            return (*self._current.in_turn(), *around)

        self.ring = ring
        self._plan: dict[str, PageView] = {}
        self._numbers = count()
        self.showing = ""  # the page of the newest picture
        self.told: Board | None = None  # that it tells of; None: it tells of no incidents
        self._pages: dict[str, Page] = {}
        self.turning = Turning(self)
        self._settled = QTimer(self, singleShot=True)
        self._settled.timeout.connect(partial(loads.begin, sparing=sparing))
        # Precise: else Qt has all that wait for about a second come in one and the same turn.
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK)
        self.setAccessibleName("Nocwall")
        self.setMinimumSize(int(COLUMNS * 3), int(ROWS * 3))
        self._open(self._page)

    def sizeHint(self) -> QSize:
        """Return half of a 1080p screen's edge lengths and more."""
        return QSize(int(COLUMNS * 6), int(ROWS * 6))

    def show_board(self, board: Board, age: float = 0.0, link_lost: bool = False) -> None:
        """Show a board that is ``age`` seconds old by now; with the link lost nothing is proved."""
        if self._board is None and self._look.loads.spares:
            self._settled.start(SETTLED)
            self._look.pace.hurry(SETTLED)
        self._board, self._age, self.lost = board, age, link_lost
        self._since.start()
        self._timer.start(TICK)  # else the second would be drawn twice, mostly in one turn
        self._refresh(new=True)

    def add_points(self, points: Sequence[Point | PackedPast]) -> None:
        """Take new points of any series, or their pasts; the charts show them at the next board or second."""
        self.tracks.add(points)

    def set_theme(self, name: ThemeName) -> None:
        """Take another theme."""
        self._look = self._look.in_theme(name)
        for section in (self._header, self._clock, self._banner, self._ticker, self.foot):
            section.set_look(self._look)
        for page in self._pages.values():
            page.set_look(self._look)
        self.update()

    def set_page(self, name: str) -> None:
        """Show a page by name; an unknown name is the overview."""
        self._page = name if name in self._plan or name in self.pages() else "overview"
        self._open(self._page)
        self._refresh()
        self._timer.start(TICK)  # else the page might be worked out twice in the turn that shows it
        self.page_chosen.emit(self._page)

    def set_plan(self, plan: Sequence[PageView]) -> tuple[str, ...]:
        """Take the pages of a plan beside those that every wall has, and return their names."""
        planned = named_pages(plan, self._plan, self._numbers)
        for name in self._plan:
            if name not in planned and name in self._pages:
                gone = self._pages.pop(name)
                self.turning.forget(gone)
                gone.hide()
                gone.deleteLater()
        self._plan = planned
        if self._page not in (*planned, *self.pages()):
            self._page = "overview"
        self._open(self._page)
        self._refresh()
        return tuple(planned)

    def set_kept_picture(self, on: bool) -> None:
        """While the monitor is blind: show the last picture, hatched, in place of the blind page.

        The next blindness is news again.
        """
        self.kept = on
        self._refresh()

    @property
    def page(self) -> str:
        """The page that was asked for."""
        return self._page

    @property
    def now(self) -> Moment | None:
        """The engine's time by this screen's clock; None before the first board."""
        if self._board is None:
            return None
        return self._board.now.later(self._age + self._since.elapsed() / 1000)

    @staticmethod
    def pages() -> tuple[str, ...]:
        """Return the names of all pages, in their order."""
        return (
            "overview",
            "charts",
            "incidents",
            "errors",
            *(element.value for element in ElementClass),
            "checks",
            "network_map",
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a new base module and arrange."""
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground between the sections."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.palette.canvas)
        painter.end()

    def _tick(self) -> None:
        board, now = self._board, self.now
        if board is None or now is None or not self.isVisible():
            return
        self._clock.show_time(now.wall)
        # A large board that came just now ages by itself soon enough, when the next one does not come.
        if len(board.checks) <= MANY or self._since.elapsed() > LATE:
            self._refresh()

    def _refresh(self, *, new: bool = False) -> None:
        """Draw the present moment from the newest board; sections repaint only what changed."""
        board, now = self._board, self.now
        if board is None or now is None:
            return
        self._look.pace.may()  # this work counts: what is built for it comes in other turns
        blind = board.summary.rank is Rank.BLIND and not self.lost
        self.kept = self.kept and blind
        self._clock.show_time(now.wall)
        self._banner.show_banner(banner_view(board.banners, now))
        calling = frozenset(each.id for each in board.incidents if not each.cared_for)
        self._ticker.show_ticker(ticker_view(board.ticker, board.looked, board.unseen, calling=calling))
        page = self._fitting(board, blind=blind)
        self._open(page)
        self._arrange()
        wish = Wish(board, now, page, lost=self.lost, unproved=self.lost or blind, new=new, names=self._names)
        self._easel.want(wish, parts_of(self._pages[page], self._plan.get(page)))

    def _show(self, made: Picture) -> None:
        """Show what was worked out; a page that was left meanwhile gets it all the same."""
        if made.names is not self._names:
            self._names = made.names
            self.tracks.keep_only(made.names)
        self.tracks.add(made.shares)
        self._header.show_head(made.head)
        self.foot.show_foot(
            foot_view(made.scene, lost=self.lost, note=self.viewing.words(self.width(), self.height()))
        )
        board = made.scene.board
        self.told = None if made.page in COVERED or board.summary.rank is Rank.BLIND else board
        if made.page in self._pages:  # one of a plan may be gone
            page = self._pages[made.page]
            page.fit()  # else its charts are built in another size than they are seen in
            page.show_parts(made.parts, made.scene)
            self.showing = made.page
            self.turning.drawable(page)
        self._arrange()

    def _fitting(self, board: Board, *, blind: bool) -> str:
        """Return the page that the state of affairs calls for."""
        if blind and not self.kept:
            return "blind"
        return "empty" if not board.checks and not self.lost else self._page

    def _open(self, name: str) -> None:
        if name not in self._pages:
            view = self._plan.get(name)
            page = (
                page_called(name, self._look, self.tracks, self)
                if view is None
                else page_planned(view, self._look, self.tracks, self)
            )
            page.setVisible(False)
            page.chosen.connect(self._choose)
            self._pages[name] = page
        self._current = self._pages[name]
        self.turning.open(self._current, at_once=not self._look.pace.bounded or not self.isVisible())

    def _choose(self, what: str) -> None:
        """Tell what was chosen: a page, an incident or a check."""
        if what.startswith("page:"):
            self.set_page(what.removeprefix("page:"))
        elif what.startswith("chart:"):
            self.chart_chosen.emit(what.removeprefix("chart:"))
        elif self._board and any(incident.id == what for incident in self._board.incidents):
            self.acknowledge_wished.emit(what)
        else:
            self.check_chosen.emit(what)

    def _arrange(self) -> None:
        u = self.viewing.unit(self.width(), self.height())
        wide, high = self.width() / u, self.height() / u
        sections = (self._header, self._clock, self._banner, self._ticker, self.foot)
        for section in sections:
            section.set_unit(u)
        page = self._current
        covered = page.covers
        # A wall that is empty for a fault in its inventory has to say so; a blind one says it by itself.
        banner = self._board is not None and bool(self._board.banners) and not page.says_all
        for section in sections:
            section.setVisible(not covered)
        self._banner.setVisible(banner)
        full = wide >= header_bar.FULL
        head = header_bar.HEIGHT if full else header_bar.TALL
        clock = Box(wide - clock_face.WIDTH, 0, clock_face.WIDTH, header_bar.HEIGHT)
        place(self._header, u, Box(0, 0, clock.x if full else wide, head))
        place(self._clock, u, clock)
        strip = 1.0 if covered else head + 0.4
        inner, foot = wide - 2 * MARGIN, foot_line.height(wide)
        place(self._banner, u, Box(MARGIN, strip, inner, banner_strip.HEIGHT))
        place(self._ticker, u, Box(MARGIN, high - foot - ticker_line.HEIGHT, inner, ticker_line.HEIGHT))
        place(self.foot, u, Box(MARGIN, high - foot, inner, foot))
        top = head + (UNDER_BANNER if banner else UNDER_HEAD)
        if covered:
            top = strip + banner_strip.HEIGHT if banner else 0.0
        below = 0.0 if covered else foot + ticker_line.HEIGHT + OVER_FOOT
        place(page, u, Box(0, top, wide, high - top - below))
        if page.u != u:
            page.set_unit(u)
