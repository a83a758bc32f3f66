"""One shell from its first window to its end: parts are made, joined by signals, and given back in order."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.desktop.supervisor import Supervisor
from app.model.intent import Stop
from app.model.phrase import Phrase, foreign, phrase
from app.model.standing_in import WallSeen
from app.model.state import State
from app.shell.board.fallen import tell_fall
from app.shell.board.last_known import LastKnown
from app.shell.calling import Call
from app.shell.children.demo_child import DemoChild
from app.shell.children.engine_child import EngineChild
from app.shell.garbage import Collector
from app.shell.loading import loaded, stepped
from app.shell.loop import on_signals
from app.shell.opening import Opening
from app.shell.options import Options
from app.shell.outlets import Outlets
from app.shell.pulse import keep_watchdog_quiet
from app.shell.window.picture import keep_writing
from app.shell.window.seen import wall_seen
from app.shell.window.theme import apply, theme_name
from app.shell.window.walls import Walls
from widgets.tr import tr, tr_phrase

if TYPE_CHECKING:  # dialogs and tables, which a wall never has
    from app.shell.hands import Hands

SETTLED = 5000  # milliseconds after which all modules are loaded and the wall stands
WALL = ("widgets.canvas", "widgets.strip_paint", "widgets.picture", "widgets.wall")  # a frame each at most


class Session(QObject):
    """Everything of one shell. ``run`` ends when somebody quits or a signal says so."""

    def __init__(
        self,
        options: Options,
        application: QApplication,
        collector: Collector,
        opening: Opening,
        call: Call,
    ) -> None:
        super().__init__()
        self._opening, self._call = opening, call
        self._collector = collector
        self._options = options
        self._application = application
        self._tasks = opening.tasks
        self._stop = asyncio.Event()
        self._shown = asyncio.Event()  # a board has been on the screen
        self._engine_too = False
        self._own, self._presenter, self._filling = call.own, call.presenter, call.filling
        opening.on_trouble = self._trouble
        self._preferences, self._window, self._place = opening.preferences, opening.window, opening.place
        self._bridge = call.bridge
        self._last_known = LastKnown(options.last_board(), options.clock, self._own, self._tasks)
        self._outlets = Outlets(
            options,
            bridge=self._bridge,
            presenter=self._presenter,
            own=self._own,
            tasks=self._tasks,
            open_wall=self._window.open_from_tray,
            who=lambda: self._preferences.present.who or options.who,
            walls=self._seen,
        )
        self._engine = EngineChild(
            options.engine_command,
            options.environment,
            options.engine_log,
            on_change=self._engine_is,
        )
        self._demo = DemoChild(options.demo_command, options.environment)
        self._hands: Hands | None = None  # of a desk
        self._walls = self._kiosk_walls() if options.kiosk else None
        self._join()

    async def run(self) -> int:
        """Start what is needed, and live until the end."""
        on_signals(lambda: self.quit(engine=True))
        self._start()
        await self._raise_wall(self._preferences.present.page)
        # The loudspeaker is asked by programs that take 4 ms each to start: not before the wall is there.
        self._outlets.start(keep_screen_on=self._place.filling)
        QTimer.singleShot(SETTLED, self, partial(self._settle))
        if not self._options.kiosk:
            self._hands = await self._made_hands()
        await self._stop.wait()
        await self._end()
        return 0

    async def _raise_wall(self, page: str) -> None:
        """Load the wall and show it; by now the board is there, and mostly the past of its charts too."""
        await stepped(*WALL)
        gallery = await stepped("widgets.pages.gallery")
        await stepped(gallery.module_of(page), "app.shell.window.keys_overlay")
        self._window.may_show_wall(page)
        self._presenter.release()
        if self._presenter.keeper.board is None:
            await self._last_known.recall()
        self._presenter.show_now()
        (await stepped("app.shell.large_blocks")).give_back_large_blocks()

    async def _made_hands(self) -> "Hands":
        hands = await loaded("app.shell.hands")
        made: Hands = hands.Hands(
            self._options,
            self._opening,
            bridge=self._bridge,
            presenter=self._presenter,
            own=self._own,
            test_here=self._outlets.alarm.test,
            leave=self.quit,
            set_theme=self._set_theme,
        )
        self._presenter.refresh()  # it is told what all others know
        return made

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
        bridge.found.connect(self._found)
        bridge.lost.connect(self._lost)
        presenter.shown.connect(lambda board, age, lost: window.show_board(board, age, lost=lost))
        presenter.shown.connect(self._shown.set)
        presenter.shown.connect(self._last_known.follow)
        self._last_known.shown.connect(lambda board, age, lost: window.show_board(board, age, lost=lost))
        window.seen.connect(presenter.show_now)
        presenter.points.connect(window.add_points)
        if self._walls is not None:
            self._walls.grown.connect(self._filling.begin)
        window.page_changed.connect(lambda page: self._preferences.change(page=page))

    def _start(self) -> None:
        start = self._tasks.start
        self._call.task.add_done_callback(self._link_ended)
        self._call.listen()
        start(self._keep_engine(), "engine")
        supervisor = Supervisor(self._options.environment)
        start(keep_watchdog_quiet(supervisor, self._shown, self._turning), "watchdog")
        if self._walls is not None:
            self._walls.start()
        tell_fall(self._options.falls, self._own, self)
        if self._options.picture is not None:
            start(keep_writing(self._window, self._options.picture, self._trouble), "picture")

    def _seen(self, awake: bool) -> tuple[WallSeen, ...]:
        if self._walls is not None:
            return self._walls.seen(awake=awake)
        return (wall_seen(self._window, kiosk=False, awake=awake),)

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
        socket = foreign(str(self._options.socket))
        self._window.say(tr("No engine answers yet at {socket}; it is asked again and again", socket=socket))

    async def _end(self) -> None:
        if self._hands is not None:
            self._hands.close()
        if self._walls is not None:
            self._walls.stop()
        self._presenter.stop()
        self._last_known.stop()
        self._call.pulse.stop()
        await self._preferences.flush()
        await self._last_known.flush()
        if self._engine_too:
            # A wall's wish would be refused, but an engine that it has started is its own to end.
            wish = Stop(who=self._preferences.present.who)
            await self._engine.stop(ask=None if self._options.kiosk else lambda: self._bridge.submit(wish))
        await self._bridge.leave()
        if self._engine_too:
            await self._demo.stop()
        await self._outlets.stop()
        if self._hands is not None:
            await self._hands.stop()
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

    def _link_ended(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            self._stop.set()

    def _settle(self) -> None:
        """Let the collector go on as usual once what stays is there: the charts' past is most of it."""
        if self._filling.busy:
            QTimer.singleShot(SETTLED, self, partial(self._settle))
        else:
            self._collector.settle()

    def _set_theme(self, name: str) -> None:
        theme = theme_name(name)
        self._preferences.change(theme=theme)
        apply(self._application, theme)
        self._window.set_theme(theme)
        if self._walls is not None:
            self._walls.set_theme(theme)
        if self._hands is not None:
            self._hands.set_theme(theme)

    def _trouble(self, what: str) -> None:
        self._own.lift("settings", State.WARNING, phrase("{what}", what=foreign(what)), passing=True)
