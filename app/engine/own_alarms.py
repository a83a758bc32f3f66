"""This monitor's own troubles: each is a state at once and, when it lasts, one alarm that is told."""

import asyncio
from collections.abc import Sequence

from app.engine.banners import Banners
from app.engine.core import Core
from app.engine.gauge import LoopGauge
from app.engine.health import Health
from app.engine.lookout import Lookout
from app.engine.pipeline import Pipeline
from app.engine.rounds import Rounds
from app.model.alert import AlertKey
from app.model.clock import Moment
from app.model.own import LOAD, NAMES, SIGHT
from app.model.phrase import Phrase, phrase
from app.model.state import State
from app.model.verdict import Level, Verdict

_LASTING = 1.5  # seconds until a trouble is an alarm: it was looked at twice by then
_SLEPT = 5.0  # seconds of standstill that mean that the machine slept
_AFTER_SLEEP = 20.0  # the same after a sleep, in which the network comes back by itself
_HOLD = 3.0  # seconds without it until an alarm is over
_SAME = 2.0  # seconds for which a strip keeps its words: each change of them is an event
_AT_ONCE = 250  # checks that are shown anew without giving the loop a turn


class OwnAlarms:
    """Compares what the lookout knows with what the books say, and moves the alarms about it."""

    def __init__(
        self,
        core: Core,
        *,
        lookout: Lookout,
        pipeline: Pipeline,
        banners: Banners,
        gauge: LoopGauge,
        health: Health,
        rounds: Rounds,
    ) -> None:
        self._books = core.books
        self._clock = core.clock
        self._lookout = lookout
        self._pipeline = pipeline
        self._banners = banners
        self._gauge = gauge
        self._health = health
        self._rounds = rounds
        self._said: dict[str, float] = {}  # when a strip was raised or changed last
        self._nameless_since: Moment | None = None
        self._to_show: list[str] = []

    def recall(self) -> None:
        """Go on from what an earlier run left in the books: who was blind then is, until anything answers."""
        if self._books.alerts.of(SIGHT.check):
            self._lookout.sight.assume_blind()
            self.judge()

    def judge(self) -> None:
        """Take over what has changed of what we see."""
        books, now = self._books, self._clock.now()
        blind, nameless = self._lookout.sight.is_blind(), self._lookout.names.have_failed()
        if blind != books.blind:
            books.blind = blind
            self._blinded(now) if blind else self._sighted(now)
        if nameless != books.nameless:
            books.nameless = nameless
            self._nameless_since = now if nameless else None
            if not nameless:
                books.named = books.cleared = now

    def round(self) -> None:
        """Look what lasts, twice a second."""
        self._weigh()
        self._lookout.round()
        self.judge()
        books, now = self._books, self._clock.now()
        self._alarm_blind(now)
        self._alarm_nameless(now)
        self._alarm_load(now)
        self._set("overload", books.overloaded, self._health.load.why)
        self._set("blind", books.blind, phrase("This monitor is cut off: {why}", why=self._why()))
        count = str(len(self._lookout.names.affected))
        text = phrase("Name resolution fails: {count} checks cannot look up their names", count=count)
        self._set("names", books.nameless and not books.blind, text)

    def _weigh(self) -> None:
        """Find out whether this machine keeps up."""
        books, now, load = self._books, self._clock.now(), self._health.load
        self._health.look(self._rounds, now)
        if books.overloaded and not load.overloaded:
            books.cleared = now
        books.overloaded, books.slow = load.overloaded, load.slow

    def _blinded(self, now: Moment) -> None:
        self._books.blinded = now
        self._show_again(self._remote())

    def _sighted(self, now: Moment) -> None:
        self._books.sighted = self._books.cleared = now
        remote = self._remote()
        self._show_again(remote)
        self._rounds.look_again(remote)

    def _remote(self) -> Sequence[str]:
        return [name for name, memory in self._books.checks.items() if memory.remote and memory.check.enabled]

    def _show_again(self, checks: Sequence[str]) -> None:
        """Show checks anew, a part at a time: ten thousand would hold the loop for a third of a second."""
        waiting = bool(self._to_show)
        self._to_show = [*self._to_show, *checks]
        if not waiting:
            self._show_some()

    def _show_some(self) -> None:
        now = self._clock.now()
        some, self._to_show = self._to_show[:_AT_ONCE], self._to_show[_AT_ONCE:]
        for name in some:
            memory = self._books.checks.get(name)
            if memory is not None:
                self._pipeline.show(memory, now)
        if self._to_show:
            asyncio.get_running_loop().call_soon(self._show_some)

    def _alarm_blind(self, now: Moment) -> None:
        books = self._books
        lasting = _AFTER_SLEEP if self._gauge.worst > _SLEPT else _LASTING
        if books.blind:
            since = books.blinded
            if since is not None and now.seconds_since(since) >= lasting:
                self._step(SIGHT, Level.CRITICAL, self._lookout.why(), now)
        elif books.blinded is not None and self._lookout.sight.seen_since(books.blinded.mono):
            self._step(SIGHT, Level.GOOD, phrase("The network answers again"), now)
        else:
            self._withdraw(SIGHT, now)

    def _alarm_nameless(self, now: Moment) -> None:
        since = self._nameless_since
        if self._books.blind:
            return
        if since is not None and now.seconds_since(since) >= _LASTING:
            reason = phrase("{why}; checks cannot look up their names", why=self._lookout.names.why.plain())
            self._step(NAMES, Level.CRITICAL, reason, now)
        elif self._lookout.names.proved:
            self._step(NAMES, Level.GOOD, phrase("Names are found again"), now)

    def _alarm_load(self, now: Moment) -> None:
        load = self._health.load
        if load.is_alarm(now):
            self._step(LOAD, Level.WARNING, load.why, now)
        elif not load.overloaded:
            self._step(LOAD, Level.GOOD, phrase("This machine keeps up again"), now)

    def _step(self, key: AlertKey, level: Level, reason: Phrase, now: Moment) -> None:
        if level is not Level.GOOD or self._books.alerts.of(key.check):
            verdict = Verdict(check=key.check, rule=key.rule, level=level, at=now, reason=reason)
            self._pipeline.step_own(verdict, _HOLD)

    def _withdraw(self, key: AlertKey, now: Moment) -> None:
        if self._books.alerts.of(key.check):
            self._pipeline.withdraw(key.check, now)

    def _why(self) -> str:
        return self._lookout.why().plain()

    def _set(self, name: str, raised: bool, text: Phrase) -> None:
        if not raised:
            self._banners.lower(name)
            self._said.pop(name, None)
            return
        now = self._clock.now().mono
        if now - self._said.get(name, now - _SAME) >= _SAME:
            self._said[name] = now
            self._banners.lift(name, State.WARNING, text)
