"""A whole engine on real clocks, with stores in memory and probes that a test steers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

import msgspec

from app.engine.engine import Engine
from app.engine.limits import Limits
from app.model.alert import Alert, AlertKey, AlertPhase
from app.model.anchor import Heard, Role
from app.model.board import Board, CheckView, SoundState, Summary, Tone
from app.model.channel import OutsideChannel, WebhookChannel
from app.model.channel_view import ChannelView
from app.model.check import Check, Inventory
from app.model.clock import Moment
from app.model.deadman import Deadman, Ear, Whole
from app.model.event import Event
from app.model.incident import Incident
from app.model.intent import Intent
from app.model.loaded import Loaded
from app.model.maintenance import Inhibition, Maintenance, Run
from app.model.message import Answer, AskSpan, BoardPush, Point, Sender
from app.model.notice import Delivery, Notice
from app.model.packed import PackedPast
from app.model.past import Deploy, SpanFigures
from app.model.phrase import Phrase, phrase
from app.model.ports import (
    Batch,
    ChannelPolicy,
    Mark,
    Muting,
    Proof,
    Remembered,
    RuleMemory,
    Seat,
    StoreFailed,
)  # fmt: skip
from app.model.probe import Context, NoResolver, ProbeFailed, Reading
from app.model.routing import PopUps, Routing
from app.model.silence import Silence
from app.model.state import ErrorClass
from app.model.stored import Stored
from app.model.target import ElementClass, Redundancy, Target
from app.model.verdict import Level
from app.notify import plan
from tests.engine.parts import NoSecrets, RealClock, check, told
from tests.model.packing import packed_past


class MemoryStore:
    """state.db without a disk; survives the engine that used it. ``broken`` makes commits fail."""

    def __init__(self) -> None:
        self.alerts: dict[AlertKey, Alert] = {}
        self.incidents: dict[str, Incident] = {}
        self.notices: dict[str, Notice] = {}
        self.deliveries: dict[str, Delivery] = {}
        self.marks: dict[str, Mark] = {}
        self.rules: dict[tuple[str, str], RuleMemory] = {}
        self.log: list[Event] = []
        self.muting: Muting | None = None
        self.silences: dict[str, Silence] = {}
        self.windows: dict[str, Maintenance] = {}
        self.runs: dict[str, Run] = {}
        self.deploys: list[Deploy] = []
        self.seat = Seat()
        self.broken = ""
        self.gate = asyncio.Event()
        self.gate.set()
        self.commits = 0
        self.refuses = ""

    async def open(self, now: Moment) -> Remembered:
        if self.refuses:
            raise StoreFailed(self.refuses)
        every = sorted(self.incidents.values(), key=lambda each: each.opened.mono)
        return Remembered(
            alerts=tuple(self.alerts.values()),
            open=tuple(each for each in every if each.closed is None),
            closed=tuple(each for each in reversed(every) if each.closed is not None),
            pending=tuple(n for n in self.notices.values() if n.told and n.id not in self.deliveries),
            marks=tuple(self.marks.values()),
            muting=self.muting,
            silences=tuple(self.silences.values()),
            maintenance=tuple(self.windows.values()),
            runs=tuple(self.runs.values()),
            deploys=tuple(self.deploys),
            seat=self.seat,
            next_incident=len(every) + 1,
            next_event=(self.log[-1].id if self.log else 0) + 1,
            first_start=now,
            rules=tuple(self.rules.values()),
        )

    async def commit(self, batch: Batch) -> None:
        await self.gate.wait()
        if self.broken or self.refuses:
            raise StoreFailed(self.broken or self.refuses)
        self.commits += 1
        self.alerts.update((alert.key, alert) for alert in batch.alerts)
        for alert in batch.alerts:
            if alert.phase is AlertPhase.INACTIVE:
                del self.alerts[alert.key]
        self.incidents.update((each.id, each) for each in batch.incidents)
        self.notices.update((each.id, each) for each in batch.notices)
        self.deliveries.update((each.notice, each) for each in batch.deliveries)
        self.marks.update((each.check, each) for each in batch.marks)
        self.rules.update(((each.check, each.rule), each) for each in batch.rules)
        self.silences.update((each.id, each) for each in batch.silences)
        self.windows.update((each.id, each) for each in batch.maintenance)
        self.runs.update((each.window, each) for each in batch.runs)
        self.deploys.extend(batch.deploys)
        self.log.extend(batch.events)
        self.seat = batch.seat or self.seat
        self.muting = batch.muting or (None if batch.unmuted else self.muting)

    async def events(self, after: int, limit: int) -> tuple[Event, ...]:
        return tuple(event for event in self.log if event.id > after)[:limit]

    async def stored(self) -> Stored:
        return Stored(
            alerts=tuple(self.alerts.values()),
            incidents=tuple(each for each in self.incidents.values() if each.closed is None),
            newest=self.log[-1].id if self.log else 0,
        )

    async def closed(self, since: float, limit: int, now: Moment, *, brief: bool) -> tuple[Incident, ...]:
        over = [each for each in self.incidents.values() if each.closed and each.closed.wall >= since]
        del now, brief
        return tuple(over[::-1][:limit])

    async def close(self) -> None:
        pass


class MemoryHistory:
    """history.db without a disk."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.proofs: list[Proof] = []
        self.trouble = ""
        self.moved_aside = ""

    async def open(self, now: Moment) -> tuple[Proof, ...]:  # noqa: ARG002 - the protocol's form
        return ()

    def add(self, points: Sequence[Point], proofs: Sequence[Proof], now: Moment) -> None:  # noqa: ARG002
        self.points.extend(points)
        self.proofs.extend(proofs)

    async def read(self, wanted: Sequence[tuple[str, str]], since: float, limit: int) -> tuple[Point, ...]:
        found = [p for p in self.points if (p.check, p.series) in wanted and p.at >= since]
        return tuple(found[-limit:])

    async def past(
        self, wanted: Sequence[tuple[str, str]], since: float, limit: int
    ) -> tuple[PackedPast, ...]:
        found = [(name, await self.read((name,), since, limit)) for name in wanted]
        return tuple(packed_past(*name, points) for name, points in found if points)

    async def span(self, ask: AskSpan, limit: int) -> tuple[tuple[Point, ...], tuple[SpanFigures, ...]]:
        found = [p for p in self.points if (p.check, p.series) in ask.wanted]
        return tuple([p for p in found if ask.since <= p.at <= ask.until][-limit:]), ()

    async def close(self) -> None:
        pass


