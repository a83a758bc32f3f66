"""The whole engine over a random history: scheduler, runs, books, rows and boards, on virtual time."""

import asyncio
import re
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
from app.model.intent import Act, Comment, Fixed, Intent, Split
from app.model.loaded import Loaded
from app.model.maintenance import Inhibition
from app.model.message import BoardPush, Sender
from app.model.notice import Delivery, Notice
from app.model.ports import ChannelPolicy
from app.model.target import ElementClass, Target
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
)
from tests.histories.disk import Disk, DiskStore
from tests.histories.things import (
    ATTEMPTS,
    HEAVY,
    INTERVAL,
    NAMES,
    OPS,
    PARENTS,
    RETRY,
    SETTINGS,
    SLOW,
    STATES,
    TIMEOUT,
    WHOLE,
    Happening,
    NotedService,
    Setting,
    whole,
)
from tests.histories.virtual_time import VirtualClock, VirtualLoop
from tests.histories.wishes import STEPS, WISHES, Sight

_SAVED = 3.0  # seconds within which a disk that works again has everything
_STILL = 1.0  # seconds
SETTLED = 80.0  # seconds after which nothing is left to be found out


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
        self, *, attempts: int = ATTEMPTS, recover_hold: float = 0.0, setting: Setting = SETTINGS[0]
    ) -> None:
        self.setting = setting
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
        self.lines: dict[str, list[str]] = {}  # what people wrote and is saved, and the incidents it is in
        self.knew: dict[str, tuple[str, ...]] = {}  # who had been told of what an incident was split off
        self._written = 0
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
            await self.wish(WISHES[what](self._sight(name, happening.check)))
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
        told = {each.id: each.told for each in self.engine._core.books.incidents.open()}
        answer = await self.engine.submit(wish, Sender(session="s", who="Mira", role="desk"))
        self.note(f"  {answer.text or answer.error}")
        names = re.findall(r"I-\d+", answer.text or answer.error)
        if isinstance(wish, Comment | Act) and not answer.error:
            self.lines[wish.text] = names
        elif isinstance(wish, Fixed) and not answer.error:
            self.lines[wish.comment] = names
        elif isinstance(wish, Split) and " is made of " in (answer.text or answer.error):
            self.knew[names[0]] = told[names[1]]

    def incidents(self) -> list[Incident]:
        """Return all that are on the disk, open or over."""
        rows = self.disk.db.execute("SELECT body FROM incidents").fetchall()
        return [state_rows.unpacked(body, Incident) for (body,) in rows]

    def _sight(self, name: str, number: int) -> Sight:
        self._written += 1
        open_ones = self.engine._core.books.incidents.open()
        return Sight(check=name, number=number, incidents=open_ones, line=f"line {self._written}")

    def become(self, name: str, state: str) -> None:
        """Let a target become as named in ``STATES``; behind a cut cable everything hangs."""
        self.state[name] = state
        STATES[state if self.anchors.gateway.answers else "hang"](self.services[name])

    def _inventory(self) -> Inventory:
        setting = self.setting
        parents = self.parents | ({WHOLE.partition("/")[0]: ()} if setting.together else {})
        targets = tuple(
            Target(
                id=name,
                name=name,
                short=name,
                element=ElementClass.API,
                depends_on=above,
                runbook_steps=STEPS,
            )
            for name, above in parents.items()
        )
        checks = [self._check(name) for name in self.names if name not in self.removed]
        if setting.together:
            checks.append(whole(self.interval))
        return Inventory(
            targets=targets,
            checks=tuple(checks),
            routing=setting.routing,
            grouping=setting.grouping,
            reopen_within=setting.reopen_within,
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


def _all(world: World, state: str) -> None:
    for name in world.names:
        world.become(name, state)


def _step_clock(world: World, seconds: float) -> None:
    world.clock.offset += seconds


_AROUND: dict[str, Callable[[World], None]] = {
    "storm": partial(_all, state="refused"),
    "calm": partial(_all, state="good"),
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
