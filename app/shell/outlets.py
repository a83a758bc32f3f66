"""What speaks beside the window: pop-ups and sound; and the screen that is kept on."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject

from app.desktop.notification import Outcome
from app.desktop.screensaver import POWER, SAVER, Inhibitor
from app.desktop.session_state import SessionState
from app.model.board import Board
from app.model.phrase import foreign, phrase
from app.model.state import State
from app.shell.board.own_banners import OwnBanners
from app.shell.board.presenter import Presenter
from app.shell.bridge import Bridge
from app.shell.notifications import PopUps
from app.shell.options import Options
from app.shell.sound import Alarm
from app.shell.standing import Standing, Walls
from app.shell.tasks import Tasks
from widgets.tr import tr


class Outlets(QObject):
    """Follows the one decision."""

    def __init__(
        self,
        options: Options,
        *,
        bridge: Bridge,
        presenter: Presenter,
        own: OwnBanners,
        tasks: Tasks,
        open_wall: Callable[[], None],
        who: Callable[[], str],
        walls: Walls,
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._own = own
        environment = options.environment
        self.alarm = Alarm(
            options.sounds, environment, tasks=tasks, report=bridge.submit, on_heard=self._sound_learned
        )
        self._pop_ups = PopUps(
            environment,
            tasks=tasks,
            submit=bridge.submit,
            open_wall=open_wall,
            who=who,
            on_outcome=self._popped_up,
            looks_only=options.kiosk,
            standing=Standing(walls, SessionState(environment)),
        )
        reason = tr("The wall is being watched")
        self._inhibitors = [
            Inhibitor(environment, application="Nocwall", reason=reason, address=address)
            for address in (SAVER, POWER)
        ]
        bridge.noticed.connect(self._pop_ups.tell)
        bridge.speaking.connect(self.alarm.hold)
        bridge.test_wanted.connect(self.alarm.test)
        bridge.found.connect(self.alarm.tell)
        presenter.decided.connect(self._decided)

    def start(self, *, keep_screen_on: bool) -> None:
        """Begin to speak."""
        self.alarm.start()
        self._pop_ups.start()
        if keep_screen_on:
            for inhibitor in self._inhibitors:
                inhibitor.start()

    async def stop(self) -> None:
        """Fall silent and go."""
        await asyncio.gather(
            self.alarm.stop(),
            self._pop_ups.stop(),
            *(inhibitor.stop() for inhibitor in self._inhibitors),
        )

    def _decided(self, board: Board) -> None:
        self.alarm.follow(board.summary)
        self._pop_ups.follow(board)

    def _sound_learned(self) -> None:
        self._presenter.sound = self.alarm.heard.state
        self._presenter.refresh()

    def _popped_up(self, outcome: Outcome) -> None:
        """Show that pop-ups do not come; wall and sound go on without, but nobody should rely on them."""
        if outcome.ok:
            self._own.lower("pop-ups")
        else:
            text = phrase("Pop-ups do not work: {why}", why=foreign(outcome.detail))
            self._own.lift("pop-ups", State.WARNING, text)
        self._presenter.refresh()
