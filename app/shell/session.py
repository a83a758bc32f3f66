"""One shell from its first window to its end: parts are made, joined by signals, and given back in order."""

import asyncio
import uuid

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.desktop.supervisor import Supervisor
from app.model.board import Board
from app.model.intent import Stop
from app.model.message import Hello
from app.model.phrase import Phrase, foreign, phrase
from app.model.state import State
from app.shell.acts import Acts
from app.shell.board.history import SPAN, fill_charts
from app.shell.board.last_known import LastKnown
from app.shell.board.own_banners import OwnBanners
from app.shell.board.presenter import Presenter
from app.shell.bridge import Bridge
from app.shell.children.demo_child import DemoChild
from app.shell.children.engine_child import EngineChild
from app.shell.desk.opening import Desks
from app.shell.garbage import Collector
from app.shell.loop import on_signals
from app.shell.opening import Opening, loaded
from app.shell.options import Options
from app.shell.outlets import Outlets
from app.shell.pulse import Pulse, keep_watchdog_quiet
from app.shell.window.picture import keep_writing
from app.shell.window.theme import apply, theme_name
from app.shell.window.walls import Walls
from app.shell.wishes import Wishes
from widgets.tr import tr, tr_phrase

SETTLED = 5000  # milliseconds after which all modules are loaded and the wall stands
AXES, WITH_AXES = "widgets.plot", "charts"  # what draws axes, and the page that begins with them
WALL = (
    "numpy",
    "widgets.wall",
    "widgets.worst",
    "widgets.sections.field_picture",
)  # what the first board needs


