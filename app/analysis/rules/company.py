"""What checks know of one another: peers in a pool, members of a composite. Indexed once an inventory."""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Protocol

from app.analysis.absence import is_stale
from app.analysis.rules.follower import Member
from app.analysis.state import Shown
from app.analysis.window import Window
from app.model.alert import Alert, AlertPhase
from app.model.check import Check
from app.model.clock import Moment
from app.model.pool import LabelValue, counterpart, of_targets
from app.model.rule import NO_DATA, Composite, Label, Peer
from app.model.state import State
from app.model.target import Target
from app.model.verdict import Level, Verdict

_HARD = (AlertPhase.FIRING, AlertPhase.RECOVERING)
_RANK = {Level.NONE: 0, Level.GOOD: 1, Level.WARNING: 2, Level.CRITICAL: 3}
_UNPROVED = (State.UNKNOWN, State.PENDING)
# So many peers tell the usual of a pool; thousands more would but cost each verdict their time.
_MOST_PEERS = 256
_Pool = tuple[LabelValue | tuple[str, ...], str, type]


class Known(Protocol):
    """What is known of one check."""

    check: Check
    window: Window
    shown: Shown
    verdicts: tuple[Verdict, ...]


class Company:
    """Answers for all checks that ``find`` knows (``app.analysis.rules.follower.Others``).

    ``alerts``: those of a check, by rule. ``hides``: whether its newest result is older than our blindness.
    """

    def __init__(
        self,
        *,
        find: Callable[[str], Known | None],
        alerts: Callable[[str], Mapping[str, Alert]],
        hides: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._find = find
        self._alerts = alerts
        self._hides = hides
        self._targets: Mapping[str, Target] = {}
        self._by_target: dict[str, list[Check]] = {}
        self._by_label: dict[LabelValue, Sequence[str]] = {}
        self._pools: dict[_Pool, tuple[Known, ...]] = {}

    def index(self, targets: Mapping[str, Target], checks: Sequence[Check]) -> None:
        """Take an inventory."""
        self._by_target, self._by_label, self._pools = {}, {}, {}
        self._targets = targets
        if any(isinstance(rule, Peer) for check in checks for rule in check.rules):
            self._by_label = dict(of_targets(self._targets.values()))
            for check in checks:
                self._by_target.setdefault(check.target, []).append(check)

    def peers(self, check: str, rule: Peer, series: str, now: Moment) -> Sequence[float]:
        """Return the fresh values of a series at the other members of a check's pool."""
        own = self._find(check)
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
        known = self._find(check)
        if known is None:
            return Member(Level.NONE, name)
        level, shown = self._level(check, rule), known.shown.state
        if not self._is_fresh(known, now) or shown in _UNPROVED or (rule and not _is_proved(known, rule)):
            waiting = known.check.enabled and shown is State.PENDING
            return Member(Level.NONE, known.check.name, waiting)
        return Member(level, known.check.name)

    def pooled(self, check: Check, rule: Peer) -> Iterator[str]:
        """Yield the ids of the checks of a pool, whether anything is known of them or not."""
        for name in self._named(check, rule)[1]:
            other = counterpart(check, self._by_target.get(name, ()))
            if other is not None:
                yield other.id

    def _level(self, check: str, rule: str) -> Level:
        bad = [
            alert.level
            for name, alert in self._alerts(check).items()
            if alert.phase in _HARD and name != NO_DATA and rule in ("", name)
        ]
        return max(bad, key=_RANK.__getitem__, default=Level.GOOD)

    def _is_fresh(self, known: Known, now: Moment) -> bool:
        """Return whether the newest result says something of its target as it is now."""
        last = known.window.last
        if last is None or not known.check.enabled or not known.window.judged:
            return False
        return not is_stale(last.ended, known.check.interval, now) and not self._hides(known.check.id)

    def _pool(self, check: Check, rule: Peer) -> tuple[Known, ...]:
        """Return the checks of a pool, found once for all of its members."""
        pool, names = self._named(check, rule)
        if not names:
            return ()
        key = (pool, check.id.partition("/")[2], type(check.probe))
        found = self._pools.get(key)
        if found is None:
            # a single round runs enabled ones only
            known = (self._find(name) for name in self.pooled(check, rule))
            found = self._pools[key] = tuple(each for each in known if each is not None)
        return found

    def _named(self, check: Check, rule: Peer) -> tuple[LabelValue | tuple[str, ...], Collection[str]]:
        """Return the pool of a check, and the ids of its targets."""
        if not isinstance(rule.pool, Label):
            return rule.pool, rule.pool
        target = self._targets.get(check.target)
        value = target.labels.get(rule.pool.label) if target is not None else None
        if value is None:
            return (), ()
        pool = (rule.pool.label, value)
        return pool, self._by_label.get(pool, ())


def members(check: Check) -> set[str]:
    """Return the ids of the checks by which a check is judged."""
    return {
        member.partition("#")[0]
        for rule in check.rules
        if isinstance(rule, Composite)
        for member in rule.members
    }


def _is_proved(known: Known, rule: str) -> bool:
    """Return whether the newest verdict of a rule says anything."""
    return any(each.rule == rule and each.level is not Level.NONE for each in known.verdicts)


def _value(known: Known, series: str) -> float | None:
    found = known.window.values_of(series)
    # The rule of a peer may name the metric of several instances; here it is one series.
    return found[0][1] if len(found) == 1 and found[0][0] == series and math.isfinite(found[0][1]) else None
