"""Whether what stands above an incident may yet prove to be its cause; until then nobody is told of it."""

from collections.abc import Callable, Iterable

from app.engine.check_memory import CheckMemory
from app.engine.core import Core
from app.incidents.dependency import ancestors
from app.model.alert import AlertPhase
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.inventory_error import InventoryError as _Unused
from app.model.rule import UP

_AGAIN = 0.5  # seconds between two wishes for the same check
_SLACK = 1.0


class Doubt:
    """Looks at the parents of what begins to fail, so that the one cause is known before its effects are told.

    A child that is probed a moment before its parent would otherwise be told first. What is shown and heard
    is not held up, only the notices are; and no longer than a parent takes to be confirmed.
    """

    def __init__(self, core: Core) -> None:
        self._books = core.books
        self._clock = core.clock
        self._asked: dict[str, float] = {}
        self._by_target: dict[str, list[CheckMemory]] = {}
        self._known: object = None  # the inventory that the index is of
        self.recheck: Callable[[Iterable[str]], object] | None = None

    def look_above(self, target: str, since: Moment) -> None:
        """Have each parent probed now whose newest good result is older than ``since``."""
        now = self._clock.now()
        wanted = [
            memory.check.id
            for memory in self._above(target)
            if not self._soft(memory)
            and not _answered_since(memory, since)
            and now.mono - self._asked.get(memory.check.id, -_AGAIN) >= _AGAIN
        ]
        if wanted and self.recheck is not None:
            self._asked.update(dict.fromkeys(wanted, now.mono))
            self.recheck(wanted)

    def about(self, incident: Incident) -> bool:
        """Return whether a parent is neither proved to work since this began nor confirmed to have failed."""
        above = self._above(incident.target) if not incident.blocked_by else []
        waited = self._clock.now().seconds_since(incident.opened)
        if waited > max((_patience(memory) for memory in above), default=0.0):
            return False
        open_ = any(self._soft(memory) or not _decided(memory, incident.began) for memory in above)
        if open_:
            self.look_above(incident.target, incident.began)
        return open_