class Session(QObject):
    """Everything of one shell. ``run`` ends when somebody quits or a signal says so."""

    def __init__(
        self, options: Options, application: QApplication, collector: Collector, opening: Opening
    ) -> None:
        super().__init__()
        self._collector = collector
        self._options = options
        self._application = application
        self._tasks = opening.tasks
        self._stop = asyncio.Event()
        self._shown = asyncio.Event()  # a board has been on the screen
        self._engine_too = False
        self._filling: asyncio.Task[None] | None = None
        self._own = OwnBanners(options.clock)
        opening.on_trouble = self._trouble
        self._preferences, self._window, self._place = opening.preferences, opening.window, opening.place
        self._pulse = Pulse(self)
        self._presenter = Presenter(options.clock, self._own, self)
        self._last_known = LastKnown(options.last_board, options.clock, self._own, self._tasks)
        self._bridge = Bridge(
            options.socket, self._hello(), options.clock, tasks=self._tasks, alive=self._pulse.alive
        )
        self._outlets = Outlets(
            options,
            bridge=self._bridge,
            presenter=self._presenter,
            own=self._own,
            tasks=self._tasks,
            open_wall=self._window.open_from_tray,
            who=lambda: self._wishes.who or options.who,
        )
        self._wishes = Wishes(
            bridge=self._bridge,
            window=self._window,
            preferences=self._preferences,
            own=self._own,
            clock=options.clock,
            tasks=self._tasks,
            test_here=self._outlets.alarm.test,
        )
        self._engine = EngineChild(
            options.engine_command,
            options.environment,
            options.engine_log,
            on_change=self._engine_is,
        )
        self._demo = DemoChild(options.demo_command, options.environment)
        self._desks = Desks(self._wishes, self._preferences, options, self._tasks)
        self._acts = Acts(
            self._wishes,
            self._window,
            self._place,
            self._outlets.tray,
            self._outlets.pop_over,
            desks=self._desks,
            options=options,
            tasks=self._tasks,
            leave=self.quit,
            set_theme=self._set_theme,
        )
        self._walls = self._kiosk_walls() if options.kiosk else None
        self._join()

    async def run(self) -> int:
        """Start what is needed, and live until the end."""
        on_signals(lambda: self.quit(engine=True))
        self._start()
        page = self._preferences.present.page
        for module in WALL:
            await loaded(module)
        if page == WITH_AXES:
            await loaded(AXES)
        self._window.may_show_wall(page)
        await self._last_known.recall()
        self._presenter.show_now()
        self._whole_board()
        QTimer.singleShot(SETTLED, self, self._settle)
        await self._stop.wait()
        await self._end()
        return 0

    def quit(self, *, engine: bool) -> None:
        """End the shell; with the engine if wished."""
        self._engine_too = engine
        self._stop.set()

    def fault(self, error: BaseException, what: str) -> None:
        """Show that this window had a fault of its own."""
        text = phrase("A fault in this window: {what}", what=foreign(f"{what}: {error!r}"))
        self._own.lift("window", State.UNKNOWN, text)

    def _kiosk_walls(self) -> Walls:
        return Walls(
            self._window,
            self._place,
            application=self._application,
            clock=self._options.clock,
            own=self._own,
            presenter=self._presenter,
            preferences=self._preferences,
            tasks=self._tasks,
            ask=self._bridge.ask,
        )

    def _join(self) -> None:
        bridge, presenter, window = self._bridge, self._presenter, self._window
        bridge.pushed.connect(presenter.take)
        bridge.found.connect(self._found)
        bridge.lost.connect(self._lost)
        presenter.decided.connect(self._wishes.follow)
        presenter.shown.connect(lambda board, age, lost: window.show_board(board, age, lost=lost))
        presenter.shown.connect(self._shown.set)
        presenter.shown.connect(self._last_known.follow)
        presenter.shown.connect(self._desks.follow)
        self._last_known.shown.connect(lambda board, age, lost: window.show_board(board, age, lost=lost))
        window.seen.connect(presenter.show_now)
        presenter.points.connect(window.add_points)
        presenter.whole.connect(self._whole_board)
        if self._walls is not None:
            self._walls.grown.connect(self._whole_board)
        window.page_changed.connect(lambda page: self._preferences.change(page=page))

    def _start(self) -> None:
        start = self._tasks.start
        start(self._bridge.run(), "link", failed=self._stop.set)
        start(self._keep_engine(), "engine")
        supervisor = Supervisor(self._options.environment)
        start(keep_watchdog_quiet(supervisor, self._shown, self._turning), "watchdog")
        if self._walls is not None:
            self._walls.start()
        self._outlets.start(keep_screen_on=self._place.filling)
        if self._options.picture is not None:
            start(keep_writing(self._window, self._options.picture, self._trouble), "picture")

    def _turning(self) -> bool:
        return self._walls is None or self._walls.turning()

    async def _keep_engine(self) -> None:
        if self._options.demo_command:
            self._window.say(tr("The demo casino is being started"))
            trouble = await self._demo.ready()
            if trouble.template:
                self._own.lift("demo", State.WARNING, trouble)
                self._window.say(tr_phrase(trouble))
        if self._options.engine_command:
            self._window.say(tr("Waiting for the first results"))
            await self._engine.run()
        self._window.say(tr("Waiting for an engine"))

    async def _end(self) -> None:
        self._wishes.close_all()
        self._desks.close()
        if self._walls is not None:
            self._walls.stop()
        self._presenter.stop()
        self._last_known.stop()
        self._pulse.stop()
        await self._preferences.flush()
        await self._last_known.flush()
        if self._engine_too:
            # A wall's wish would be refused, but an engine that it has started is its own to end.
            wish = Stop(who=self._wishes.who)
            await self._engine.stop(ask=None if self._options.kiosk else lambda: self._bridge.submit(wish))
        await self._bridge.leave()
        if self._engine_too:
            await self._demo.stop()
        await self._outlets.stop()
        await self._tasks.close()
        self._window.may_close = True
        self._window.close()

    def _found(self, _welcome: object) -> None:
        self._presenter.link_found()
        self._engine.link_found()

    def _engine_is(self, why: Phrase) -> None:
        self._presenter.engine_is(why)
        self._last_known.engine_is(why)

    def _lost(self, why: str) -> None:
        self._presenter.link_lost(why)
        self._engine.link_lost()

    def _whole_board(self) -> None:
        board = self._presenter.keeper.board
        if board is not None and self._window.ready:
            since = self._options.clock.now().wall - SPAN
            self._filling = self._tasks.start(self._fill(board, since), "fill charts")

    async def _fill(self, board: Board, since: float) -> None:
        """Fill the charts and show them at once; the wall loads by itself what draws axes, a while later."""
        await fill_charts(board, self._bridge.ask, self._presenter.add_points, since=since)
        self._presenter.show_all()

    def _settle(self) -> None:
        """Let the collector go on as usual once what stays is there: the charts' past is most of it."""
        if self._filling is not None and not self._filling.done():
            QTimer.singleShot(SETTLED, self, self._settle)
        else:
            self._collector.settle()

    def _set_theme(self, name: str) -> None:
        theme = theme_name(name)
        self._preferences.change(theme=theme)
        apply(self._application, theme)
        self._window.set_theme(theme)
        if self._walls is not None:
            self._walls.set_theme(theme)
        self._wishes.charts.set_theme(theme)

    def _trouble(self, what: str) -> None:
        self._own.lift("settings", State.WARNING, phrase("{what}", what=foreign(what)), passing=True)

    def _hello(self) -> Hello:
        options = self._options
        return Hello(
            build=options.build,
            role=options.role,
            who=options.who,
            session=uuid.uuid4().hex,
            speaker=True,
            watch=True,
        )
