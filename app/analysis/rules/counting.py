"""Counters that other programs keep: what they grew by, over all their instances."""

from typing import NamedTuple

_MOST = 256  # instances of one metric that are followed


class Growth(NamedTuple):
    """An increase, and over how many seconds it came together."""

    amount: float
    seconds: float


class Counter:
    """Increases of one metric that counts up.

    A value below the last one is a counter that began anew at nothing (its program was started again): it
    grew by what it shows now (Prometheus' ``increase``). An instance that is seen for the first time grew by
    nothing, for nobody knows when it began. After a pause longer than ``longest`` all begin anew.
    """

    __slots__ = ("_at", "_last", "_longest")

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._at: float | None = None
        self._last: dict[str, float] = {}

    def grow(self, found: tuple[tuple[str, float], ...], at: float) -> Growth | None:
        """Return what all instances together grew by since the last call; None where that is not known."""
        before = self._at
        if not found:
            return None
        if before is not None and at - before > self._longest:
            before, self._last = None, {}
        amount, followed = 0.0, False
        for series, value in found:
            last = self._last.get(series)
            if last is not None:
                followed = True
                amount += value - last if value >= last else max(0.0, value)
            elif len(self._last) >= _MOST:
                continue
            self._last[series] = value
        self._at = at
        return Growth(amount, at - before) if followed and before is not None else None
