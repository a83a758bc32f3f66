"""The whole engine over a random history: scheduler, runs, books, rows and boards, on virtual time."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from unittest.mock import patch

import msgspec

from app.engine import gauge
from app.engine.engine import Engine
from app.engine.limits import Limits
from app.history import state_rows
from app.model.check import Check, Flapping, Inventory
from app.model.event import Event
from app.model.incident import Incident
from app.model.intent import Acknowledge, EndSilence, Intent, MakeSilence, Mute, PlanMaintenance
from app.model.loaded import Loaded
from app.model.maintenance import Inhibition
from app.model.matcher import Matcher, Matchers
from app.model.message import BoardPush, Sender
from app.model.notice import DESKTOP, Delivery, Notice
from app.model.ports import ChannelPolicy
from app.model.probe import Context, Reading
from app.model.routing import Escalation, Route, Routing, Step
from app.model.rule import Threshold
from app.model.state import ErrorClass
from app.model.target import ElementClass, Target
from app.model.value import Value
from app.model.verdict import Level
from app.notify import plan
from tests.engine.parts import NoSecrets, check, told
from tests.engine.whole import (
    MemoryHistory,
    MemoryStore,
    NotingAlarm,
    NotingAnchors,
    NotingDeliverer,
    NotingLink,
    Service,
)
from tests.histories.disk import Disk, DiskStore
from tests.histories.virtual_time import VirtualClock, VirtualLoop

INTERVAL = 5.0
RETRY = 2.0
TIMEOUT = 1.0
ATTEMPTS = 2
SLOW = Threshold(metric="queue", warning=10.0, critical=100.0, recovery=5.0)
PARENTS = {"edge": (), "kestrin": ("edge",), "pay": ("kestrin",), "lone": ()}
NAMES = ("edge/ping", "kestrin/launch", "kestrin/wallet", "pay/in", "lone/api")
OPS, HEAVY = "ops", "heavy"
_SAVED = 3.0  # seconds within which a disk that works again has everything
_STILL = 1.0  # seconds
SETTLED = 90.0  # seconds after which nothing is left to be found out

WISHES: dict[str, Callable[[str], Intent]] = {
    "acknowledge": lambda name: Acknowledge(what=name.partition("/")[0], who="Mira"),
    "take-for-a-while": lambda name: Acknowledge(what=name.partition("/")[0], who="Ann", seconds=20.0),
    "mute": lambda _: Mute(seconds=30.0, who="Mira"),
    "silence": lambda name: MakeSilence(matchers=_only(name), who="Ann", reason="known", seconds=40.0),
    "maintain": lambda name: PlanMaintenance(matchers=_only(name), who="Ann", reason="work", seconds=25.0),
}
# Who is told is by turns as simple as it can be, and with all that routes can do.
ROUTES = Routing(
    routes=(
        Route(match=(Matcher(label="target", value="lone"),), channels=(OPS, DESKTOP), repeat=15.0, wait=4.0),
        Route(channels=(OPS, DESKTOP), repeat=30.0, escalate="boss"),
    ),
    escalations=(Escalation(name="boss", steps=(Step(after=12.0, channels=(HEAVY,), repeat=20.0),)),),
)
ROUTINGS = (Routing(), ROUTES)


def _only(name: str) -> Matchers:
    return (Matcher(label="target", value=name.partition("/")[0]),)


STATES: dict[str, Callable[[Service], None]] = {}


class Happening(Value, frozen=True, kw_only=True):
    """One thing of a history: what happens to which check, and how long after the one before."""

    what: str
    check: int = 0
    after: float = 1.0


def _state(name: str, *, error: ErrorClass | None = None, queue: float = 1.0, takes: float = 0.05) -> None:
    def set_it(service: Service) -> None:
        service.error, service.values, service.takes = error, {"queue": queue}, takes

    STATES[name] = set_it


_state("good")
_state("slow", queue=50.0)
_state("very-slow", queue=500.0)
_state("refused", error=ErrorClass.REFUSED)
_state("hang", takes=3600.0)
_state("no-key", error=ErrorClass.CREDENTIAL)


class NotedService(Service):
    """A target that remembers when it answered well."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__()
        self._clock = clock
        self.good: list[float] = []  # by the clock that never jumps

    async def run(self, ctx: Context) -> Reading:
        """Answer as it is told to."""
        reading = await super().run(ctx)
        if reading.values["queue"] < (SLOW.recovery or 0):
            self.good.append(self._clock.now().mono)
        return reading


class Screen(NotingLink):
    """Keeps the board, and shows each to whoever watches the world."""

    def __init__(self, on_board: Callable[["Screen"], None]) -> None:
        super().__init__()
        self.dead = False
        self._on_board = on_board

    def publish(self, push: BoardPush) -> None:
        """Take a board."""
        if not self.dead:
            super().publish(push)
            self._on_board(self)


