"""The engine: everything that probes, judges, remembers and tells, put together."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from typing import Protocol

from app.engine.banners import Banners
from app.engine.channel_alarms import ChannelAlarms
from app.engine.core import Core
from app.engine.deadman import DeadmanDesk
from app.engine.doubt import Doubt
from app.engine.gauge import LoopGauge
from app.engine.handling import Handling
from app.engine.health import Health
from app.engine.housekeeping import Housekeeping
from app.engine.life import Life
from app.engine.limits import Limits
from app.engine.lookout import Lookout
from app.engine.notices import NoticeDesk
from app.engine.own_alarms import OwnAlarms
from app.engine.persist import Persister
from app.engine.pipeline import Pipeline
from app.engine.publish import Outlet, Publisher
from app.engine.questions import Questions
from app.engine.recall import Recall, newest_events
from app.engine.reload import Reload
from app.engine.rounds import Rounds
from app.engine.rule_keeper import RuleKeeper
from app.engine.speaker import DesktopAlarm, NoticeOutlet, SpeakerDesk
from app.engine.submit import Submit
from app.engine.suppressing import SuppressDesk, Zone
from app.engine.tasks import Keeper
from app.engine.why import Explainer
from app.model.anchor import Anchors
from app.model.board import EngineHealth, SoundState
from app.model.channel import OutsideChannel
from app.model.check import Check
from app.model.clock import Clock, Moment
from app.model.event import EventKind
from app.model.incident import Incident
from app.model.intent import Intent
from app.model.loaded import Loaded
from app.model.message import Answer, BoardPush, Point, Question, Sender
from app.model.notice import Delivery
from app.model.phrase import phrase
from app.model.ports import (
    Deliverer,
    Herald,
    HistoryStore,
    InboundDesk,
    Planner,
    Proof,
    Remembered,
    Replayer,
    SecretSource,
    StateStore,
    StoreFailed,
)
from app.model.probe import Inbound
from app.model.state import State
from app.model.target import Target

_CLOSE_WITHIN = 5.0
_REMEMBERED = 600.0  # seconds for which a part that failed is shown


def _universal(_: str) -> tzinfo:
    return UTC


class Link(Outlet, NoticeOutlet, Protocol):
    """The link's server, as the engine uses it."""


class OutsideChannels(Deliverer, Protocol):
    """A deliverer whose channels can change with the inventory."""

    told: Callable[[str], Sequence[Incident]]  # open incidents of which a channel knows

    def update(self, channels: Sequence[OutsideChannel], targets: Sequence[Target]) -> None:
        """Take over the channels of a changed inventory; unchanged ones keep their queue."""
        ...


