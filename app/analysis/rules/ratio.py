"""The share of bad events among all."""

from app.analysis.rules.buckets import Buckets
from app.analysis.rules.events import Source
from app.analysis.rules.follower import Finding, Forgetful, Others, Results
from app.analysis.rules.reasons import Reasons
from app.analysis.threshold import level_of, limit_of
from app.model.clock import Moment
from app.model.rule import Ratio, Threshold
from app.model.verdict import Level

_SLOTS = 30


class RatioFollower(Forgetful):
    """The rule ``ratio`` of one check."""

    __slots__ = ("_buckets", "_limits", "_reasons", "_rule", "_source")

    def __init__(self, rule: Ratio, reasons: Reasons) -> None:
        self._rule = rule
        self._reasons = reasons
        self._limits = Threshold(
            metric=rule.metric, warning=rule.warning, critical=rule.critical, recovery=rule.recovery
        )
        self._source = Source(rule, rule.window)
        self._buckets = Buckets(rule.window / _SLOTS, _SLOTS)

    def take(self, results: Results) -> None:
        """Count the newest events."""
        events = self._source.read(results)
        if events is not None:
            self._buckets.add(results.newest.ended.mono, events.bad, events.total)

    def judge(self, results: Results, present: Level, now: Moment, others: Others) -> Finding:  # noqa: ARG002
        """Return what the share of bad events says; too few of them say nothing."""
        rule = self._rule
        if not self._source.known(results):
            return self._reasons.nothing(results)
        sums = self._buckets.sums(now.mono, rule.window)
        if sums.total < rule.least:
            return Finding(Level.NONE, self._reasons.too_few(sums.total, rule.least), rule.metric)
        share = sums.bad / sums.total
        level = level_of(self._limits, share, present)
        limit = limit_of(self._limits, level)
        reason = self._reasons.within
        if level is not Level.GOOD and limit is not None:
            back = limit if share > limit or rule.recovery is None else rule.recovery
            reason = self._reasons.share(sums, rule, back, held=share <= limit)
        return Finding(level, reason, rule.metric, share, limit)
