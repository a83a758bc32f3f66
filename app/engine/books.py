"""All that the engine keeps in memory; only the pipeline, intents and a new inventory change it."""

from collections.abc import Iterable

from app.alerts.book import AlertBook
from app.engine.check_memory import CheckMemory
from app.engine.decisions import Decisions
from app.engine.deploys import Deploys
from app.engine.error_stream import ErrorStream
from app.incidents.book import IncidentBook
from app.model.check import Inventory
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.labels import labels_of
from app.model.matcher import Labels
from app.model.ports import Muting, Seat
from app.model.routing import Heard
from app.model.target import Target
from app.model.verdict import Level
from app.suppress.book import SuppressionBook


class Books:
    """Inventory, check memories, alerts, incidents, what silences, and what we cannot see."""

    def __init__(self) -> None:
        self.inventory = Inventory()
        self._remote: set[str] = set()  # targets the way to which leaves this machine
        self.targets: dict[str, Target] = {}
        self.checks: dict[str, CheckMemory] = {}
        self.alerts = AlertBook()
        self.incidents = IncidentBook()
        self.suppression = SuppressionBook()
        self.stream = ErrorStream()
        self.deploys = Deploys()
        self.closed_before: Incident | None = None  # the last one that an earlier run closed
        self.muting: Muting | None = None
        # Told before the present shell session began and not worse since: shown, not heard.
        self.known: frozenset[str] = frozenset()
        self.heard = Heard.ALL  # what the hours of the day let the desktop sound for
        self.held = False  # a shell has tray and sound, or had them and vanished unasked
        self.blind = False
        self.blinded: Moment | None = None  # begin of the newest blindness
        self.sighted: Moment | None = None  # end of the last blindness
        self.nameless = False  # names cannot be looked up
        self.named: Moment | None = None  # since when they can again
        self.cleared: Moment | None = None  # end of the newest trouble of ours that made results unknown
        self.decisions = Decisions()
        self.unseen: set[str] = set()  # incidents that were kept from somebody because we were blind
        # Incidents that were suppressed, and since when: a bad result that is newer is told.
        self.unsuppressed: dict[str, Moment] = {}
        self.overloaded = False  # missing results are our own fault
        self.slow = False  # times are not to be trusted
        self.looked: Moment | None = None  # when somebody at a desk last looked at what happened
        self.quiet_since: Moment | None = None  # end of the last incident, or the start of the record

    @property
    def last_closed(self) -> Incident | None:
        """The incident that was closed last."""
        return self.incidents.last_closed or self.closed_before

    def silent(self, incidents: Iterable[Incident]) -> frozenset[str]:
        """Return the incidents that are shown and not heard: known ones, and by the hours of the day."""
        if self.heard is Heard.ALL:
            return self.known
        spared = Level.CRITICAL if self.heard is Heard.CRITICAL else None
        return self.known | {incident.id for incident in incidents if incident.level is not spared}

    @property
    def seat(self) -> Seat:
        """What is kept of tray and sound over a restart."""
        return Seat(held=self.held, known=tuple(sorted(self.known)), looked=self.looked)

    def muted(self, now: Moment) -> bool:
        """Whether there is no tone now."""
        return self.muting is not None and self.muting.until.mono > now.mono

    def excuses(self, target: str) -> bool:
        """Return whether nothing bad may be said of a target now, for it may be that we are blind."""
        return self.blind and target in self._remote

    def hides(self, memory: CheckMemory) -> bool:
        """Return whether the newest result of a check is older than our blindness, and proves nothing now."""
        last, since = memory.window.last, self.blinded
        return since is not None and memory.remote and last is not None and last.started.mono < since.mono

    def told_to(self, channel: str) -> list[Incident]:
        """Return the open incidents of which a channel was told, and not yet the end."""
        return [incident for incident in self.incidents.open() if channel in incident.told]

    def incidents_by_check(self) -> dict[str, Incident]:
        """Return the open incident of each check that takes part in one."""
        return {key.check: each for each in self.incidents.open() for key in each.alerts}

    def things(self) -> dict[str, Labels]:
        """Return the labels of all checks."""
        return {
            name: labels_of(None, memory.check, self.targets.get(memory.check.target))
            for name, memory in self.checks.items()
        }

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
        self.stream.forget_gone(self.checks)
        self._remote = {memory.check.target for memory in self.checks.values() if memory.remote}
