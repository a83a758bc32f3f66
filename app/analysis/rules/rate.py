"""How fast a value changes."""

from array import array

from app.analysis.rules.counting import Counter
from app.analysis.rules.follower import Finding, Forgetful, Others, Results
from app.analysis.rules.reasons import Reasons, worst
from app.analysis.threshold import level_of, limit_of
from app.model.clock import Moment
from app.model.rule import SECONDS, Rate, Threshold
from app.model.verdict import Level

_POINTS = 30  # kept of one series over the span
_MOST = 32  # series of one rule
_KNOWN = 0.5  # share of the span that must lie between the first value and the last


class _Track:
    """Values of one series, spread over the span; of a counter the sum of its increases."""

    __slots__ = ("_apart", "_counter", "_span", "_times", "_values")

    def __init__(self, rule: Rate) -> None:
        self._span = rule.over
        self._apart = rule.over / _POINTS
        self._counter = Counter(rule.over) if rule.counter else None
        self._times = array("d")
        self._values = array("d")

    def add(self, value: float, at: float) -> None:
        if self._counter is not None:
            growth = self._counter.grow((("", value),), at)
            if growth is None:  # it begins, or begins anew after a long pause
                self._times, self._values = array("d"), array("d")
            value = growth.amount + self._values[-1] if growth is not None and self._values else 0.0
        if len(self._times) > 1 and at - self._times[-2] < self._apart:
            self._times[-1], self._values[-1] = at, value  # the newest is always kept, others at a distance
        else:
            self._times.append(at)
            self._values.append(value)
        gone = 0
        while self._times[gone] < at - self._span:
            gone += 1
        del self._times[:gone], self._values[:gone]

    def speed(self) -> float | None:
        """Return the change a second over what is kept; None while that is too little."""
        passed = self._times[-1] - self._times[0]
        if passed < self._span * _KNOWN:
            return None
        return (self._values[-1] - self._values[0]) / passed


class RateFollower(Forgetful):
    """The rule ``rate`` of one check."""

    __slots__ = ("_limits", "_reasons", "_rule", "_tracks")

    def __init__(self, rule: Rate, reasons: Reasons) -> None:
        self._rule = rule
        self._reasons = reasons
        self._limits = Threshold(
            metric=rule.metric, warning=rule.warning, critical=rule.critical, recovery=rule.recovery
        )
        self._tracks: dict[str, _Track] = {}

    def take(self, results: Results) -> None:
        """Take the newest values."""
        at = results.newest.ended.mono
        for series, value in results.values_of(self._rule.metric):
            track = self._tracks.get(series)
            if track is None:
                if len(self._tracks) >= _MOST:
                    continue
                track = self._tracks[series] = _Track(self._rule)
            track.add(value, at)

    def judge(self, results: Results, present: Level, now: Moment, others: Others) -> Finding:  # noqa: ARG002
        """Return what is said of the series that changes worst."""
        found = results.values_of(self._rule.metric)
        if not found:
            return self._reasons.nothing(results)
        return worst([self._one(series, present) for series, _ in found])

    def _one(self, series: str, present: Level) -> Finding:
        rule, reasons = self._rule, self._reasons
        track = self._tracks.get(series)
        speed = track.speed() if track is not None else None
        if speed is None:
            return Finding(Level.NONE, reasons.too_short(rule.over), series)
        rises = speed * SECONDS[rule.per]
        amount = {"rise": rises, "fall": -rises, "both": abs(rises)}[rule.direction]
        level = level_of(self._limits, amount, present)
        limit = limit_of(self._limits, level)
        reason = reasons.within
        if level is not Level.GOOD and limit is not None:
            back = limit if amount > limit or rule.recovery is None else rule.recovery
            reason = reasons.changes(series, rises, back, rule, held=amount <= limit)
        return Finding(level, reason, series, rises, limit)
