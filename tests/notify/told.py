"""One incident and its channels over time, without an engine: who was told what, step by step."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from app.history.recall import recalled_in
from app.incidents import tellings
from app.model.alert import AlertKey
from app.model.clock import Moment
from app.model.incident import Entry, EntryKind, Incident, IncidentChange, IncidentEvent
from app.model.notice import DESKTOP, PROBLEMS, Notice
from app.model.phrase import NOTHING
from app.model.ports import ChannelPolicy, Circumstances, Reconsidered
from app.model.routing import Routing
from app.model.suppression import Suppression, SuppressionKind
from app.model.verdict import Level
from app.notify import plan
from tests.alerts.making import EPOCH, incident

CHANNELS = (
    ChannelPolicy(id=DESKTOP),
    ChannelPolicy(id="ops"),
    ChannelPolicy(id="boss", least=Level.CRITICAL),
    ChannelPolicy(id="chat"),
)
SILENCE = Suppression(kind=SuppressionKind.SILENCE, by="S-1", who="Mira", reason="known")
LABELS: Mapping[str, str] = {"target": "kestrin", "element": "game-provider", "level": "critical"}


class Telling:
    """Moves one incident, as the engine does, and keeps every notice that was told."""

    def __init__(self, routing: Routing, channels: Sequence[ChannelPolicy] = CHANNELS) -> None:
        self.now = Moment(wall=EPOCH, mono=1000.0)
        self.around = Circumstances(channels=tuple(channels), routing=routing, labels=(LABELS,))
        self.told: list[Notice] = []
        self.incident = incident(level=Level.WARNING)
        self.change(IncidentEvent.OPENED, None)

    def later(self, seconds: float) -> None:
        """Let time pass, in the steps of the engine's rounds."""
        while seconds > 0:
            step = min(seconds, 15.0)
            seconds -= step
            self.now = self.now.later(step)
            self.round()

    def round(self) -> Reconsidered:
        """Ask what is due, and record it."""
        if self.incident.closed is not None:
            return Reconsidered(next=0.0)
        found = plan.reconsider(self.incident, self.around, self.now)
        if found.waited is not None:
            self.incident = replace(self.incident, waited=found.waited)
        for notice in found.notices:
            self.record(notice)
        return found

    def change(self, event: IncidentEvent, before: Incident | None) -> None:
        """Decide about a change of the incident."""
        change = IncidentChange(event=event, before=before, after=self.incident, at=self.now)
        for notice in plan.plan(change, self.around):
            self.record(notice)

    def record(self, notice: Notice) -> None:
        """Take a decision as the engine does."""
        if not notice.told:
            return
        self.told.append(notice)
        known = tellings.told(self.incident, notice)
        others = tuple(name for name in self.incident.told if name != notice.channel)
        told = (*others, notice.channel) if notice.kind in PROBLEMS else others
        self.incident = replace(self.incident, told=told, tellings=known)

    def of(self, channel: str) -> list[Notice]:
        """Return what a channel was told."""
        return [notice for notice in self.told if notice.channel == channel]

    def kinds(self, channel: str) -> list[str]:
        """Return the kinds of what a channel was told."""
        return [notice.kind.value for notice in self.of(channel)]

    def line(self, kind: EntryKind) -> None:
        """Add a line to the timeline."""
        entry = Entry(at=self.now, kind=kind, text=NOTHING)
        self.incident = replace(self.incident, timeline=(*self.incident.timeline, entry))

    def worsen(self) -> None:
        """Let it become critical."""
        before = self.incident
        self.line(EntryKind.WORSENED)
        self.incident = replace(self.incident, level=Level.CRITICAL, worst=Level.CRITICAL, owner="")
        self.change(IncidentEvent.WORSENED, before)

    def take(self, who: str = "Mira") -> None:
        """Let somebody take it; nobody gives it back."""
        self.incident = replace(self.incident, owner=who, acknowledged=self.now if who else None)

    def silence(self, suppression: Suppression | None) -> None:
        """Silence it, or end that."""
        self.incident = replace(self.incident, suppressed=suppression)

    def block(self, parent: str) -> None:
        """Let a parent explain it, or end that."""
        self.incident = replace(self.incident, blocked_by=parent)

    def flap(self, flaps: bool) -> None:
        """Let it fail and work in turn, or end that."""
        key = AlertKey(check="kestrin/launch", rule="flapping")
        own = tuple(each for each in self.incident.alerts if each != key)
        self.incident = replace(self.incident, alerts=(*own, key) if flaps else own)

    def grow(self) -> None:
        """Let one more target take part."""
        count = len(self.incident.hit)
        self.incident = replace(self.incident, targets=(*self.incident.hit, f"other-{count}"))

    def close(self) -> None:
        """Let it be over."""
        before = self.incident
        self.incident = replace(self.incident, closed=self.now)
        self.change(IncidentEvent.CLOSED, before)

    def reopen(self) -> None:
        """Let it go on after it was over."""
        before = self.incident
        self.line(EntryKind.REOPENED)
        self.incident = replace(self.incident, closed=None)
        self.change(IncidentEvent.REOPENED, before)

    def restart(self) -> None:
        """Store the incident and the routing, and go on from what is read."""
        stored = msgspec.msgpack.encode((self.incident, self.around.routing))
        found, routing = msgspec.msgpack.decode(stored, type=tuple[Incident, Routing])
        self.incident = recalled_in(found, self.now)
        self.around = replace(self.around, routing=routing)

    def blind(self, blind: bool) -> None:
        """Let this monitor be cut off, or see again."""
        self.around = replace(self.around, blind=blind)

    def night(self, night: bool) -> None:
        """Let the hours called nights begin, or end."""
        self.around = replace(self.around, present=frozenset({"nights"} if night else ()))
