"""An amount that has dropped below a share of what is usual."""

import zlib
from typing import Literal

import msgspec

from app.analysis.rules.buckets import Buckets
from app.analysis.rules.counting import Counter, Growth
from app.analysis.rules.follower import Finding, Others, Results
from app.analysis.rules.reasons import Reasons
from app.analysis.rules.usual import SLOT, Profile, Usual
from app.analysis.threshold import level_of, limit_of
from app.model.clock import Moment
from app.model.rule import SECONDS, Threshold, Volume
from app.model.verdict import Level

_SLOTS = 10
_KNOWN = 0.5  # share of the span that must be known
_BAD = (Level.WARNING, Level.CRITICAL)
_LARGEST = 100_000


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    version: Literal[1]
    slot: int
    values: bytes


class VolumeFollower:
    """The rule ``volume`` of one check; all instances of its metric count together."""

    __slots__ = ("_counter", "_limits", "_new", "_profile", "_reasons", "_recent", "_rule", "_strange")

    def __init__(self, rule: Volume, reasons: Reasons, interval: float) -> None:
        self._rule = rule
        self._reasons = reasons
        self._limits = Threshold(
            metric=rule.metric,
            warning=rule.warning,
            critical=rule.critical,
            recovery=rule.recovery,
            below=True,
        )
        self._counter = Counter(max(rule.over, 3 * interval)) if rule.counter else None
        size = max(rule.over / _SLOTS, interval)
        self._recent = Buckets(size, max(1, round(rule.over / size)))
        self._profile = Profile()
        self._strange = False
        self._new = False

    def take(self, results: Results) -> None:
        """Take the newest amount."""
        found = results.values_of(self._rule.metric)
        at = results.newest.ended
        if self._counter is not None:
            grown = self._counter.grow(found, at.mono)
        else:
            grown = Growth(sum(value for _, value in found), 1.0) if found else None
        if grown is None or grown.seconds <= 0:
            return
        self._recent.add(at.mono, grown.amount, grown.seconds)
        amount = grown.amount / grown.seconds * self._per
        if self._profile.add(amount, at.wall, strange=self._strange):
            self._new = True

    @property
    def _per(self) -> float:
        return SECONDS[self._rule.per] if self._rule.counter else 1.0

    def judge(self, results: Results, present: Level, now: Moment, others: Others) -> Finding:  # noqa: ARG002
        """Return what the amount of the span says beside the usual."""
        if not results.values_of(self._rule.metric):
            return self._reasons.nothing(results)
        finding = self._judged(present, now)
        self._strange = finding.level in _BAD or (finding.level is Level.NONE and present in _BAD)
        return finding

    def _judged(self, present: Level, now: Moment) -> Finding:
        rule, reasons = self._rule, self._reasons
        sums = self._recent.sums(now.mono, rule.over)
        if not sums.total or sums.known < rule.over * _KNOWN:
            return Finding(Level.NONE, reasons.too_short(rule.over), rule.metric)
        amount = sums.bad / sums.total * self._per
        if rule.floor is not None and amount < rule.floor:
            reason = reasons.under_floor(amount, rule)
            return Finding(Level.CRITICAL, reason, rule.metric, amount, rule.floor, *self._band(rule.floor))
        usual = self._profile.usual()
        if usual is None:
            return Finding(Level.NONE, reasons.learning, rule.metric, amount)
        if usual.amount < rule.least:
            return Finding(Level.NONE, reasons.low_traffic(usual.amount, rule), rule.metric, amount)
        return self._against(usual, amount, present)

    def _against(self, usual: Usual, amount: float, present: Level) -> Finding:
        rule = self._rule
        share = amount / usual.amount
        level = level_of(self._limits, share, present)
        limit = limit_of(self._limits, level)
        bound = None if limit is None else limit * usual.amount
        reason = self._reasons.within
        if level in _BAD:
            reason = self._reasons.dropped(share, amount, usual, rule)
        return Finding(level, reason, rule.metric, amount, bound, *self._band(bound))

    def _band(self, low: float | None) -> tuple[float | None, float | None]:
        """Return what a chart of the series can draw: a counter's own curve is not its increase."""
        return (None, None) if self._rule.counter else (low, None)

    def kept(self, now: Moment) -> bytes | None:  # noqa: ARG002 - the protocol's form
        """Return the quarters of hours where one was finished since the last call."""
        stored = self._profile.stored()
        if not self._new or stored is None:
            return None
        self._new = False
        return zlib.compress(msgspec.msgpack.encode(_Stored(1, *stored)), 1)

    def restore(self, body: bytes, at: Moment) -> None:
        """Take over the quarters of hours; they are those of the wall clock, whenever this is."""
        try:
            stored = msgspec.msgpack.decode(zlib.decompressobj().decompress(body, _LARGEST), type=_Stored)
        except (zlib.error, msgspec.DecodeError):
            return
        self._profile.restore(stored.slot, stored.values, int(at.wall // SLOT))
