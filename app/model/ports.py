"""What the engine is handed by the composition root, as protocols; the pieces are strangers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import Protocol

from app.model.alert import Alert
from app.model.channel_view import ChannelView
from app.model.clock import Moment
from app.model.deadman import Deadman, Ear, Whole
from app.model.event import Event
from app.model.incident import Incident, IncidentChange
from app.model.maintenance import Maintenance, Run
from app.model.message import AskReplay, AskSpan, Point
from app.model.notice import Delivery, Notice, NoticeKind, Reason
from app.model.packed import PackedPast
from app.model.past import Deploy, SpanFigures
from app.model.phrase import Phrase
from app.model.probe import Inbound, Secret, Shared
from app.model.replay import Replay
from app.model.routing import Heard, Routing, Waited
from app.model.silence import Silence
from app.model.state import State
from app.model.stored import Stored
from app.model.surroundings import Listen
from app.model.value import Value
from app.model.verdict import Level


class StoreFailed(Exception):  # noqa: N818 - it is the name of the outcome
    """Nothing of this batch is saved; the sentence says why, for the banner."""


class Mark(Value, frozen=True, kw_only=True):
    """The shown state of a check as kept over a restart: durations go on."""

    check: str
    state: State
    since: Moment


class Muting(Value, frozen=True, kw_only=True):
    """No tone until then."""

    until: Moment
    who: str


class Seat(Value, frozen=True, kw_only=True):
    """Tray and sound over a restart: whether somebody had them, and which incidents were not to be heard."""

    held: bool = False
    known: tuple[str, ...] = ()
    looked: Moment | None = None  # when somebody at a desk last looked at what happened


class RuleMemory(Value, frozen=True, kw_only=True):
    """What a rule counted or learned, in a form of its own; replaced as a whole."""

    check: str
    rule: str
    at: Moment  # when it was like this
    body: bytes


class Remembered(Value, frozen=True, kw_only=True):
    """What state.db gives back at a start. Moments are on today's clocks (``clock.recalled``)."""

    alerts: tuple[Alert, ...] = ()
    open: tuple[Incident, ...] = ()
    closed: tuple[Incident, ...] = ()  # newest first, at most 50
    owed: tuple[Incident, ...] = ()  # merged away, and their ends are still to be told
    pending: tuple[Notice, ...] = ()  # told, with no delivery recorded
    marks: tuple[Mark, ...] = ()
    muting: Muting | None = None
    seat: Seat = Seat()
    silences: tuple[Silence, ...] = ()  # those that are over as well, for a while
    maintenance: tuple[Maintenance, ...] = ()  # windows that people planned
    runs: tuple[Run, ...] = ()  # the newest occurrence of each window
    next_incident: int = 1
    next_event: int = 1
    restarts: int = 0  # starts after an unclean end
    moved_aside: str = ""  # path of a corrupt file that was put away, for the banner
    first_start: Moment | None = None
    rules: tuple[RuleMemory, ...] = ()
    deploys: tuple[Deploy, ...] = ()  # marked by people, oldest first