class NotingDeliverer:
    """Outside channels that note what they are sent."""

    def __init__(self, on_delivery: Callable[[Delivery], None], store: MemoryStore) -> None:
        self.on_delivery = on_delivery
        self.sent: list[Notice] = []
        self.stored_before = True
        self.answers = True
        self._store = store
        self.told: Callable[[str], Sequence[Incident]] = lambda _: ()
        self.shown: tuple[ChannelView, ...] = ()
        self._channels: tuple[OutsideChannel, ...] = ()

    @property
    def channels(self) -> tuple[ChannelPolicy, ...]:
        return tuple(ChannelPolicy(id=channel.id) for channel in self._channels)

    def update(self, channels: Sequence[OutsideChannel], targets: Sequence[Target] = ()) -> None:  # noqa: ARG002 - the protocol's form
        self._channels = tuple(channels)

    def views(self) -> tuple[ChannelView, ...]:
        return self.shown

    async def find_schemes(self) -> None:
        pass

    async def test(self, channel: str, who: str) -> Delivery | None:  # noqa: ARG002 - the same
        return None

    def send(self, notice: Notice, incident: Incident) -> None:
        assert incident.id == notice.incident
        self.sent.append(notice)
        self.stored_before = self.stored_before and notice.id in self._store.notices
        if self.answers:
            self.on_delivery(Delivery(notice=notice.id, channel=notice.channel, at=notice.at, ok=True))

    async def close(self) -> None:
        pass


