"""Our own death is noticed outside: heartbeats go out while the whole path is proved, and only then."""

import asyncio

from app.engine.banners import Banners
from app.engine.core import Core
from app.engine.gauge import LoopGauge
from app.engine.housekeeping import Housekeeping
from app.engine.life import Life, Signs, life
from app.engine.persist import Persister
from app.engine.pipeline import Pipeline
from app.engine.publish import Publisher
from app.engine.rounds import Rounds
from app.model.check import Inventory
from app.model.clock import Moment
from app.model.deadman import Deadman, Ear, Pulse
from app.model.own import UNHEARD
from app.model.phrase import NOTHING, Phrase, phrase
from app.model.ports import Herald
from app.model.state import State
from app.model.verdict import Level, Verdict

_LOOK = 1.0  # seconds between two looks at ourselves
_RECENT = 10.0
_PATIENCE = 3  # heartbeats in a row that may be lost before it is an alarm
_SOONER = 3  # part of the interval after which a change between well and ill may be told
_HOLD = 3.0  # seconds of good evidence after which the alarm is over
_BANNER = "deadman"


class DeadmanDesk:
    """Gathers the signs of life, sends heartbeats by them, and says where nobody would notice our death."""

    def __init__(
        self,
        core: Core,
        *,
        herald: Herald | None,
        rounds: Rounds,
        pipeline: Pipeline,
        publisher: Publisher,
        persister: Persister,
        gauge: LoopGauge,
        banners: Banners,
    ) -> None:
        self._books, self._journal, self._clock = core.books, core.journal, core.clock
        self._herald = herald
        self._rounds = rounds
        self._pipeline = pipeline
        self._publisher = publisher
        self._persister = persister
        self._gauge = gauge
        self._banners = banners
        self.housekeeping: Housekeeping | None = None
        self._told: Deadman | None = None
        self._checks: int = 0
        self._pace = 0.0
        self._sent: tuple[float, bool] | None = None  # when the last one went out, and whether as ill
        self._proved: Moment | None = None  # when our life was proved last, or the section appeared
        self._withheld: Phrase = NOTHING
        self._stored = (-1, 0.0)  # the generation that was stored, and when all was well with it last

    @property
    def pulse(self) -> Pulse:
        """What is known of our heartbeat, for the screens."""
        if self._told is None or self._herald is None:
            return Pulse()
        return Pulse(every=self._told.every, ears=self._herald.ears, withheld=self._withheld)

    def set(self, inventory: Inventory) -> None:
        """Take an inventory; the books hold its checks already."""
        enabled = [check for check in inventory.checks if check.enabled]
        self._checks = len(enabled)
        self._pace = min((check.interval + check.timeout for check in enabled), default=0.0)
        if inventory.deadman != self._told:
            self._sent, self._proved = None, self._clock.now()
        self._told = inventory.deadman
        if self._herald is not None:
            self._herald.set(inventory.deadman)

    async def run(self) -> None:
        """Look at ourselves for ever, and tell it outside."""
        while True:
            await asyncio.sleep(_LOOK)
            self.round()

    def round(self) -> None:
        """Look once."""
        now = self._clock.now()
        self._unsaved(now.mono)  # it counts from the last look
        if self._told is None or self._herald is None:
            self._say(NOTHING, alarm=False, now=now)
            return
        if self._due(now):
            self._beat(self._herald, self.life(now), now)
        self._complain(self._told, self._herald, now)

    def life(self, now: Moment) -> Life:
        """Return what is proved of our life."""
        return life(self.signs(now))

    def signs(self, now: Moment) -> Signs:
        """Return what the parts last did."""
        books, mono = self._books, now.mono
        judged, housekeeping = self._pipeline.judged, self.housekeeping
        return Signs(
            checks=self._checks,
            pace=self._pace,
            stale=sum(memory.shown.stale and memory.check.enabled for memory in books.checks.values()),
            scheduler=mono - self._rounds.looked,
            judged=mono - judged if judged is not None else None,
            housekeeping=mono - housekeeping.looked if housekeeping is not None else 0.0,
            published=mono - self._publisher.published,
            unsaved=self._unsaved(mono),
            stalled=self._gauge.stalled(mono - _RECENT, mono),
            incidents=len(books.incidents.open()),
            overloaded=books.overloaded,
            blind=books.blind,
            broken=self._broken(),
        )

    def _unsaved(self, mono: float) -> float:
        """Return for how long the store has not moved although there is something to store."""
        saved, since = self._stored
        moved = self._persister.saved != saved
        if moved or self._persister.trouble or self._journal.generation <= self._persister.saved:
            since = mono
        self._stored = (self._persister.saved, since)
        return mono - since

    def _broken(self) -> Phrase:
        """Return what a strip says that takes away from what we are relied on for."""
        wrong = (banner for banner in self._banners.all if banner.state is State.CRITICAL)
        return next((banner.text for banner in wrong), NOTHING)

    def _due(self, now: Moment) -> bool:
        """Return whether it is time; what changes between well and ill is told sooner."""
        assert self._told is not None
        if self._sent is None or self._withheld.template:
            return True
        at, ill = self._sent
        passed = now.mono - at + _LOOK / 4
        ill_now = self._books.blind or self._books.overloaded or bool(self._broken().template)
        return passed >= self._told.every or (ill != ill_now and passed >= self._told.every / _SOONER)

    def _beat(self, herald: Herald, found: Life, now: Moment) -> None:
        self._withheld = found.reason
        if not found.proved:
            return
        self._proved, self._sent = now, (now.mono, found.whole.ill)
        herald.send(found.whole, found.text, len(self._books.incidents.open()))

    def _complain(self, told: Deadman, herald: Herald, now: Moment) -> None:
        """Say where nobody outside would notice our death; while blind that has its own alarm."""
        patience = _PATIENCE * told.every + _LOOK
        if self._withheld.template:
            lasts = self._proved is None or now.seconds_since(self._proved) > patience
            self._say(_unheard(self._withheld) if lasts else NOTHING, alarm=lasts, now=now)
            return
        deaf = herald.unheard(now, patience)
        alarm = bool(deaf) and not self._books.blind
        self._say(_deaf(deaf, everybody=len(deaf) == len(herald.ears)), alarm=alarm, now=now)

    def _say(self, text: Phrase, *, alarm: bool, now: Moment) -> None:
        if text.template:
            self._banners.lift(_BANNER, State.WARNING, text)
        else:
            self._banners.lower(_BANNER)
        known = self._books.alerts.of(UNHEARD.check)
        if not alarm and not known:
            return
        if self._told is None:
            self._pipeline.withdraw(UNHEARD.check, now)
            return
        if alarm or not text.template:
            level = Level.WARNING if alarm else Level.GOOD
            reason = text if alarm else phrase("Our heartbeat is heard outside again")
            verdict = Verdict(check=UNHEARD.check, rule=UNHEARD.rule, level=level, at=now, reason=reason)
            self._pipeline.step_own(verdict, _HOLD)


def _unheard(why: Phrase) -> Phrase:
    return phrase("Nobody outside would notice our death, for no heartbeat goes out: {why}", why=why.plain())


def _deaf(ears: tuple[Ear, ...], *, everybody: bool) -> Phrase:
    if not ears:
        return NOTHING
    first = ears[0]
    why = first.trouble.plain() or "nothing was accepted"
    if everybody:
        return phrase("Nobody outside would notice our death: {who}: {why}", who=first.who, why=why)
    return phrase("{who} would not notice our death: {why}", who=first.who, why=why)
