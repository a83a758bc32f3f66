"""What the verdict over everything follows from, counted once."""

from collections.abc import Sequence

from app.alerts.tally import Tally
from app.model.board import Counts
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.phrase import Phrase
from app.model.rule import NO_DATA
from app.model.suppression import SuppressionKind
from app.model.value import Value
from app.model.verdict import Level


class Situation(Value, frozen=True, kw_only=True):
    """Checks and incidents by what matters to the verdict."""

    counts: Counts
    soft: int  # checks with unconfirmed bad results
    critical: tuple[Incident, ...]  # open incidents of that level, worst first
    warning: tuple[Incident, ...]
    unproved: tuple[Incident, ...]  # open incidents that only say that there is no data
    maintained: tuple[Incident, ...]  # what fails because of planned work; it is none of the others
    troubles: tuple[Phrase, ...]  # what of this program does not work
    blind: bool
    lost: bool
    newest: Moment | None
    oldest: Moment | None
    now: Moment

    @property
    def untaken(self) -> tuple[Incident, ...]:
        """Critical incidents that nobody has, that no other one explains and that nothing keeps silent."""
        return tuple(i for i in self.critical if not i.cared_for)

    @property
    def open(self) -> int:
        """How many incidents are open."""
        return len(self.critical) + len(self.warning) + len(self.unproved)

    @property
    def silenced(self) -> int:
        """How many of them nobody is told of, by a silence or because of another alert."""
        return sum(i.suppressed is not None for i in (*self.critical, *self.warning, *self.unproved))


def counted(
    tally: Tally,
    incidents: Sequence[Incident],
    *,
    troubles: Sequence[Phrase],
    blind: bool,
    lost: bool,
    now: Moment,
) -> Situation:
    """Count what the verdict follows from; with the engine lost, no check is proved.

    What blindness leaves unproved is shown so already: a service on this machine is seen all the same.
    """
    everything = [incident for incident in incidents if incident.closed is None]
    current = [incident for incident in everything if not _maintained(incident)]
    return Situation(
        counts=tally.all_unknown if lost else tally.counts,
        soft=tally.soft,
        critical=tuple(i for i in current if i.level is Level.CRITICAL),
        warning=tuple(i for i in current if i.level is not Level.CRITICAL and not _only_unproved(i)),
        unproved=tuple(i for i in current if i.level is not Level.CRITICAL and _only_unproved(i)),
        maintained=tuple(i for i in everything if _maintained(i)),
        troubles=tuple(troubles),
        blind=blind,
        lost=lost,
        newest=tally.newest,
        oldest=tally.oldest(now),
        now=now,
    )


def _maintained(incident: Incident) -> bool:
    return incident.suppressed is not None and incident.suppressed.kind is SuppressionKind.MAINTENANCE


def _only_unproved(incident: Incident) -> bool:
    return all(key.rule == NO_DATA for key in incident.alerts)