class Receiver(NotingDeliverer):
    """Outside channels of one life. What they get is heard by the world, which survives."""

    def __init__(self, world: "World", on_delivery: Callable[[Delivery], None]) -> None:
        super().__init__(on_delivery, MemoryStore())
        self.dead = False
        self._waiting: deque[tuple[Notice, Incident]] = deque()
        self._world = world

    @property
    def channels(self) -> tuple[ChannelPolicy, ...]:
        """One that wants all, one that wants the worst only."""
        return (ChannelPolicy(id=OPS), ChannelPolicy(id=HEAVY, least=Level.CRITICAL))

    def send(self, notice: Notice, incident: Incident) -> None:
        """Hear a notice; its sender may die before it learns of that."""
        self._waiting.append((notice, incident))
        self.work()

    def work(self) -> None:
        """Deliver what waits, unless the way is shut; who then dies has delivered nothing."""
        while self._waiting and not self.dead and not self._world.stuck:
            notice, incident = self._waiting.popleft()
            self._world.hear(notice, incident)
            if not self._world.deaf:
                at = self._world.clock.now()
                self.on_delivery(Delivery(notice=notice.id, channel=notice.channel, at=at, ok=True))


class Life:
    """One start of the engine, to its end."""

    def __init__(self, world: "World") -> None:
        self.loop = world.loop
        self.store = DiskStore(world.disk)
        self.screen = Screen(world.look)
        self.alarm = NotingAlarm()
        self.receivers: list[Receiver] = []

        def deliverer(on_delivery: Callable[[Delivery], None]) -> Receiver:
            self.receivers.append(Receiver(world, on_delivery))
            return self.receivers[-1]

        self.engine = Engine(
            store=self.store,
            history=MemoryHistory(),
            planner=plan,
            make_deliverer=deliverer,
            secrets=NoSecrets(),
            clock=world.clock,
            build="test",
            limits=Limits(50),
            alarm=self.alarm,
            anchors=world.anchors,
        )

    async def begin(self, inventory: Inventory, session: str) -> None:
        """Start as the program does."""
        await self.engine.start(self.screen)
        await self.engine.apply(Loaded(inventory=inventory))
        self.screen.holds = True
        self.engine.speaker.given(Sender(session=session, who="ana", role="desk"))

    async def kill(self) -> None:
        """Die in mid-motion: nothing is stored, sent or shown any more."""
        self.screen.holds = False
        self.store.dead = self.screen.dead = True
        for receiver in self.receivers:
            receiver.dead = True
        await self.engine._keeper.close()  # who would start them anew
        me = asyncio.current_task()
        rest = [task for task in asyncio.all_tasks() if task is not me]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        self.loop.forget_timers()