class Batch(Value, frozen=True, kw_only=True):
    """Changes that are stored together or not at all; an inactive alert is deleted."""

    alerts: tuple[Alert, ...] = ()
    incidents: tuple[Incident, ...] = ()
    notices: tuple[Notice, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    events: tuple[Event, ...] = ()
    marks: tuple[Mark, ...] = ()
    muting: Muting | None = None
    seat: Seat | None = None
    unmuted: bool = False
    silences: tuple[Silence, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    runs: tuple[Run, ...] = ()
    rules: tuple[RuleMemory, ...] = ()
    deploys: tuple[Deploy, ...] = ()


class StateStore(Protocol):
    """state.db. A single writer thread commits; a commit that returned survives ``kill -9``."""

    async def open(self, now: Moment) -> Remembered:
        """Open or make the store. Raises ``StoreFailed`` for: newer version, read only, in use by another."""
        ...

    async def commit(self, batch: Batch) -> None:
        """Store the batch durably, or raise ``StoreFailed`` (a later commit may work again)."""
        ...

    async def events(self, after: int, limit: int) -> tuple[Event, ...]:
        """Return stored events with an id above ``after``, oldest first."""
        ...

    async def stored(self) -> Stored:
        """Return the open books as they stand in the file, or raise ``StoreFailed``."""
        ...

    async def closed(self, since: float, limit: int, now: Moment, *, brief: bool) -> tuple[Incident, ...]:
        """Return closed incidents that ended at a wall time or later, newest first; moments are of today.

        ``brief``: without their timelines. Raises ``StoreFailed``.
        """
        ...

    async def close(self) -> None:
        """Mark the end as clean and close."""
        ...


class Proof(Value, frozen=True, kw_only=True):
    """Seconds a check was proved good, bad, or not at all, and in maintenance, within the kept history."""

    check: str
    good: float = 0.0
    bad: float = 0.0
    unknown: float = 0.0
    maintenance: float = 0.0  # whatever was proved meanwhile


class HistoryStore(Protocol):
    """history.db: samples of at least the last 24 h; written in one packed row a flush, each 10 s."""

    async def open(self, now: Moment) -> tuple[Proof, ...]:
        """Open or make the store; return each check's proof so far."""
        ...

    def add(self, points: Sequence[Point], proofs: Sequence[Proof], now: Moment) -> None:
        """Take points and further proof in memory; never blocks, never raises."""
        ...

    async def read(self, wanted: Sequence[tuple[str, str]], since: float, limit: int) -> tuple[Point, ...]:
        """Return points since a wall time, oldest first, at most ``limit`` a series (extremes are kept)."""
        ...

    async def past(
        self, wanted: Sequence[tuple[str, str]], since: float, limit: int
    ) -> tuple[PackedPast, ...]:
        """Return the same in packed numbers, of each series that has any."""
        ...

    async def span(self, ask: AskSpan, limit: int) -> tuple[tuple[Point, ...], tuple[SpanFigures, ...]]:
        """Return the points of a span, at most ``limit`` a series, and the numbers of each series over it."""
        ...

    @property
    def trouble(self) -> str:
        """Why the last flush was not saved; empty while all is well."""
        ...

    @property
    def moved_aside(self) -> str:
        """Path of a damaged file that was put away, for the banner; empty where there was none."""
        ...

    async def close(self) -> None:
        """Flush and close."""
        ...


class ReplayFailed(Exception):  # noqa: N818 - it is the name of the outcome
    """There is no answer; the sentence says why."""


class Replayer(Protocol):
    """Tries rules on the record, without holding this process."""

    async def __call__(self, ask: AskReplay) -> Replay:
        """Return what the rules make of it; raises ``ReplayFailed``."""
        ...


class ChannelPolicy(Value, frozen=True, kw_only=True):
    """What a channel wants to be told."""

    id: str
    least: Level = Level.WARNING


class Circumstances(Value, frozen=True, kw_only=True):
    """What decides about the notices of one incident beside itself."""

    channels: tuple[ChannelPolicy, ...] = ()  # those that are set up; the desktop while anybody has it
    routing: Routing = Routing()
    present: frozenset[str] = frozenset()  # the hours that hold now
    labels: tuple[Mapping[str, str], ...] = ()  # of its alerts
    muted: bool = False
    blind: bool = False
    unproved: bool = False  # what withheld it has ended, and no result is newer than that
    stale: bool = False  # no result is newer than the start of this program


class Reconsidered(Value, frozen=True, kw_only=True):
    """What is due of one incident."""

    notices: tuple[Notice, ...] = ()
    waited: Waited | None = None  # the clock of its escalation, where it is to be stored anew
    next: float  # the monotonic time at which something may be due without any change


class Outlook(Value, frozen=True, kw_only=True):
    """What would be decided now for one channel, and what time will change."""

    channel: str
    told: bool  # it was told the problem and not yet its end
    due: bool  # it is told with the next round
    reason: Reason
    at: Moment | None = None  # when it was told last
    next: NoticeKind | None = None
    next_at: Moment | None = None


class Planner(Protocol):
    """``app.notify.plan``: pure."""

    def plan(self, change: IncidentChange, around: Circumstances) -> tuple[Notice, ...]:
        """Return one decision a channel, told or withheld, each with its reason."""
        ...

    def reconsider(self, incident: Incident, around: Circumstances, now: Moment) -> Reconsidered:
        """Return what is due of an open incident now, and when that is to be asked again."""
        ...

    def outlook(
        self, incident: Incident, around: Circumstances, now: Moment, zone: tzinfo
    ) -> tuple[Outlook, ...]:
        """Return for each channel what would be decided now, and what time will change."""
        ...

    def present(self, routing: Routing, now: Moment, zone: tzinfo) -> frozenset[str]:
        """Return the names of the hours that hold now."""
        ...

    def heard(self, routing: Routing, hold: frozenset[str]) -> Heard:
        """Return what the desktop sounds for while these hours hold."""
        ...


class Deliverer(Protocol):
    """``app.notify.deliver``: outside channels; the desktop's own go over the link."""

    @property
    def channels(self) -> tuple[ChannelPolicy, ...]:
        """The outside channels that are set up."""
        ...

    def send(self, notice: Notice, incident: Incident) -> None:
        """Queue a told notice; the outcome comes to the callback given at construction."""
        ...

    def views(self) -> tuple[ChannelView, ...]:
        """Return all channels as they are shown."""
        ...

    async def find_schemes(self) -> None:
        """Look up what may be shown of addresses that are secrets."""
        ...

    async def test(self, channel: str, who: str) -> Delivery | None:
        """Send a test at once and return what became of it; None where there is no such channel."""
        ...

    async def close(self) -> None:
        """End all deliveries."""
        ...


class InboundDesk(Shared, Protocol):
    """``app.transport.beats.desk``: takes reports from outside, and lends them to probes."""

    awaken: Callable[[Sequence[str]], object] | None  # told the checks for which a report is news

    @property
    def trouble(self) -> Phrase:
        """Why no reports are taken; ``NOTHING`` while all is well."""
        ...

    def expect(self, listen: Listen | None, wanted: Sequence[tuple[str, Inbound]]) -> None:
        """Take over where to listen, and for which checks; what came before is kept."""
        ...

    async def run(self) -> None:
        """Keep listening, for ever."""
        ...


class Herald(Protocol):
    """``app.transport.beats.outward``: tells our life to those outside; never waited for."""

    @property
    def ears(self) -> tuple[Ear, ...]:
        """Those who are told, with what is known of each."""
        ...

    def unheard(self, now: Moment, patience: float) -> tuple[Ear, ...]:
        """Return those who have accepted nothing for so many seconds."""
        ...

    def set(self, told: Deadman | None) -> None:
        """Take over whom to tell; who stays the same is kept."""
        ...

    def send(self, whole: Whole, text: Phrase, incidents: int) -> None:
        """Begin to tell everybody; returns at once."""
        ...

    async def close(self) -> None:
        """End all attempts."""
        ...


class SecretSource(Protocol):
    """``app.inventory.secrets``: keyring, environment, file."""

    async def get(self, reference: Secret) -> str:
        """Return the secret or raise ``ProbeFailed`` with class ``credential``; never blocks the loop."""
        ...
