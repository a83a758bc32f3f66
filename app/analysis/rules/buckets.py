"""Sums of events over the recent past, in little memory: a row of equal slots of time.

A window is whole slots: the one that has begun and those before it. Two doubles and a sign of life a slot.
"""

from array import array
from typing import NamedTuple

import msgspec


class Sums(NamedTuple):
    """Bad events, all events, and for how many seconds of the window anything is known."""

    bad: float
    total: float
    known: float


class Stored(msgspec.Struct, frozen=True, array_like=True):
    """A row of slots as it is kept over a restart."""

    size: float
    begun: float  # seconds since the newest slot began
    bad: bytes
    total: bytes
    seen: bytes


class Buckets:
    """``count`` slots of ``size`` seconds; times are of the clock that never jumps."""

    __slots__ = ("_bad", "_newest", "_seen", "_total", "count", "size")

    def __init__(self, size: float, count: int) -> None:
        self.size = size
        self.count = count
        self._newest: int | None = None  # number of the last slot
        self._bad = array("d", bytes(8 * count))
        self._total = array("d", bytes(8 * count))
        self._seen = bytearray(count)

    def add(self, at: float, bad: float, total: float) -> None:
        """Count events; what comes from before the newest slot counts in that."""
        self._go_to(int(at // self.size))
        self._bad[-1] += bad
        self._total[-1] += total
        self._seen[-1] = 1

    def sums(self, at: float, span: float) -> Sums:
        """Return the sums of the slots that make up the last ``span`` seconds before ``at``."""
        if self._newest is None:
            return Sums(0.0, 0.0, 0.0)
        slots = max(1, round(span / self.size))
        late = max(0, int(at // self.size) - self._newest)
        wanted = min(slots - late, self.count)
        if wanted <= 0:
            return Sums(0.0, 0.0, 0.0)
        known = min(span, sum(self._seen[-wanted:]) * self.size)
        return Sums(sum(self._bad[-wanted:]), sum(self._total[-wanted:]), known)

    def stored(self, at: float) -> Stored | None:
        """Return what is to be kept at ``at``."""
        if self._newest is None:
            return None
        begun = max(0.0, at - self._newest * self.size)
        return Stored(self.size, begun, self._bad.tobytes(), self._total.tobytes(), bytes(self._seen))

    def restore(self, stored: Stored, at: float) -> bool:
        """Take over what was kept at ``at``, on today's clock; False where it is of other slots."""
        sizes = (len(stored.bad), len(stored.total), len(stored.seen))
        if stored.size != self.size or sizes != (8 * self.count, 8 * self.count, self.count):
            return False
        self._newest = int((at - stored.begun) // self.size)
        self._bad = array("d", stored.bad)
        self._total = array("d", stored.total)
        self._seen = bytearray(stored.seen)
        return True

    def _go_to(self, slot: int) -> None:
        if self._newest is None:
            self._newest = slot
            return
        ahead = min(slot - self._newest, self.count)
        if ahead <= 0:
            return
        self._newest = slot
        for row in (self._bad, self._total):
            del row[:ahead]
            row.frombytes(bytes(8 * ahead))
        del self._seen[:ahead]
        self._seen.extend(bytes(ahead))
