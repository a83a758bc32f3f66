"""What the verdict over everything follows from, counted once."""

from collections import Counter
from collections.abc import Sequence

from app.model.board import CheckView, Counts
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.phrase import Phrase
from app.model.rule import NO_DATA
from app.model.state import STALE_AFTER, State
from app.model.value import Value
from app.model.verdict import Level

_COUNTED = {
    State.CRITICAL: "critical",
    State.WARNING: "warning",
    State.UNKNOWN: "unknown",
    State.PENDING: "pending",
    State.OK: "ok",
}


class Situation(Value, frozen=True, kw_only=True):
    """Checks and incidents by what matters to the verdict."""

    counts: Counts
    soft: int  # checks with unconfirmed bad results
    critical: tuple[Incident, ...]  # open incidents of that level, worst first
    warning: tuple[Incident, ...]
    unproved: tuple[Incident, ...]  # open incidents that only say that there is no data
    troubles: tuple[Phrase, ...]  # what of this program does not work
    blind: bool
    lost: bool
    newest: Moment | None
    oldest: Moment | None
    now: Moment

    @property
    def untaken(self) -> tuple[Incident, ...]:
        """Critical incidents that nobody has and that no other one explains."""
        return tuple(i for i in self.critical if not i.taken and not i.blocked_by)

    @property
    def open(self) -> int:
        """How many incidents are open."""
        return len(self.critical) + len(self.warning) + len(self.unproved)


def proved_state(check: CheckView, now: Moment) -> State:
    """Return the state of a view, which is UNKNOWN once its newest result is over three intervals old."""
    if check.state is State.PENDING:
        return State.PENDING
    fresh = check.last is not None and now.seconds_since(check.last) <= STALE_AFTER * check.interval
    return check.state if fresh and not check.stale else State.UNKNOWN


def counted(
    checks: Sequence[CheckView],
    incidents: Sequence[Incident],
    *,
    troubles: Sequence[Phrase],
    blind: bool,
    lost: bool,
    now: Moment,
) -> Situation:
    """Count what the verdict follows from; while blind, or with the engine lost, no check is proved."""
    enabled = [check for check in checks if check.enabled]
    states = Counter(
        _COUNTED[State.UNKNOWN if lost or blind else proved_state(check, now)] for check in enabled
    )
    ends = sorted((check.last for check in enabled if check.last is not None), key=_mono)
    current = [incident for incident in incidents if incident.closed is None]
    return Situation(
        counts=Counts(**states),
        soft=sum(check.soft for check in enabled),
        critical=tuple(i for i in current if i.level is Level.CRITICAL),
        warning=tuple(i for i in current if i.level is not Level.CRITICAL and not _only_unproved(i)),
        unproved=tuple(i for i in current if i.level is not Level.CRITICAL and _only_unproved(i)),
        troubles=tuple(troubles),
        blind=blind,
        lost=lost,
        newest=ends[-1] if ends else None,
        oldest=ends[0] if ends else None,
        now=now,
    )


def _mono(moment: Moment) -> float:
    return moment.mono


def _only_unproved(incident: Incident) -> bool:
    return all(key.rule == NO_DATA for key in incident.alerts)
