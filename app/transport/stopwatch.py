"""How long each part of a run took."""

from collections.abc import Callable
from time import perf_counter

from app.model.probe import Phase


class Stopwatch:
    """Phases of one run, one after the other; a name that comes again is added up.

    ``phase`` is the present one: what a deadline that strikes now is blamed on. ``listener`` is told of
    each phase that begins, of "" between two.
    """

    __slots__ = ("_entered", "_spent", "began", "listener", "phase")

    def __init__(self) -> None:
        self.began = perf_counter()
        self.phase = ""
        self.listener: Callable[[str], None] | None = None
        self._entered = self.began
        self._spent: dict[str, float] = {}

    def enter(self, name: str, at: float | None = None) -> None:
        """Begin a phase and end the one before, now or ``at`` a past moment of ``perf_counter``."""
        now = perf_counter() if at is None else max(at, self._entered)
        self._close(now)
        self.phase = name
        self._entered = now
        if self.listener is not None:
            self.listener(name)

    def stop(self, at: float | None = None) -> None:
        """End the last phase, now or ``at`` a past moment of ``perf_counter``."""
        self.enter("", at)

    def mark(self) -> dict[str, float]:
        """Return what was spent so far, for ``fold`` and ``forget_since``."""
        return self._spent.copy()

    def fold(self, name: str, before: dict[str, float]) -> None:
        """Make one phase of all that was spent since a mark."""
        spent = self.total - sum(before.values())
        self._spent = {**before, name: before.get(name, 0.0) + spent}

    def leave_out(self, name: str) -> None:
        """End the last phase, and forget all phases of a name: they were not the target's."""
        self.stop()
        self._spent.pop(name, None)

    def forget_since(self, mark: dict[str, float]) -> None:
        """Forget the phases since ``mark``: of an attempt that does not count."""
        self.stop()
        self._spent = mark

    def _close(self, now: float) -> None:
        if self.phase:
            self._spent[self.phase] = self._spent.get(self.phase, 0.0) + now - self._entered

    @property
    def total(self) -> float:
        """Seconds of all phases that ended."""
        return sum(self._spent.values())

    def phases(self) -> tuple[Phase, ...]:
        """Return the phases that ended, in order."""
        return tuple(Phase(name=name, seconds=seconds) for name, seconds in self._spent.items())
