"""What checks know of one another: peers in a pool, members of a composite. Indexed once an inventory."""

import math
from collections.abc import Callable, Collection, Iterable, Sequence

from app.analysis.absence import is_stale
from app.analysis.rules.follower import Member
from app.engine.books import Books
from app.engine.check_memory import CheckMemory
from app.model.alert import AlertPhase
from app.model.check import Check
from app.model.clock import Moment
from app.model.pool import LabelValue, counterpart, of_targets
from app.model.rule import NO_DATA, Composite, Label, Peer
from app.model.state import State
from app.model.verdict import Level

_HARD = (AlertPhase.FIRING, AlertPhase.RECOVERING)
_RANK = {Level.NONE: 0, Level.GOOD: 1, Level.WARNING: 2, Level.CRITICAL: 3}
_UNPROVED = (State.UNKNOWN, State.PENDING)
# So many peers tell the usual of a pool; thousands more would but cost each verdict their time.
_MOST_PEERS = 256
_AGAIN = 0.5  # seconds between two wishes for the same check
_Pool = tuple[LabelValue | tuple[str, ...], str, type]


class Neighbours:
    """Answers for all checks of the books (``app.analysis.rules.follower.Others``)."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._by_target: dict[str, list[Check]] = {}
        self._by_label: dict[LabelValue, Sequence[str]] = {}
        self._pools: dict[_Pool, tuple[CheckMemory, ...]] = {}
        self._judged_by: dict[str, tuple[str, ...]] = {}  # member -> checks that only judge others
        self._asked: dict[str, float] = {}  # when such a check was asked for last, monotonic
        self._owed: set[str] = set()  # those that were asked for a moment ago, and have to look once more
        self.recheck: Callable[[Iterable[str]], object] | None = None

    def refer(self) -> None:
        """Take the inventory that the books have."""
        inventory = self._books.inventory
        self._by_target, self._by_label, self._pools = {}, {}, {}
        if any(isinstance(rule, Peer) for check in inventory.checks for rule in check.rules):
            self._by_label = dict(of_targets(inventory.targets))
            for check in inventory.checks:
                self._by_target.setdefault(check.target, []).append(check)
        judged_by: dict[str, list[str]] = {}
        for check in inventory.checks:
            for member in () if check.probe.asks else members(check):
                judged_by.setdefault(member, []).append(check.id)
        self._asked, self._owed = {}, set()
        self._judged_by = {member: tuple(checks) for member, checks in judged_by.items()}

    def touch(self, check: str, now: Moment) -> None:
        """Have the checks judged anew that are judged by this one, which may have changed.

        At once, but each at most twice a second: a thousand members may change together.
        """
        judged = self._judged_by.get(check)
        if judged is None:
            return
        at = now.mono
        due = [name for name in judged if at - self._asked.get(name, at - _AGAIN) >= _AGAIN]
        self._owed.update(name for name in judged if name not in due)
        self._ask(due, at)

    def catch_up(self, now: Moment) -> None:
        """Ask for those whose members changed again since; called now and then."""
        if self._owed:
            owed, self._owed = self._owed, set()
            self._ask(sorted(owed), now.mono)

    def _ask(self, checks: Sequence[str], at: float) -> None:
        if checks and self.recheck is not None:
            self._asked.update(dict.fromkeys(checks, at))
            self.recheck(checks)

    def peers(self, check: str, rule: Peer, series: str, now: Moment) -> Sequence[float]:
        """Return the fresh values of a series at the other members of a check's pool."""
        own = self._books.checks.get(check)
        if own is None:
            return ()
        pool = self._pool(own.check, rule)
        step = max(1, len(pool) // _MOST_PEERS)
        found = (
            _value(each, series) for each in pool[::step] if each is not own and self._is_fresh(each, now)
        )
        return [value for value in found if value is not None]

    def member(self, name: str, now: Moment) -> Member:
        """Return how a member is: bad by its confirmed problems, good only while that is proved."""
        check, _, rule = name.partition("#")
        memory = self._books.checks.get(check)
        if memory is None:
            return Member(Level.NONE, name)
        level, shown = self._level(memory, rule), memory.shown.state
        if not self._is_fresh(memory, now) or shown in _UNPROVED or (rule and not _is_proved(memory, rule)):
            waiting = memory.check.enabled and shown is State.PENDING
            return Member(Level.NONE, memory.check.name, waiting)
        return Member(level, memory.check.name)

    def _level(self, memory: CheckMemory, rule: str) -> Level:
        alerts = self._books.alerts.of(memory.check.id)
        bad = [
            alert.level
            for name, alert in alerts.items()
            if alert.phase in _HARD and name != NO_DATA and rule in ("", name)
        ]
        return max(bad, key=_RANK.__getitem__, default=Level.GOOD)

    def _is_fresh(self, memory: CheckMemory, now: Moment) -> bool:
        """Return whether the newest result says something of its target as it is now."""
        last = memory.window.last
        if last is None or not memory.check.enabled or not memory.window.judged:
            return False
        return not is_stale(last.ended, memory.check.interval, now) and not self._books.hides(memory)

    def _pool(self, check: Check, rule: Peer) -> tuple[CheckMemory, ...]:
        """Return the checks of a pool, found once for all of its members."""
        if isinstance(rule.pool, Label):
            target = self._books.targets.get(check.target)
            value = target.labels.get(rule.pool.label) if target is not None else None
            if value is None:
                return ()
            pool: LabelValue | tuple[str, ...] = (rule.pool.label, value)
            names: Collection[str] = self._by_label.get((rule.pool.label, value), ())
        else:
            pool = names = rule.pool
        key = (pool, check.id.partition("/")[2], type(check.probe))
        found = self._pools.get(key)
        if found is None:
            others = [counterpart(check, self._by_target.get(name, ())) for name in names]
            found = self._pools[key] = tuple(
                self._books.checks[other.id]
                for other in others
                if other is not None
                and other.id in self._books.checks  # a single round runs enabled ones only
            )
        return found


def members(check: Check) -> set[str]:
    """Return the ids of the checks by which a check is judged."""
    return {
        member.partition("#")[0]
        for rule in check.rules
        if isinstance(rule, Composite)
        for member in rule.members
    }


def _is_proved(memory: CheckMemory, rule: str) -> bool:
    """Return whether the newest verdict of a rule says anything."""
    return any(each.rule == rule and each.level is not Level.NONE for each in memory.verdicts)


def _value(memory: CheckMemory, series: str) -> float | None:
    found = memory.window.values_of(series)
    # The rule of a peer may name the metric of several instances; here it is one series.
    return found[0][1] if len(found) == 1 and found[0][0] == series and math.isfinite(found[0][1]) else None
