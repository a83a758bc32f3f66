"""Notices become pop-ups; what became of each is reported, and its button takes the incident."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from app.desktop.notification import Labels, Notifier, Outcome, PopUp, Urgency
from app.model.board import Board
from app.model.intent import Acknowledge, Report
from app.model.notice import DESKTOP, PROBLEMS, Notice
from app.model.routing import PopUps as PopUpRule
from app.model.verdict import Level
from app.shell.standing import Standing
from app.shell.tasks import Tasks
from widgets.tr import tr, tr_phrase

T = TypeVar("T")
AGAIN = 1.0  # seconds between looks whether walls still show what has no pop-up


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
        standing: Standing | None = None,
    ) -> None:
        self._tasks = tasks
        self._submit = submit
        self._who = who
        self._on_outcome = on_outcome
        self._looks_only = looks_only
        self._standing = standing
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
        if self._standing is not None:
            self._tasks.start(self._watch(self._standing), "walls that stand in for pop-ups")

    def tell(self, notice: Notice, rule: PopUpRule = PopUpRule.NOT_OVER_WALLS) -> None:
        """Show a notice for the desktop, where no wall shows it; others are not ours."""
        if notice.channel == DESKTOP and notice.told:
            self._tasks.start(self._tell(notice, rule), f"pop-up {notice.id}")

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
        """End the connections."""
        await self._notifier.stop()
        if self._standing is not None:
            await self._standing.close()

    async def _tell(self, notice: Notice, rule: PopUpRule) -> None:
        problem = notice.kind in PROBLEMS
        if problem:
            self._problems.add(notice.incident)
        else:
            self._forget(notice.incident)
        screen = await self._stood_in(notice, rule)
        if not screen:
            await self._pop_up(notice)
            return
        await self._notifier.close(notice.incident)  # one from before the wall showed it
        if self._standing is not None and notice.incident in self._problems:
            self._standing.keep(notice, rule)
        self._submit(Report(what="desktop", ok=True, notice=notice.id, wall=screen))

    async def _pop_up(self, notice: Notice, detail: str = "") -> None:
        outcome = await self._notifier.tell(popup_of(notice, button=not self._looks_only))
        self._report(notice.id, Outcome(ok=True, detail=detail) if outcome.ok and detail else outcome)
        if notice.kind in PROBLEMS and notice.incident not in self._problems:
            await self._notifier.close(notice.incident)  # somebody took it while it was on its way

    async def _stood_in(self, notice: Notice, rule: PopUpRule) -> str:
        """Return the screen of a wall that shows it; whatever goes wrong here, a pop-up comes."""
        return "" if self._standing is None else await self._asked(self._standing.takes(notice, rule)) or ""

    async def _watch(self, standing: Standing) -> None:
        """Show the pop-ups after all of which walls show no more."""
        while True:
            await asyncio.sleep(AGAIN)
            fallen = await self._asked(standing.fallen())
            for notice in standing.give_up() if fallen is None else fallen:
                await self._pop_up(notice, "no wall shows it any more")

    async def _asked(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Return what came of it, None where it failed, which is heard of by others."""
        task = self._tasks.start(work, "look at the walls")
        await asyncio.wait({task})
        return None if task.cancelled() or task.exception() is not None else task.result()

    def _forget(self, incident: str) -> None:
        self._problems.discard(incident)
        self._on_board.discard(incident)
        if self._standing is not None:
            self._standing.forget(incident)

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
