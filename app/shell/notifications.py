"""Notices become pop-ups; what became of each is reported, and its button takes the incident."""

from collections.abc import Callable, Mapping

from app.desktop.notification import Labels, Notifier, Outcome, PopUp, Urgency
from app.model.board import Board
from app.model.intent import Acknowledge, Report
from app.model.notice import DESKTOP, PROBLEMS, Notice
from app.model.verdict import Level
from app.shell.tasks import Tasks
from widgets.tr import tr, tr_phrase


class PopUps:
    """Follows notices and boards: a pop-up goes when its incident is taken or over."""

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        tasks: Tasks,
        submit: Callable[[Acknowledge | Report], None],
        open_wall: Callable[[], None],
        who: Callable[[], str],
        on_outcome: Callable[[Outcome], None],
        looks_only: bool = False,
    ) -> None:
        self._tasks = tasks
        self._submit = submit
        self._who = who
        self._on_outcome = on_outcome
        self._looks_only = looks_only
        self._problems: set[str] = set()  # incidents whose problem is on the screen
        self._on_board: set[str] = set()  # those of them that a board has shown as open
        self._notifier = Notifier(
            environment,
            labels=Labels(application="Nocwall", open=tr("Open the wall"), acknowledge=tr("Acknowledge")),
            on_acknowledge=self._take,
            on_open=lambda _incident: open_wall(),
            on_late=self._late,
        )

    def start(self) -> None:
        """Connect in the background."""
        self._notifier.start()

    def tell(self, notice: Notice) -> None:
        """Show a notice for the desktop; others are not ours."""
        if notice.channel == DESKTOP and notice.told:
            self._tasks.start(self._tell(notice), f"pop-up {notice.id}")

    def follow(self, board: Board) -> None:
        """Close pop-ups of problems that somebody has or that are over.

        A notice may be ahead of its board: what no board has shown yet is not over.
        """
        opened = {incident.id for incident in board.incidents}
        taken = {incident.id for incident in board.incidents if incident.taken}
        self._on_board |= self._problems & opened
        for incident in tuple(self._problems & (taken | (self._on_board - opened))):
            self._forget(incident)
            self._tasks.start(self._notifier.close(incident), f"close pop-up {incident}")

    async def stop(self) -> None:
        """End the connection."""
        await self._notifier.stop()

    async def _tell(self, notice: Notice) -> None:
        problem = notice.kind in PROBLEMS
        if problem:
            self._problems.add(notice.incident)
        else:
            self._forget(notice.incident)
        self._report(notice.id, await self._notifier.tell(popup_of(notice, button=not self._looks_only)))
        if problem and notice.incident not in self._problems:
            await self._notifier.close(notice.incident)  # somebody took it while it was on its way

    def _forget(self, incident: str) -> None:
        self._problems.discard(incident)
        self._on_board.discard(incident)

    def _late(self, popup: PopUp) -> None:
        self._report(popup.notice, Outcome(ok=True, detail="shown late"))

    def _report(self, notice: str, outcome: Outcome) -> None:
        self._on_outcome(outcome)
        self._submit(Report(what="desktop", ok=outcome.ok, notice=notice, detail=outcome.detail))

    def _take(self, incident: str) -> None:
        self._submit(Acknowledge(what=incident, who=self._who()))


def popup_of(notice: Notice, *, button: bool = True) -> PopUp:
    """Return the pop-up of a notice; only a problem can be taken, and not by who may only look."""
    problem = notice.kind in PROBLEMS
    urgency = Urgency.LOW
    if problem:
        urgency = Urgency.CRITICAL if notice.level is Level.CRITICAL else Urgency.NORMAL
    return PopUp(
        incident=notice.incident,
        notice=notice.id,
        title=tr_phrase(notice.title),
        lines=(tr_phrase(notice.body),) if notice.body.template else (),
        urgency=urgency,
        acknowledge=problem and button,
    )