class World:
    """Targets, a disk, a clock, those who are told; engines come and go over it."""

    names: tuple[str, ...] = NAMES
    parents: dict[str, tuple[str, ...]] = PARENTS
    inhibit: tuple[Inhibition, ...] = ()
    interval = INTERVAL

    def __init__(
        self, *, attempts: int = ATTEMPTS, recover_hold: float = 0.0, routing: Routing = ROUTINGS[0]
    ) -> None:
        self.routing = routing
        self.loop = VirtualLoop()
        self.clock = VirtualClock(self.loop)
        self.disk = Disk()
        self.anchors = NotingAnchors()
        self.services = {name: NotedService(self.clock) for name in self.names}
        self.state = dict.fromkeys(self.names, "good")
        self.attempts, self.recover_hold = attempts, recover_hold
        self.heard: dict[str, list[Notice]] = {OPS: [], HEAVY: []}
        self.ids: set[str] = set()
        self.deaf = False  # receivers get what is sent, and nobody learns that they did
        self.stuck = False  # nothing gets through to them
        self.removed: set[str] = set()
        self.lives = 0
        self.watchers: list[Callable[[Screen], None]] = []
        self.log: list[str] = []  # what happened, for people
        self.life: Life | None = None
        for name in self.names:
            self.become(name, "good")

    def run(self, history: Sequence[Happening], *, then: Callable[[], None] | None = None) -> None:
        """Live through a history, then let everything become good, and settle."""
        asyncio.set_event_loop(self.loop)
        try:
            # Nothing stands still here: looking for that twenty times a second is half the work.
            with patch.object(gauge, "_TICK", _STILL):
                self.loop.run_until_complete(self._live(history, then))
        finally:
            self.loop.close()
            asyncio.set_event_loop(None)
            self.disk.db.close()

    def hear(self, notice: Notice, incident: Incident) -> None:
        """Take what a receiver was sent; the same id again is the same notice again."""
        assert incident.id == notice.incident
        self.note(f"  {notice.channel}: {notice.kind.value} {notice.id}")
        if notice.id not in self.ids:
            self.ids.add(notice.id)
            self.heard[notice.channel].append(notice)

    def look(self, screen: Screen) -> None:
        """Let all who watch look at a new board."""
        for watcher in self.watchers:
            watcher(screen)

    def was_good(self, name: str, until: float) -> bool:
        """Return whether a target answered well just before this moment."""
        return any(until - TIMEOUT <= at <= until + 0.1 for at in reversed(self.services[name].good))

    def events(self) -> list[Event]:
        """Return the event log of all lives."""
        return [event for _, event in state_rows.read_events(self.disk.db, 0, 100_000)]

    def note(self, line: str) -> None:
        """Keep a line of the story."""
        self.log.append(f"{self.loop.time() - 1000:7.1f} {line}")

    @property
    def engine(self) -> Engine:
        """The living one."""
        assert self.life is not None
        return self.life.engine

    async def _live(self, history: Sequence[Happening], then: Callable[[], None] | None) -> None:
        await self._start()
        try:
            for happening in history:
                await asyncio.sleep(happening.after)
                self.note(f"{happening.what} {self.names[happening.check % len(self.names)]}")
                await self._take(happening)
            await self._settle()
            if then is not None:
                then()
            await self.engine.close()
        finally:
            assert self.life is not None
            await self.life.kill()

    async def _settle(self) -> None:
        """Let everything be well, and wait until that is found out."""
        self.note("all is well")
        self.disk.full = False
        self.hears("hearing")
        self.removed.clear()
        self.anchors.answer(answers=True)
        for name in self.names:
            self.become(name, "good")
        await self.engine.apply(Loaded(inventory=self._inventory()))
        await asyncio.sleep(SETTLED)

    async def _start(self) -> None:
        self.lives += 1
        self.life = Life(self)
        await self.life.begin(self._inventory(), f"shell-{self.lives}")

    async def _take(self, happening: Happening) -> None:
        name, what = self.names[happening.check % len(self.names)], happening.what
        if what in STATES:
            self.become(name, what)
        elif what in ("kill", "restart"):
            await self._end(what)
            await self._start()
        elif what in WISHES:
            await self.wish(WISHES[what](name))
        elif what == "unsilence":
            await self.wish(EndSilence(what=f"S-{1 + happening.check}", who="Ann"))
        elif what in ("remove", "add"):
            (self.removed.add if what == "remove" else self.removed.discard)(name)
            await self.engine.apply(Loaded(inventory=self._inventory()))
        else:
            _AROUND[what](self)

    def hears(self, how: str) -> None:
        """Let receivers hear; deaf ones get what nobody learns that they got, stuck ones get nothing."""
        self.deaf, self.stuck = how == "deaf", how == "stuck"
        assert self.life is not None
        for receiver in self.life.receivers:
            receiver.work()

    def see(self, *, anything: bool) -> None:
        """Cut the cable, or put it back."""
        self.anchors.answer(answers=anything)
        for each in self.names:
            self.become(each, self.state[each])

    async def _end(self, how: str) -> None:
        assert self.life is not None
        if self.disk.full:
            # What was told and could never be stored cannot be known after a restart: the banner says so.
            self.disk.full = False
            await asyncio.sleep(_SAVED)
        if how == "restart":
            await self.life.engine.close()
        await self.life.kill()
        self.deaf = self.stuck = False

    async def wish(self, wish: Intent) -> None:
        """Have something wished, as a person at a desk does."""
        answer = await self.engine.submit(wish, Sender(session="s", who="Mira", role="desk"))
        self.note(f"  {answer.text or answer.error}")

    def become(self, name: str, state: str) -> None:
        """Let a target become as named in ``STATES``; behind a cut cable everything hangs."""
        self.state[name] = state
        STATES[state if self.anchors.gateway.answers else "hang"](self.services[name])

    def _inventory(self) -> Inventory:
        targets = tuple(
            Target(id=name, name=name, short=name, element=ElementClass.API, depends_on=parents)
            for name, parents in self.parents.items()
        )
        return Inventory(
            targets=targets,
            checks=tuple(self._check(name) for name in self.names if name not in self.removed),
            routing=self.routing,
            inhibit=self.inhibit,
            fingerprint=" ".join(sorted(self.removed)),
        )

    def _check(self, name: str) -> Check:
        made = check(
            name,
            told(f"history:{name}", self.services[name].run, f"{name.partition('/')[0]}.example"),
            interval=self.interval,
            timeout=TIMEOUT,
            retry_interval=RETRY,
            attempts=self.attempts,
            rules=(SLOW,),
        )
        return msgspec.structs.replace(made, recover_hold=self.recover_hold, flapping=Flapping())


def _full(world: World, *, full: bool) -> None:
    world.disk.full = full


def _step_clock(world: World, seconds: float) -> None:
    world.clock.offset += seconds


_AROUND: dict[str, Callable[[World], None]] = {
    "blind": partial(World.see, anything=False),
    "sighted": partial(World.see, anything=True),
    "deaf": partial(World.hears, how="deaf"),
    "stuck": partial(World.hears, how="stuck"),
    "hearing": partial(World.hears, how="hearing"),
    "full": partial(_full, full=True),
    "free": partial(_full, full=False),
    "back": partial(_step_clock, seconds=-7200.0),
    "on": partial(_step_clock, seconds=7200.0),
}
AROUND = tuple(_AROUND)
