"""The line of checks that are due and have no place yet."""

from collections import deque
from collections.abc import Callable, Container

from app.engine.limits import Limits
from app.engine.schedule import Due


class Line:
    """First come, first served; whoever waits for a host whose places are taken lets the others pass.

    ``host_of`` tells the host of a check. Nothing is looked at twice: with a thousand in line for a host that
    hangs, a place that comes free elsewhere costs as much as with none.
    """

    def __init__(self, limits: Limits, host_of: Callable[[str], str]) -> None:
        self._limits = limits
        self._host_of = host_of
        self._line: deque[Due] = deque()
        self._for_host: dict[str, deque[Due]] = {}
        self._held_up: set[str] = set()  # checks that wait, or waited, for their host

    def __len__(self) -> int:
        return len(self._line) + sum(map(len, self._for_host.values()))

    def overdue(self, now: float) -> float:
        """Return for how many seconds the first waits that only wants a place, at whatever host."""
        return max(0.0, now - self._line[0].planned) if self._line else 0.0

    @property
    def without_place(self) -> int:
        """How many wait for a place at whatever host: these we cannot start."""
        return len(self._line)

    def was_held_up(self, check: str) -> bool:
        """Return whether a check that starts now had to wait for its host; told once."""
        if check not in self._held_up:
            return False
        self._held_up.discard(check)
        return True

    def admit(self, due: Due) -> bool:
        """Take a place for a check and return True, or put it in line."""
        if not self._line and self._place(due):
            return True
        if self._limits.full:
            self._line.append(due)
        return False

    def next(self, host: str) -> Due | None:
        """Return who takes the place that came free at ``host``; the place is taken."""
        while self._line:
            if self._limits.full:
                return None
            due = self._line.popleft()
            if self._place(due):
                return due
        waiting = self._for_host.get(host)
        if not waiting or not self._limits.take(host):
            return None
        due = waiting.popleft()
        if not waiting:
            del self._for_host[host]
        return due

    def keep(self, checks: Container[str]) -> None:
        """Forget all but these, and look anew at where those belong that stay."""
        waiting = [*self._line, *(due for line in self._for_host.values() for due in line)]
        self._line = deque(due for due in waiting if due.check in checks)
        self._for_host.clear()
        self._held_up.clear()

    def _place(self, due: Due) -> bool:
        """Take a place; where only the host has none, the check waits for the host."""
        host = self._host_of(due.check)
        if self._limits.take(host):
            return True
        if not self._limits.full:
            self._for_host.setdefault(host, deque()).append(due)
            self._held_up.add(due.check)
        return False
