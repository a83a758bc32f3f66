"""The phases of the run at which a chart is read, asked of the history when the hand rests."""

import asyncio
from collections.abc import Callable, Sequence

from app.model import phases
from app.model.board import CheckView
from app.model.clock import Clock
from app.model.message import AskSpan
from app.model.past import VALUES_KEPT
from app.model.phrase import foreign
from app.model.probe import Phase
from app.model.quantity import age
from app.shell.zoom.past import PATIENCE, Asking
from widgets.time_marks import full_words
from widgets.tr import tr
from widgets.zoom.readings import spent

REST = 0.08  # seconds that the cursor must stand
AROUND = 3  # intervals of a check within which a run is near


class PhaseReader:
    """``show`` is told a wall time and what the run there spent; ``found`` that there are phases at all."""

    def __init__(
        self,
        check: str,
        *,
        ask: Asking,
        clock: Clock,
        view: Callable[[], CheckView | None],
        show: Callable[[float, str], None],
        found: Callable[[], None],
    ) -> None:
        self._check, self._ask, self._clock = check, ask, clock
        self._view, self._show, self._found = view, show, found
        self._at: float | None = None
        self._moved = asyncio.Event()

    def move(self, at: float | None) -> None:
        """Stand at another wall time; None: nowhere."""
        self._at = at
        self._moved.set()

    async def run(self) -> None:
        """Answer for ever where the cursor comes to rest."""
        while True:
            await self._moved.wait()
            self._moved.clear()
            await asyncio.sleep(REST)
            at, view = self._at, self._view()
            if not self._moved.is_set() and at is not None and view is not None:
                words = await self._words(at, view)
                if at == self._at:
                    self._show(at, words)

    async def _words(self, at: float, view: CheckView) -> str:
        now = self._clock.now().wall
        if at < now - VALUES_KEPT:
            return tr("Phases are kept for {span}", span=age(VALUES_KEPT))
        around = AROUND * max(view.interval, phases.EVERY)
        wanted = ((self._check, phases.SERIES),)
        answer = await self._ask(AskSpan(wanted=wanted, since=at - around, until=at + around), PATIENCE)
        if answer.error:
            return tr("Phases are not known: {why}", why=foreign(answer.error))
        run = phases.nearest(answer.points, at)
        if run is None:
            return tr("No phases: no run with an answer is near")
        self._found()
        ended, parts = run
        return tr("Run at {time} by phases: {phases}", time=full_words(ended, now), phases=spent(parts))


def newest_words(parts: Sequence[Phase]) -> str:
    """Return the phases of the newest answer in words."""
    if not parts:
        return tr("Newest answer: no phases")
    return tr("Newest answer by phases: {phases}", phases=spent(parts))
