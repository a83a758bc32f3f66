"""All that the engine keeps in memory; only the pipeline, intents and a new inventory change it."""

from collections.abc import Iterable

from app.alerts.book import AlertBook
from app.engine.check_memory import CheckMemory
from app.incidents.book import IncidentBook
from app.model.check import Inventory
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.ports import Muting, Seat
from app.model.target import Target


class Books:
    """Inventory, check memories, alerts, incidents and what silences."""

    def __init__(self) -> None:
        self.inventory = Inventory()
        self.targets: dict[str, Target] = {}
        self.checks: dict[str, CheckMemory] = {}
        self.alerts = AlertBook()
        self.incidents = IncidentBook()
        self.closed_before: Incident | None = None  # the last one that an earlier run closed
        self.muting: Muting | None = None
        # Told before the present shell session began and not worse since: shown, not heard.
        self.known: frozenset[str] = frozenset()
        self.held = False  # a shell has tray and sound, or had them and vanished unasked
        self.blind = False
        self.sighted: Moment | None = None  # end of the last blindness
        self.unseen: set[str] = set()  # incidents that were kept from somebody because we were blind
        self.overloaded = False
        self.quiet_since: Moment | None = None  # end of the last incident, or the start of the record

    @property
    def last_closed(self) -> Incident | None:
        """The incident that was closed last."""
        return self.incidents.last_closed or self.closed_before

    @property
    def seat(self) -> Seat:
        """What is kept of tray and sound over a restart."""
        return Seat(held=self.held, known=tuple(sorted(self.known)))

    def muted(self, now: Moment) -> bool:
        """Whether there is no tone now."""
        return self.muting is not None and self.muting.until.mono > now.mono

    def incidents_by_check(self) -> dict[str, Incident]:
        """Return the open incident of each check that takes part in one."""
        return {key.check: each for each in self.incidents.open() for key in each.alerts}

    def meant(self, what: str) -> tuple[str, ...]:
        """Return the checks that a check id, a target id or an empty text means."""
        if not what:
            return tuple(self.checks)
        if what in self.checks:
            return (what,)
        return tuple(name for name, memory in self.checks.items() if memory.check.target == what)

    def refer_to(self, memories: Iterable[CheckMemory]) -> None:
        """Take the memories of a new inventory, in its order."""
        self.checks = {memory.check.id: memory for memory in memories}
