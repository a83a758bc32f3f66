"""Which checks are due: a pure book over the clock that never jumps."""

import hashlib
import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.model.check import Check
from app.model.clock import Moment
from app.model.value import Value

_CATCH_UP = 2.0  # seconds over which a round is spread that comes after a gap
_CATCH_UP_EACH = 0.02  # of these for one check
_GAP = 1.0  # seconds behind the plan that are a gap (sleep, stop), not lateness
# Timers may come a little early; what is due so soon is due.
_EARLY = 0.001
# Places in the interval are multiples of this: several checks begin at one waking of the loop, and waking is
# what a check costs most at a slow pace. Short intervals keep exact places.
_STEP = 0.01
_SHORT = 1.0


class Due(Value, frozen=True, kw_only=True):
    """A check whose time has come. ``planned`` is on the monotonic clock."""

    check: str
    planned: float


@dataclass(kw_only=True, slots=True)
class _Slot:
    check: Check
    phase: float  # seconds into the interval at which it starts
    planned: float
    started: float | None = None  # start of the newest run
    running: bool = False
    wished: bool = False  # asked for while it ran
    postponed: bool = False  # already put off once, by the spreading after a gap


class Schedule:
    """Spreads checks evenly over their interval; each has at most one run at a time.

    Runs are counted from start to start. After a gap each check is due once, never for what was missed.
    """

    def __init__(self) -> None:
        self._slots: dict[str, _Slot] = {}
        self._heap: list[tuple[float, str]] = []
        self.skipped = 0  # planned starts that passed while the check still ran or waited

    def set(self, checks: Sequence[Check], now: Moment) -> None:
        """Take an inventory. Kept checks with the same interval keep their plan and what runs of them."""
        enabled = [check for check in checks if check.enabled]
        phases = _phases(enabled)
        kept = self._slots
        self._slots = {}
        for check in enabled:
            self._slots[check.id] = self._slot(check, kept.get(check.id), phases[check.id], now)
        self._heap = [(slot.planned, name) for name, slot in self._slots.items() if not slot.running]
        heapq.heapify(self._heap)

    def due(self, now: Moment) -> tuple[Due, ...]:
        """Return the checks whose time has come and mark them as running, earliest first."""
        found: list[_Slot] = []
        late: list[_Slot] = []
        until = now.mono + _EARLY
        while self._heap and self._heap[0][0] <= until:
            planned, name = heapq.heappop(self._heap)
            slot = self._slots.get(name)
            if slot is None or slot.running or slot.planned != planned:
                continue  # left over from an older plan
            (late if now.mono - planned > _GAP and not slot.postponed else found).append(slot)
        found += self._spread(late, now)
        for slot in found:
            slot.running, slot.postponed = True, False
        return tuple(Due(check=slot.check.id, planned=slot.planned) for slot in found)

    def next_at(self) -> float | None:
        """Return when the next check is due on the monotonic clock; None where nothing is planned."""
        return self._heap[0][0] if self._heap else None

    def next_of(self, check: str) -> float | None:
        """Return when a check is due next on the monotonic clock; None where it is not, or runs now."""
        slot = self._slots.get(check)
        return None if slot is None or slot.running else slot.planned

    def started(self, check: str, now: Moment) -> None:
        """Note that a run began; the next one is counted from here."""
        if check in self._slots:
            self._slots[check].started = now.mono

    def finished(self, check: str, now: Moment, *, soft: bool) -> None:
        """Plan the next run; ``soft``: after the retry interval, because a bad result wants confirmation."""
        slot = self._slots.get(check)
        if slot is None:
            return
        slot.running = False
        started = now.mono if slot.started is None else slot.started
        if slot.wished:
            slot.wished = False
            planned = now.mono
        elif soft:
            planned = max(started + slot.check.retry_interval, now.mono)
        else:
            planned = self._next_slot(slot, started, now)
        self._plan(slot, planned)

    def recheck(self, checks: Iterable[str], now: Moment) -> int:
        """Make checks due at once; one that runs will run again after it. Return how many were found."""
        slots = [self._slots[name] for name in checks if name in self._slots]
        for slot in slots:
            if slot.running:
                slot.wished = True
            elif slot.planned > now.mono:
                self._plan(slot, now.mono)
        return len(slots)

    def look_again(self, checks: Iterable[str], now: Moment, rate: float = 0.0) -> None:
        """Make checks due soon, in this order; one that runs will run again after it.

        All within a moment, or with a ``rate`` at most so many a second.
        """
        slots = [self._slots[name] for name in checks if name in self._slots]
        step = 1 / rate if rate else min(_CATCH_UP_EACH, _CATCH_UP / max(1, len(slots)))
        for place, slot in enumerate(slots):
            if slot.running:
                slot.wished = True
            elif slot.planned > now.mono + place * step:
                self._plan(slot, now.mono + place * step)

    def _next_slot(self, slot: _Slot, started: float, now: Moment) -> float:
        # A run that began a little early was on time, and is not planned again for the same place.
        after_start = _on_grid(slot, started + 2 * _EARLY)
        after_now = max(after_start, _on_grid(slot, now.mono))
        self.skipped += min(1000, round((after_now - after_start) / slot.check.interval))
        return after_now

    def _plan(self, slot: _Slot, planned: float) -> None:
        slot.planned = planned
        heapq.heappush(self._heap, (planned, slot.check.id))

    def _spread(self, late: Sequence[_Slot], now: Moment) -> list[_Slot]:
        """Plan the one round that follows a gap, not all in one millisecond; return what starts at once."""
        step = min(_CATCH_UP_EACH, _CATCH_UP / max(1, len(late)))
        for place, slot in enumerate(late[1:], start=1):
            slot.postponed = True
            self._plan(slot, now.mono + place * step)
        for slot in late[:1]:
            slot.planned = now.mono
        return list(late[:1])

    def _slot(self, check: Check, kept: _Slot | None, phase: float, now: Moment) -> _Slot:
        if kept is not None and kept.check.interval == check.interval:
            kept.check = check
            return kept
        fresh = _Slot(check=check, phase=phase, planned=0.0)
        fresh.planned = _on_grid(fresh, now.mono)
        if kept is not None:
            fresh.running, fresh.started = kept.running, kept.started
        return fresh


def _on_grid(slot: _Slot, after: float) -> float:
    """Return the first planned start after a time."""
    interval = slot.check.interval
    return slot.phase + interval * (math.floor((after - slot.phase) / interval) + 1)


def _phases(checks: Sequence[Check]) -> dict[str, float]:
    """Return each check's place in its interval: even by rank, in an order that does not follow the file."""
    groups: dict[float, list[tuple[float, str]]] = {}
    for check in checks:
        groups.setdefault(check.interval, []).append((_fraction(check.id), check.id))
    phases: dict[str, float] = {}
    for interval, members in groups.items():
        for rank, (fraction, name) in enumerate(sorted(members)):
            phase = (rank + fraction) / len(members) * interval
            phases[name] = phase if interval < _SHORT else math.floor(phase / _STEP) * _STEP
    return phases


def _fraction(name: str) -> float:
    """Return a number from 0 to 1 that is the same for this name on every machine."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=6).digest()) / 2**48
