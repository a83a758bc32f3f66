"""Whether what stands above an incident may yet prove to be its cause; until then nobody is told of it."""

from collections.abc import Callable, Iterable, Sequence

from app.engine.check_memory import CheckMemory
from app.engine.core import Core
from app.model.alert import AlertPhase
from app.model.check import Inventory
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.rule import UP

_RATE = 100.0  # checks a second that are looked at once their parent is back
_AGAIN = 0.5  # seconds between two wishes for the same check
_SLACK = 1.0


class Doubt:
    """Looks at the parents of what begins to fail, so that the cause is known before its effects are told.

    And at what is below a parent that is back, so that one result newer than that comes soon.

    A child that is probed a moment before its parent would otherwise be told first. What is shown and heard
    is not held up, only the notices are, and no longer than a parent takes to be confirmed.
    """

    def __init__(self, core: Core) -> None:
        self._books = core.books
        self._clock = core.clock
        self._asked: dict[str, float] = {}  # check -> when it was asked for last, monotonic
        self._indexed: Inventory | None = None
        self._by_target: dict[str, list[CheckMemory]] = {}
        self.recheck: Callable[[Iterable[str]], object] | None = None
        self.look_again: Callable[[Iterable[str], float], object] | None = None

    def look_above(self, target: str, since: Moment) -> None:
        """Have each parent probed now that has said nothing since; one that is soft is retried anyway."""
        now = self._clock.now().mono
        wanted = [
            memory.check.id
            for memory in self._above(target)
            if not self._phase(memory)
            and not _answered(memory, since)
            and now - self._asked.get(memory.check.id, now - _AGAIN) >= _AGAIN
        ]
        if wanted and self.recheck is not None:
            self._asked.update(dict.fromkeys(wanted, now))
            self.recheck(wanted)

    def look_below(self, target: str) -> None:
        """Have all probed that depends on a target that works again: what is open first.

        What has not failed for good is retried anyway, so that its attempts mean what they say.
        """
        incidents = self._books.incidents
        below = () if incidents.causes.is_down(target) else incidents.causes.graph.below(target)
        found = [memory for memory in self._of(below) if self._phase(memory) is not AlertPhase.SOFT]
        found.sort(key=lambda memory: incidents.of_target(memory.check.target) is None)
        if found and self.look_again is not None:
            self.look_again([memory.check.id for memory in found], _RATE)

    def about(self, incident: Incident, since: Moment) -> bool:
        """Return whether parents may explain this that have neither worked since nor are known to fail.

        ``since``: when that was asked first.
        """
        above = [] if incident.blocked_by else self._above(incident.target)
        waited = self._clock.now().seconds_since(since)
        if waited > max((_patience(memory) for memory in above), default=0.0):
            return False
        doubtful = {memory.check.target for memory in above if self._undecided(memory, incident.bad_since)}
        if not doubtful or not self._books.incidents.causes.may_be(incident.target, doubtful):
            return False
        self.look_above(incident.target, incident.bad_since)
        return True

    def unproved(self, incident: Incident, since: Moment) -> bool:
        """Return whether what an earlier run left open is not proved anew since a start.

        A first result is waited for as long as it may take; one that is good is no proof of a problem.
        """
        memories = [
            self._books.checks[key.check] for key in incident.alerts if key.check in self._books.checks
        ]
        answered = [memory for memory in memories if _answered(memory, since)]
        if answered:
            return not any(self._fires(memory) for memory in answered)
        longest = max((each.check.interval + each.check.timeout for each in memories), default=0.0)
        return self._clock.now().seconds_since(since) <= longest + _SLACK

    def _fires(self, memory: CheckMemory) -> bool:
        alerts = self._books.alerts.of(memory.check.id).values()
        return any(alert.phase is AlertPhase.FIRING for alert in alerts)

    def _undecided(self, memory: CheckMemory, since: Moment) -> bool:
        phase = self._phase(memory)
        return phase is AlertPhase.SOFT if phase else not _answered(memory, since)

    def _phase(self, memory: CheckMemory) -> AlertPhase | None:
        alert = self._books.alerts.of(memory.check.id).get(UP)
        return alert.phase if alert is not None else None

    def _above(self, target: str) -> list[CheckMemory]:
        """Return the enabled checks of all targets that this one depends on."""
        return self._of(self._books.incidents.causes.graph.above(target))

    def _of(self, names: Sequence[str]) -> list[CheckMemory]:
        books = self._books
        if names and self._indexed is not books.inventory:
            self._indexed, self._by_target = books.inventory, {}
            for memory in books.checks.values():
                self._by_target.setdefault(memory.check.target, []).append(memory)
        return [each for name in names for each in self._by_target.get(name, ()) if each.check.enabled]


def _answered(memory: CheckMemory, since: Moment) -> bool:
    last = memory.window.last
    return last is not None and last.started.mono >= since.mono


def _patience(memory: CheckMemory) -> float:
    """Return the seconds within which a check that is asked now is confirmed or dismissed."""
    check = memory.check
    return check.timeout + (check.attempts - 1) * check.retry_interval + _SLACK
