"""One node against its pool."""

from collections.abc import Sequence
from statistics import median

from app.analysis.rules.follower import Finding, Forgetful, Others, Results
from app.analysis.rules.reasons import Reasons, worst
from app.model.clock import Moment
from app.model.rule import Peer
from app.model.verdict import Level

_NORMAL = 1.4826  # 1 / Phi^-1(3/4): makes the median absolute deviation a standard deviation
_CALMER = 0.8  # share of the distance at which a strange one is like the others again


class PeerFollower(Forgetful):
    """The rule ``peer`` of one check; it remembers nothing."""

    __slots__ = ("_check", "_reasons", "_rule")

    def __init__(self, rule: Peer, reasons: Reasons, check: str) -> None:
        self._rule = rule
        self._reasons = reasons
        self._check = check

    def take(self, results: Results) -> None:
        """Learn nothing."""

    def judge(self, results: Results, present: Level, now: Moment, others: Others) -> Finding:
        """Return what is said of the series that is farthest from those of the others."""
        found = results.values_of(self._rule.metric)
        if not found:
            return self._reasons.nothing(results)
        each = [
            self._one(series, value, others.peers(self._check, self._rule, series, now), present)
            for series, value in found
        ]
        return worst(each)

    def _one(self, series: str, value: float, peers: Sequence[float], present: Level) -> Finding:
        rule = self._rule
        if len(peers) < rule.least:
            return Finding(Level.NONE, self._reasons.few_peers(len(peers), rule.least), series, value)
        centre = median(peers)
        spread = _NORMAL * median(abs(peer - centre) for peer in peers)
        apart = max(rule.width * spread, rule.share * abs(centre), rule.apart)
        bad = self._beyond(value - centre, apart if present is Level.GOOD else apart * _CALMER)
        low = centre - apart if rule.direction != "high" else None
        high = centre + apart if rule.direction != "low" else None
        limit = high if low is None or (high is not None and value > centre) else low
        if not bad:
            return Finding(Level.GOOD, self._reasons.alike, series, value, limit, low, high)
        reason = self._reasons.apart(series, value, centre, limit or 0.0, len(peers))
        return Finding(Level(rule.level), reason, series, value, limit, low, high)

    def _beyond(self, distance: float, apart: float) -> bool:
        match self._rule.direction:
            case "high":
                return distance > apart
            case "low":
                return -distance > apart
            case _:
                return abs(distance) > apart