class NotingLink:
    """Who is connected: keeps the board up to date as a screen would, and notes pop-ups."""

    def __init__(self) -> None:
        self.checks: dict[str, CheckView] = {}
        self.board: Board | None = None
        self.events: list[Event] = []
        self.told: list[Notice] = []
        self.holds = False
        self.points: list[Point] = []
        self._changed = asyncio.Event()

    def publish(self, push: BoardPush) -> None:
        msgspec.msgpack.encode(push)
        if push.whole:
            self.checks = {}
        self.checks.update((view.id, view) for view in push.board.checks)
        for name in push.removed:
            self.checks.pop(name, None)
        self.board = push.board
        self.points.extend(push.points)
        self._changed.set()

    def tell_events(self, events: tuple[Event, ...]) -> None:
        msgspec.msgpack.encode(events)
        self.events.extend(events)
        self._changed.set()

    def tell(self, notice: Notice, pop_ups: PopUps) -> bool:  # noqa: ARG002 - as a link is told
        if self.holds:
            self.told.append(notice)
            self._changed.set()
        return self.holds

    def ask_tone(self) -> bool:
        return self.holds

    async def until(self, holds: Callable[[], object], within: float = 8.0) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(within):
            while not holds():
                self._changed.clear()
                await self._changed.wait()


class NotingAlarm:
    """The engine's own alarm."""

    def __init__(self) -> None:
        self.tone: Tone | None = None
        self.told: list[tuple[str, Level]] = []
        self.taken_away: list[str] = []

    def play(self, tone: Tone | None) -> None:
        self.tone = tone

    def now(self) -> Tone | None:
        return self.tone

    def tell(
        self,
        subject: str,
        title: Phrase,  # noqa: ARG002 - the protocol's form
        body: Phrase,  # noqa: ARG002 - same
        level: Level,
        outcome: Callable[[bool, str], None],
    ) -> None:
        self.told.append((subject, level))
        outcome(True, "")

    def untell(self, subject: str) -> None:
        self.taken_away.append(subject)

    async def close(self) -> None:
        self.tone = None


class Service:
    """A target whose health a test sets."""

    def __init__(self) -> None:
        self.error: ErrorClass | None = None
        self.nameless = False  # no name server works
        self.values: dict[str, float] = {}
        self.takes = 0.0  # seconds until it answers
        self.runs = 0

    async def run(self, _: Context) -> Reading:
        self.runs += 1
        await asyncio.sleep(self.takes)
        if self.nameless:
            raise NoResolver(ErrorClass.DNS, phrase("No name server answers"))
        if self.error is not None:
            raise ProbeFailed(self.error, phrase("No answer"))
        return Reading(values=self.values)


class NotingAnchor:
    """A gateway or a name server whose health a test sets."""

    remote = True

    def __init__(self, role: Role) -> None:
        self.role = role
        self.name = f"{role} 192.0.2.1"
        self.answers = True
        self.serves = role == "names"
        self.asked = 0

    async def ask(self, within: float) -> Heard:  # noqa: ARG002 - the protocol's form
        self.asked += 1
        await asyncio.sleep(0.01)
        return Heard(answered=self.answers, serves=self.serves and self.answers)


class NotingAnchors:
    """What a machine holds on to: one gateway, one name server."""

    def __init__(self) -> None:
        self.gateway = NotingAnchor("gateway")
        self.server = NotingAnchor("names")

    def known(self) -> Sequence[NotingAnchor]:
        return (self.gateway, self.server)

    def is_beyond(self, address: str) -> bool:
        return address.startswith("198.51.100.")

    async def close(self) -> None:
        pass

    def answer(self, *, answers: bool) -> None:
        """Cut the cable, or put it back."""
        self.gateway.answers = self.server.answers = answers


class NotingHerald:
    """Those outside, who hear or do not."""

    def __init__(self) -> None:
        self.told: Deadman | None = None
        self.sent: list[tuple[Whole, str]] = []
        self.deaf = False
        self.changed = asyncio.Event()

    @property
    def ears(self) -> tuple[Ear, ...]:
        trouble = phrase("it answered 503") if self.deaf else phrase("")
        return (Ear(who="https://example.com", trouble=trouble),) if self.told else ()

    def unheard(self, now: Moment, patience: float) -> tuple[Ear, ...]:  # noqa: ARG002 - the protocol's form
        return self.ears if self.deaf else ()

    def set(self, told: Deadman | None) -> None:
        self.told = told

    def send(self, whole: Whole, text: Phrase, incidents: int) -> None:  # noqa: ARG002 - the same
        self.sent.append((whole, text.plain()))
        self.changed.set()

    async def until(self, holds: Callable[[], object], within: float = 8.0) -> None:
        """Wait until something is so of what was sent."""
        async with asyncio.timeout(within):
            while not holds():
                self.changed.clear()
                await self.changed.wait()

    async def close(self) -> None:
        pass


