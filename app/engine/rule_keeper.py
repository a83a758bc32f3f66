"""What rules have counted and learned goes into the store now and then, and comes back after a restart."""

from collections.abc import Sequence

from app.engine.check_memory import CheckMemory
from app.engine.core import Core
from app.model.clock import Moment
from app.model.ports import RuleMemory

_EACH = 60.0  # seconds between two times that it is stored


class RuleKeeper:
    """Stores what changed once a minute; a crash costs no more than that."""

    def __init__(self, core: Core) -> None:
        self._books = core.books
        self._journal = core.journal
        self._next: float | None = None

    def round(self, now: Moment) -> None:
        """Store what changed where it is time."""
        if self._next is None:
            self._next = now.mono + _EACH
        if now.mono >= self._next:
            self._next = now.mono + _EACH
            self.store(now)

    def store(self, now: Moment) -> None:
        """Hand what changed to the journal."""
        for memory in self._books.checks.values():
            for rule, follower in memory.window.followers().items():
                body = follower.kept(now)
                if body is not None:
                    self._journal.rule(RuleMemory(check=memory.check.id, rule=rule, at=now, body=body))


def restore(memory: CheckMemory, kept: Sequence[RuleMemory]) -> None:
    """Give a check that has no result yet what an earlier run has counted for its rules."""
    stored = {each.rule: each for each in kept}
    for rule, follower in memory.window.expected(stored):
        follower.restore(stored[rule].body, stored[rule].at)
