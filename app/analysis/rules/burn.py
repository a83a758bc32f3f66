"""How fast an error budget burns: several pairs of windows, each with a burn rate of its own.

The burn rate of a window is ``bad / total / (1 - objective)``. A pair is bad while both of its windows burn
faster than its limit: the long one says that it matters, the short one that it still goes on ("The Site
Reliability Workbook", 2018, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts").

Decisions of ours:

- A window is judged over what is known of it, as Prometheus does, from ``least`` events on and not before the
  time of the short window is known; the reason says how much that is.
- Where a pair is not known yet, what is bad already does not become good by the others.
- What is bad stays so until the short window burns a tenth slower than the limit: it trembles.
"""

import zlib
from typing import Literal

import msgspec

from app.analysis.rules.buckets import Buckets, Stored, Sums
from app.analysis.rules.events import Source
from app.analysis.rules.follower import Finding, Others, Results
from app.analysis.rules.reasons import Pace, Reasons
from app.model.clock import Moment
from app.model.rule import Burn, Span
from app.model.verdict import Level

_FINE = 6  # slots of the short window
_MOST = 120  # slots of a row
_CALMER = 0.9
_LARGEST = 1_000_000  # bytes of what was stored
_RANK = {Level.NONE: 0, Level.GOOD: 1, Level.WARNING: 2, Level.CRITICAL: 3}


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    version: Literal[1]
    rows: tuple[Stored | None, ...]


class BurnFollower:
    """The rule ``burn`` of one check: one row of slots for each pair of windows, about 1.3 KiB each."""

    __slots__ = ("_new", "_reasons", "_rows", "_rule", "_source")

    def __init__(self, rule: Burn, reasons: Reasons, interval: float) -> None:
        self._rule = rule
        self._reasons = reasons
        self._source = Source(rule, min(span.short for span in rule.windows))
        self._rows = [Buckets(*_slots(span, interval)) for span in rule.windows]
        self._new = False

    def take(self, results: Results) -> None:
        """Count the newest events."""
        events = self._source.read(results)
        if events is None:
            return
        self._new = True
        for row in self._rows:
            row.add(results.newest.ended.mono, events.bad, events.total)

    def judge(self, results: Results, present: Level, now: Moment, others: Others) -> Finding:  # noqa: ARG002
        """Return what the worst pair of windows says."""
        if not self._source.known(results):
            return self._reasons.nothing(results)
        pairs = zip(self._rule.windows, self._rows, strict=True)
        paces = [self._pace(span, row, present, now.mono) for span, row in pairs]
        worst = max(paces, key=lambda pace: (_RANK[pace.level], pace.burn))
        if worst.level is Level.NONE:
            return Finding(Level.NONE, self._reasons.young_budget, self._rule.metric)
        unknown = any(pace.level is Level.NONE for pace in paces)
        if worst.level is Level.GOOD and unknown and _RANK[present] > _RANK[Level.GOOD]:
            return Finding(Level.NONE, self._reasons.unproved_budget, self._rule.metric)
        if worst.level is Level.GOOD:
            longest = max(paces, key=lambda pace: pace.span.long)
            reason = self._reasons.lasts(longest)
        else:
            reason = self._reasons.burns(worst, self._rule.objective)
        return Finding(worst.level, reason, self._rule.metric, worst.burn, worst.span.burn)

    def _pace(self, span: Span, row: Buckets, present: Level, at: float) -> Pace:
        long, short = row.sums(at, span.long), row.sums(at, span.short)
        if long.total < self._rule.least or long.known < min(span.short, row.size * _FINE) or not short.known:
            return Pace(Level.NONE, span, 0.0, 0.0, long.known)
        held = _RANK[present] >= _RANK[Level(span.level)]
        limit = span.burn * _CALMER if held else span.burn
        fast, slow = self._burn(long), self._burn(short)
        level = Level(span.level) if fast > limit and slow > limit else Level.GOOD
        return Pace(level, span, fast, slow, long.known)

    def _burn(self, sums: Sums) -> float:
        return sums.bad / sums.total / (1 - self._rule.objective) if sums.total else 0.0

    def kept(self, now: Moment) -> bytes | None:
        """Return the rows of slots where something was counted since the last call."""
        if not self._new:
            return None
        self._new = False
        rows = tuple(row.stored(now.mono) for row in self._rows)
        return zlib.compress(msgspec.msgpack.encode(_Stored(1, rows)), 1)

    def restore(self, body: bytes, at: Moment) -> None:
        """Take over rows of the same slots."""
        try:
            stored = msgspec.msgpack.decode(zlib.decompressobj().decompress(body, _LARGEST), type=_Stored)
        except (zlib.error, msgspec.DecodeError):
            return
        if len(stored.rows) != len(self._rows):
            return
        for row, kept in zip(self._rows, stored.rows, strict=True):
            if kept is not None:
                row.restore(kept, at.mono)


def _slots(span: Span, interval: float) -> tuple[float, int]:
    """Return size and number of the slots of a pair of windows: never more than a run apart."""
    size = max(span.short / _FINE, span.long / _MOST, interval)
    return size, max(1, round(span.long / size))
