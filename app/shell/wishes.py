"""What people wish by keys, menus, tray and clicks, and what becomes of it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from app.model.board import Board, CheckView
from app.model.clock import Clock
from app.model.incident import Incident
from app.model.intent import Acknowledge, Intent, Looked, Mute, Recheck, Report, TestTone
from app.model.message import Answer
from app.model.phrase import foreign, phrase
from app.model.state import State, worst
from app.shell.board.own_banners import OwnBanners
from app.shell.bridge import Bridge
from app.shell.dialogs.acknowledge import AcknowledgeDialog
from app.shell.dialogs.channels import ChannelsDialog
from app.shell.dialogs.check_detail import CheckDetailDialog
from app.shell.dialogs.incident import IncidentDialog
from app.shell.dialogs.quiet import QuietDialog
from app.shell.dialogs.rule_trial import RuleTrialDialog
from app.shell.dialogs.why import WhyDialog
from app.shell.preferences import Keeper
from app.shell.regroups import Regroups
from app.shell.tasks import Tasks
from app.shell.window.main_window import MainWindow, dialog_parent
from app.shell.window.theme import theme_name
from app.shell.zoom.opening import Charts

MUTE = 900.0  # seconds


class Wishes(QObject):
    """Turns wishes into dialogs and intents. A wall's wishes are refused by the engine, so it has none."""

    def __init__(
        self,
        *,
        bridge: Bridge,
        window: MainWindow,
        preferences: Keeper,
        own: OwnBanners,
        clock: Clock,
        tasks: Tasks,
        test_here: Callable[[], None],
    ) -> None:
        super().__init__()
        self.bridge = bridge
        self._window = window
        self._preferences = preferences
        self._own = own
        self._clock = clock
        self._tasks = tasks
        self._test_here = test_here
        self.board: Board | None = None
        self._open: set[QDialog] = set()  # Qt owns no dialog that has no parent
        self.charts = Charts(
            bridge, preferences, window, clock=clock, tasks=tasks, show=self.show, detail=self.detail
        )
        self.regroups = Regroups(bridge, preferences, window, tasks=tasks, show=self.show)
        bridge.answered.connect(self._answered)

    @property
    def who(self) -> str:
        """The name with which incidents are taken."""
        return self._preferences.present.who

    def follow(self, board: Board) -> None:
        """Know what is open."""
        self.board = board

    def take(self, incident: str = "") -> None:
        """Ask who takes an incident; the worst that nobody has, unless one is named."""
        waiting = [each for each in _incidents(self.board) if not each.taken]
        if not waiting:
            return
        dialog = AcknowledgeDialog(waiting, incident or waiting[0].id, self.who, dialog_parent(self._window))
        dialog.wished.connect(self._acknowledge)
        self.show(dialog)

    def take_at_once(self, incident: str) -> None:
        """Take an incident by the tray: the name is known there, or asked for."""
        if self.who:
            self.bridge.submit(Acknowledge(what=incident, who=self.who))
        else:
            self.take(incident)

    def detail(self, check: str) -> None:
        """Show one check."""
        dialog = CheckDetailDialog(
            check,
            ask=self.bridge.ask,
            clock=self._clock,
            tasks=self._tasks,
            theme=theme_name(self._preferences.present.theme),
            parent=dialog_parent(self._window),
        )
        dialog.take_wished.connect(self.take)
        dialog.recheck_wished.connect(self.recheck)
        dialog.quiet_wished.connect(self.quiet)
        dialog.trial_wished.connect(self.try_limits)
        dialog.chart_wished.connect(self.charts.open)
        dialog.why_wished.connect(self.why)
        self.show(dialog)

    def why(self, check: str = "") -> None:
        """Say why a check is so; the worst, unless one is named."""
        checks = self.board.checks if self.board is not None else ()
        named = check or worst_check(_incidents(self.board), checks)
        if named:
            self.show(
                WhyDialog(
                    named,
                    ask=self.bridge.ask,
                    checks=[view.id for view in checks],
                    tasks=self._tasks,
                    parent=dialog_parent(self._window),
                )
            )

    def incident(self, identity: str = "") -> None:
        """Show an incident; the worst, unless one is named."""
        known = _incidents(self.board)
        if not identity and not known:
            return
        dialog = IncidentDialog(
            identity or known[0].id,
            ask=self.bridge.ask,
            who=self.who,
            clock=self._clock,
            tasks=self._tasks,
            parent=dialog_parent(self._window),
        )
        dialog.take_wished.connect(self.take)
        dialog.quiet_wished.connect(self.quiet)
        dialog.merge_wished.connect(self.regroups.merge)
        dialog.split_wished.connect(self.regroups.split)
        self.show(dialog)

    def looked(self) -> None:
        """Say that somebody looked at what happened."""
        if self.who:
            self.bridge.submit(Looked(who=self.who))

    def quiet(self, matchers: str = "") -> None:
        """Show what is silenced and in maintenance, and offer more of it."""
        self.show(
            QuietDialog(
                ask=self.bridge.ask,
                who=self.who,
                clock=self._clock,
                tasks=self._tasks,
                matchers=matchers,
                parent=dialog_parent(self._window),
            )
        )

    def channels(self) -> None:
        """Show the outside channels."""
        self.show(
            ChannelsDialog(
                ask=self.bridge.ask,
                who=self.who,
                clock=self._clock,
                tasks=self._tasks,
                parent=dialog_parent(self._window),
            )
        )

    def try_limits(self, view: CheckView) -> None:
        """Try other limits of a check on its past."""
        self.show(
            RuleTrialDialog(
                view,
                ask=self.bridge.ask,
                clock=self._clock,
                tasks=self._tasks,
                parent=dialog_parent(self._window),
            )
        )

    def recheck(self, what: str = "") -> None:
        """Run a check now, or all."""
        self.bridge.submit(Recheck(what=what))

    def mute(self) -> None:
        """Silence for a while; once more ends it."""
        muted = self.board is not None and self.board.summary.muted_until is not None
        self.bridge.submit(Mute(seconds=0.0 if muted else MUTE, who=self.who))

    def test_tone(self) -> None:
        """Prove the alarm path: by way of the engine, or here where there is none."""
        if self.bridge.connected:
            self.bridge.submit(TestTone(who=self.who))
        else:
            self._test_here()

    def show(self, dialog: QDialog) -> None:
        """Open a dialog without waiting for it, and keep it until it is closed."""
        self._open.add(dialog)
        dialog.finished.connect(lambda _result: self._closed(dialog))
        if dialog.isModal():
            dialog.open()
        else:
            dialog.show()

    def close_all(self) -> None:
        """Close what is open."""
        for dialog in tuple(self._open):
            dialog.reject()

    def _closed(self, dialog: QDialog) -> None:
        self._open.discard(dialog)
        dialog.deleteLater()

    def _acknowledge(self, wish: Acknowledge) -> None:
        self._preferences.change(who=wish.who)
        self.bridge.submit(wish)

    def _answered(self, intent: Intent, answer: Answer) -> None:
        """Say what was not saved; what was saved is seen on the board."""
        if not answer.error or isinstance(intent, Report):
            return
        text = phrase("Not done: {why}", why=foreign(answer.error))
        self._own.lift("wish", State.WARNING, text, passing=True)


def _incidents(board: Board | None) -> tuple[Incident, ...]:
    return board.incidents if board is not None else ()


def worst_check(incidents: Sequence[Incident], checks: Sequence[CheckView]) -> str:
    """Return the check that people would ask about: of the worst incident, else in the worst state."""
    for incident in incidents:
        if incident.alerts:
            return incident.alerts[0].check
    state = worst(view.state for view in checks)
    return next((view.id for view in checks if view.state is state), "")