NO_ROUTING = Routing()
SHELL = Sender(session="shell-1", who="ana", role="desk")


class Rig:
    """An engine with everything around it."""

    def __init__(
        self, store: MemoryStore, *, holder: Sender | None, anchors: "NotingAnchors | None", places: int
    ) -> None:
        self.store = store
        self.history = MemoryHistory()
        self.link = NotingLink()
        self.alarm = NotingAlarm()
        self.herald = NotingHerald()
        self.deadman: Deadman | None = None  # taken with the next inventory
        self.services: dict[str, Service] = {}
        self.deliverers: list[NotingDeliverer] = []
        self.engine = Engine(
            store=store,
            history=self.history,
            planner=plan,
            make_deliverer=self._deliverer,
            secrets=NoSecrets(),
            clock=RealClock(),
            build="test",
            limits=Limits(places),
            alarm=self.alarm,
            anchors=anchors,
            herald=self.herald,
        )
        self._holder = holder

    def _deliverer(self, on_delivery: Callable[[Delivery], None]) -> NotingDeliverer:
        self.deliverers.append(NotingDeliverer(on_delivery, self.store))
        return self.deliverers[-1]

    @property
    def outside(self) -> list[Notice]:
        return self.deliverers[0].sent

    async def begin(self) -> None:
        await self.engine.start(self.link)
        if self._holder is not None:
            self.hold(self._holder)

    def hold(self, holder: Sender) -> None:
        self.link.holds = True
        self.engine.speaker.given(holder)

    def service(self, name: str) -> Service:
        return self.services.setdefault(name, Service())

    def check(self, ident: str, interval: float = 0.2, host: str = "host", **more: object) -> Check:
        """Return a quick check of the service of that name."""
        probe = told(f"{id(self)}:{ident}", self.service(ident).run, host)
        made = check(ident, probe, interval=interval, timeout=0.1, retry_interval=0.2, attempts=2)
        return msgspec.structs.replace(made, **more)

    async def apply(
        self,
        *checks: Check,
        depends_on: Mapping[str, tuple[str | Redundancy, ...]] | None = None,
        title: str = "",
        references: Sequence[str] = (),
        maintenance: tuple[Maintenance, ...] = (),
        inhibit: tuple[Inhibition, ...] = (),
        routing: Routing = NO_ROUTING,
    ) -> None:
        """Give the engine an inventory of these checks and one webhook channel."""
        names = dict.fromkeys(each.target for each in checks)
        targets = tuple(
            Target(
                id=name,
                name=name,
                short=name,
                element=ElementClass.API,
                depends_on=(depends_on or {}).get(name, ()),
                labels={"reference": ""} if name in references else {},
            )
            for name in names
        )
        inventory = Inventory(
            targets=targets,
            checks=checks,
            channels=(WebhookChannel(id="ops", url="http://127.0.0.1:9/"),),
            fingerprint=title or "one",
            title=title,
            deadman=self.deadman,
            maintenance=maintenance,
            inhibit=inhibit,
            routing=routing,
        )
        await self.engine.apply(Loaded(inventory=inventory))

    async def submit(self, intent: Intent) -> Answer:
        return await self.engine.submit(intent, SHELL)

    def kinds(self, notices: Sequence[Notice]) -> list[str]:
        return [f"{notice.incident} {notice.kind.value}" for notice in notices]

    @property
    def summary(self) -> Summary:
        """The verdict as a screen shows it."""
        assert self.link.board is not None
        return self.link.board.summary

    def sound(self) -> SoundState:
        return self.summary.sound

    def banner(self, name: str) -> bool:
        return self.link.board is not None and any(each.id == name for each in self.link.board.banners)


@asynccontextmanager
async def rig(
    store: MemoryStore | None = None,
    *,
    holder: Sender | None = SHELL,
    anchors: "NotingAnchors | None" = None,
    places: int = 50,
) -> AsyncIterator[Rig]:
    """Run an engine; ``holder`` has the speaker from the start."""
    it = Rig(store or MemoryStore(), holder=holder, anchors=anchors, places=places)
    await it.begin()
    try:
        yield it
    finally:
        it.store.gate.set()
        await it.engine.close()
