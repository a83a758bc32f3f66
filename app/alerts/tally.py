"""How the checks stand in number, kept up as views change: nobody counts ten thousand for each board."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from app.model.board import CheckView, Counts
from app.model.clock import Moment
from app.model.state import STALE_AFTER, State

_COUNTED = {
    State.CRITICAL: "critical",
    State.WARNING: "warning",
    State.UNKNOWN: "unknown",
    State.PENDING: "pending",
    State.OK: "ok",
}
# The oldest result is said in whole seconds; it is looked for at most this often.
_LOOK = 1.0


def proved_state(check: CheckView, now: Moment) -> State:
    """Return the state of a view, which is UNKNOWN once its newest result is over three intervals old."""
    if check.state is State.PENDING:
        return State.PENDING
    fresh = check.last is not None and now.seconds_since(check.last) <= STALE_AFTER * check.interval
    return check.state if fresh and not check.stale else State.UNKNOWN


class Tally:
    """Counts enabled checks by their shown state.

    Whoever keeps one takes each changed view with ``take``; an old board is counted by ``aged``.
    """

    def __init__(self) -> None:
        self.views: dict[str, CheckView] = {}
        self.soft = 0  # checks with unconfirmed bad results
        self.newest: Moment | None = None  # end of the newest result
        self._states: Counter[State] = Counter()
        self._maintenance = 0
        self._oldest: Moment | None = None
        self._looked: float | None = None

    @property
    def counts(self) -> Counts:
        """The checks by state."""
        found = {_COUNTED[state]: number for state, number in self._states.items() if number}
        return Counts(**found, maintenance=self._maintenance)

    @property
    def all_unknown(self) -> Counts:
        """The same number of checks, of which none is proved."""
        return Counts(unknown=self._states.total() + self._maintenance)

    def take(self, view: CheckView) -> None:
        """Take a view in place of the one before."""
        before = self.views.get(view.id)
        if before is not None:
            self._count(before, -1)
        self.views[view.id] = view
        self._count(view, 1)
        if view.enabled and view.last and (self.newest is None or view.last.mono > self.newest.mono):
            self.newest = view.last

    def reset(self, views: Iterable[CheckView]) -> None:
        """Begin anew with these, in their order."""
        self.views, self.soft, self.newest, self._looked = {}, 0, None, None
        self._maintenance = 0
        self._states.clear()
        for view in views:
            self.take(view)

    def oldest(self, now: Moment) -> Moment | None:
        """Return the end of the oldest result, as it was within the last second."""
        if self._looked is None or now.mono - self._looked >= _LOOK:
            self._looked = now.mono
            ends = [view.last for view in self.views.values() if view.enabled and view.last]
            self._oldest = min(ends, key=_mono, default=None)
        return self._oldest

    def _count(self, view: CheckView, by: int) -> None:
        if view.enabled and view.maintenance:
            self._maintenance += by  # whatever its state: it is neither good nor bad
        elif view.enabled:
            self._states[view.state] += by
            self.soft += by * view.soft


def aged(checks: Iterable[CheckView], now: Moment) -> Tally:
    """Return the tally of views with the age of each looked at anew, as an old board needs it."""
    tally = Tally()
    for check in checks:
        proved = proved_state(check, now)
        tally.take(check if proved is check.state else msgspec.structs.replace(check, state=proved))
    return tally


def _mono(moment: Moment) -> float:
    return moment.mono