class Engine:
    """One engine over one state folder. Everything that touches the outside is handed in.

    ``make_deliverer`` is given the callback for outcomes. ``start`` recalls the past, ``apply`` gives the
    engine an inventory, ``close`` ends it in good order; ``stopped`` is set when somebody asks it to end.
    """

    def __init__(
        self,
        *,
        store: StateStore,
        history: HistoryStore,
        planner: Planner,
        make_deliverer: Callable[[Callable[[Delivery], None]], OutsideChannels],
        secrets: SecretSource,
        clock: Clock,
        build: str,
        limits: Limits,
        alarm: DesktopAlarm | None = None,
        inbound: InboundDesk | None = None,
        anchors: Anchors | None = None,
        replayer: Replayer | None = None,
        herald: Herald | None = None,
        zone: Zone = _universal,
    ) -> None:
        self.stopped = asyncio.Event()
        self._store, self._history = store, history
        core = self._core = Core(clock=clock)
        self._persister = Persister(store, core.journal, self._saving_changed)
        self._banners = Banners(core)
        gauge = self._gauge = LoopGauge(clock)
        self._health = Health(clock=clock, gauge=gauge, build=build)
        self.speaker = SpeakerDesk(core, banners=self._banners, alarm=alarm)
        self._publisher = Publisher(
            core,
            persister=self._persister,
            banners=self._banners,
            extras=self,
            on_summary=lambda summary: self.speaker.sounds(summary.tone),
        )
        doubt = Doubt(core)
        self._notices = NoticeDesk(
            core, persister=self._persister, planner=planner, banners=self._banners, doubt=doubt
        )
        self._notices.desktop = self.speaker
        self.speaker.delivered = self._notices.delivered
        self.speaker.lost = self._notices.desktop_lost
        self._channels = self._notices.deliverer = make_deliverer(self._notices.delivered)
        self._channels.told = core.books.told_to
        suppress = self._suppress = SuppressDesk(core, zone=zone)
        self._notices.agenda.zone = lambda: suppress.zone
        self._pipeline = Pipeline(
            core, notices=self._notices, doubt=doubt, suppress=suppress, feed=self._feed
        )
        self._rounds = Rounds(
            clock=clock,
            limits=limits,
            secrets=secrets,
            lateness=gauge,
            take=self._pipeline.take,
            overdue=self._health.note_late,
            on_failure=self.died,
            lent=(inbound,) if inbound is not None else (),
        )
        self._inbound = inbound
        if inbound is not None:
            inbound.awaken = self._rounds.recheck
        doubt.recheck, doubt.look_again = self._rounds.recheck, self._rounds.look_again
        self._pipeline.neighbours.recheck = self._rounds.recheck
        self._rule_keeper = RuleKeeper(core)
        suppress.recheck = self._rounds.recheck
        self._see(gauge, anchors)
        self._tell_outside(gauge, herald)
        self._reload = Reload(core, banners=self._banners, pipeline=self._pipeline, suppress=suppress)
        self._recall = Recall(core, banners=self._banners, notices=self._notices)
        self._keeper = Keeper(self.died)
        self._handling = Handling(core, self._notices)
        self._hear(replayer)

    def _hear(self, replayer: Replayer | None) -> None:
        """Put together what answers people."""
        core = self._core
        self._submit = Submit(
            core,
            persister=self._persister,
            notices=self._notices,
            handling=self._handling,
            speaker=self.speaker,
            rounds=self._rounds,
            suppress=self._suppress,
            channels=self._channels,
            stop=self.stopped,
            caught_up=self._publisher.caught_up,
        )
        explainer = Explainer(
            core.books,
            core.clock,
            outlook=self._notices.agenda.outlook,
            sounding=self._publisher.sounding,
            waits=self._notices.waits,
            next_run=self._rounds.next_of,
        )
        self._questions = Questions(
            core,
            publisher=self._publisher,
            store=self._store,
            history=self._history,
            channels=self._channels,
            explainer=explainer,
            replayer=replayer,
        )

    def _see(self, gauge: LoopGauge, anchors: Anchors | None) -> None:
        """Put together what looks after our own eyes."""
        rounds, pipeline, banners = self._rounds, self._pipeline, self._banners
        self._lookout = lookout = Lookout(self._core, anchors=anchors, lateness=gauge, take=pipeline.judge)
        self._own = OwnAlarms(
            self._core,
            lookout=lookout,
            pipeline=pipeline,
            banners=banners,
            gauge=gauge,
            health=self._health,
            rounds=rounds,
        )
        pipeline.lookout = lookout
        lookout.moved = self._own.judge
        lookout.asker.recheck = rounds.recheck
        lookout.asker.look_again = rounds.look_again

    def _tell_outside(self, gauge: LoopGauge, herald: Herald | None) -> None:
        """Put together what tells our life to those who would notice our death."""
        self._herald = herald
        self._deadman = DeadmanDesk(
            self._core,
            herald=herald,
            rounds=self._rounds,
            pipeline=self._pipeline,
            publisher=self._publisher,
            persister=self._persister,
            gauge=gauge,
            banners=self._banners,
        )

    async def start(self, link: Link) -> None:
        """Recall the past and begin to work; without a record where the store cannot be opened."""
        now = self._core.clock.now()
        try:
            remembered = await self._store.open(now)
        except StoreFailed as error:
            # Watching without a record is better than not watching; the banner says so.
            remembered = Remembered()
            self._persister.cannot_open(str(error))
        self._recall.take(remembered, await self._history.open(now))
        self._own.recall()
        self._health.restarts = remembered.restarts
        events = await newest_events(self._store, remembered.next_event)
        self._publisher.ticker.looked = self._core.books.looked
        self._publisher.ticker.take(events)
        self.speaker.recall()
        self._publisher.outlet = self.speaker.outlet = link
        text = phrase("The engine started")
        journal = self._core.journal
        journal.event(EventKind.ENGINE, "engine", "started", now, text=text, data=journal.snapshot())
        self._keep_tasks()

    async def apply(self, loaded: Loaded) -> None:
        """Take a new inventory, or say why it was not taken."""
        now = self._core.clock.now()
        if loaded.inventory is None:
            self._reload.refuse(loaded, now)
            return
        self._channels.update(loaded.inventory.channels, loaded.inventory.targets)
        self._reload.take(loaded.inventory, now)
        self._recall.checks()
        self._recall.notices()
        self._lookout.set(loaded.inventory)
        self._deadman.set(loaded.inventory)
        self._publisher.reorder()
        self._rounds.set(loaded.inventory.checks, loaded.inventory.around)
        if self._inbound is not None:
            self._inbound.expect(loaded.inventory.around.listen, _inbound(loaded.inventory.checks))
        await self.shown()

    async def shown(self) -> None:
        """Wait until the next board was sent."""
        self._publisher.shown.clear()
        await self._publisher.shown.wait()

    async def close(self) -> None:
        """End in good order: runs cancelled, everything stored, files closed as cleanly ended."""
        await self._lookout.close()
        await self._rounds.close()
        now = self._core.clock.now()
        self._rule_keeper.store(now)
        self._core.journal.event(EventKind.ENGINE, "engine", "ended", now, text=phrase("The engine ended"))
        await self._publisher.flush()
        await self._keeper.close()
        if self._inbound is not None:
            await self._inbound.close()
        if self._herald is not None:
            await self._herald.close()
        await self.speaker.close()
        await self._channels.close()
        try:
            async with asyncio.timeout(_CLOSE_WITHIN):
                await self._persister.flush()
        finally:
            await self._history.close()
            await self._store.close()

    # What the link asks.

    async def answer(self, question: Question, sender: Sender) -> Answer:  # noqa: ARG002 - the link's form
        """Answer a question, or say in ``error`` why not."""
        return await self._questions(question)

    async def submit(self, intent: Intent, sender: Sender) -> Answer:
        """Carry out an intent; return when it is stored."""
        return await self._submit(intent, sender)

    def whole_board(self) -> BoardPush:
        """Return the newest board as it was shown, whole."""
        return self._publisher.whole()

    # What the board holds beyond the books.

    @property
    def sound(self) -> SoundState:
        """What is known of the loudspeaker."""
        return self.speaker.sound

    @property
    def sound_proved(self) -> Moment | None:
        """When it was last heard to work."""
        return self.speaker.sound_proved

    def health(self, now: Moment) -> EngineHealth:
        """Return the engine's health."""
        return self._health.report(
            self._rounds,
            checks=len(self._core.books.checks),
            saved=not self._persister.trouble and not self._history.trouble,
            speaker=self.speaker.holder.session if self.speaker.holder else "",
            pulse=self._deadman.pulse,
            now=now,
        )

    def life(self) -> Life:
        """Return what is proved of this engine's life, for whoever would start it anew."""
        return self._deadman.life(self._core.clock.now())

    # The parts speak.

    def _keep_tasks(self) -> None:
        housekeeping = self._deadman.housekeeping = Housekeeping(
            self._core,
            banners=self._banners,
            history=self._history,
            notices=self._notices,
            handling=self._handling,
            own=self._own,
            pipeline=self._pipeline,
            speaker=self.speaker,
            rules=self._rule_keeper,
            suppress=self._suppress,
            inbound=self._inbound,
            channels=ChannelAlarms(
                self._core,
                pipeline=self._pipeline,
                deliverer=self._channels,
                banners=self._banners,
            ),
        )
        keep = self._keeper.keep
        if self._inbound is not None:
            keep("heartbeats", self._inbound.run)
        keep("store changes", self._persister.run)
        keep("loop gauge", self._gauge.run)
        keep("notices", self._notices.run)
        keep("publish", self._publisher.run)
        keep("housekeeping", housekeeping.run)
        keep("heartbeat out", self._deadman.run)
        keep("scheduler", self._rounds.run)

    def _feed(self, points: Sequence[Point], kept: Sequence[Point], proofs: Sequence[Proof]) -> None:
        self._history.add((*points, *kept), proofs, self._core.clock.now())
        self._publisher.add_points(points)

    def _saving_changed(self, trouble: str) -> None:
        if trouble:
            text = phrase("Changes are not saved: {reason}", reason=trouble)
            self._banners.lift("saving", State.CRITICAL, text)
        else:
            self._banners.lower("saving")

    def died(self, name: str, error: BaseException) -> None:
        """Say on the screens that a part of the engine failed and was started again."""
        reason = f"{type(error).__name__}: {error}"[:200]
        text = phrase("A part of the engine failed: {name} ({error})", name=name, error=reason)
        self._banners.lift("engine", State.WARNING, text, lasts=_REMEMBERED)


def _inbound(checks: Sequence[Check]) -> list[tuple[str, Inbound]]:
    found = ((check.id, check.probe.inbound) for check in checks if check.enabled)
    return [(name, inbound) for name, inbound in found if inbound is not None]
