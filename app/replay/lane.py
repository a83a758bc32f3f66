"""One check on its way through the past under one set of rules: judged and stepped as in the engine."""

from collections.abc import Iterator
from typing import Final

from app.alerts import nodata
from app.alerts.book import AlertBook
from app.alerts.flapping import Flaps
from app.alerts.moves import moves
from app.analysis.absence import is_stale
from app.analysis.judge import judge
from app.analysis.rules.follower import Others
from app.analysis.state import Shown, check_state
from app.analysis.window import Window
from app.model.alert import AlertChange
from app.model.check import Check
from app.model.clock import Moment
from app.model.rule import FLAPPING, NO_DATA
from app.model.sample import Sample
from app.model.state import ErrorClass, State
from app.model.verdict import Level, Verdict

# This monitor could not tell: blind, or overloaded. That is an alarm of its own, not one of the check.
_EXCUSED: Final = (ErrorClass.CUT_OFF, ErrorClass.LATE)


class Lane:
    """Window, flaps and the alerts of one check; its results come in the order of time."""

    __slots__ = ("_book", "_flaps", "_since", "check", "shown", "verdicts", "window")

    def __init__(self, check: Check, book: AlertBook) -> None:
        self.check = check
        self.verdicts: tuple[Verdict, ...] = ()
        self._book = book
        self.window = Window(check)
        self._flaps = Flaps()
        self.shown = Shown()
        self._since: Moment | None = None

    def take(self, sample: Sample, others: Others, *, anew: bool) -> Iterator[AlertChange]:
        """Take a result and yield what it changes. ``anew``: it is the first of a start."""
        now, before = sample.ended, self.window.last
        if anew:
            self._begin_anew(before.ended if before is not None else now)
        elif before is not None and is_stale(before.ended, self.check.interval, now):
            self._pause(now)
        self.window.add(sample)
        check, book = self.check, self._book
        self.verdicts = verdicts = judge(check, self.window, book.levels(check.id), now, others)
        yield from moves(book, check, self._flaps, verdicts, now)
        shown = check_state(check, self.window, verdicts, book.of(check.id), now)
        if self._since is None or shown.state is not self.shown.state:
            self._since = now
        self.shown = shown
        change = book.step(self._no_data(sample, now), attempts=1, recover_hold=0.0, now=now)
        if change is not None:
            yield change

    def _begin_anew(self, last: Moment) -> None:
        """Lose what an engine loses when it ends; alerts stay, and their clocks stood still."""
        before, self.window = self.window, Window(self.check)
        kept = {rule: each.kept(last) for rule, each in before.followers().items()}
        for rule, follower in self.window.expected(kept):
            if (body := kept[rule]) is not None:
                follower.restore(body, last)
        self._flaps = Flaps()
        alerts = self._book.of(self.check.id)
        self._book.restore(tuple(alerts.values()))
        if FLAPPING in alerts:
            self._flaps.suppose(alerts[FLAPPING].level)

    def _pause(self, now: Moment) -> None:
        """Count nothing for a time without results: nobody looked, so it is no fault of the check."""
        verdict = Verdict(check=self.check.id, rule=NO_DATA, level=Level.NONE, at=now)
        self._book.step(verdict, attempts=1, recover_hold=0.0, now=now)
        if self.shown.state in (State.UNKNOWN, State.PENDING):
            self._since = None

    def _no_data(self, sample: Sample, now: Moment) -> Verdict:
        check, shown = self.check, self.shown
        waits = shown.error is ErrorClass.WAITING
        return nodata.no_data(
            check.id,
            shown.state,
            self._since or now,
            soft=shown.soft,
            hold=nodata.hold(check.interval, check.probe.patience if waits else 0.0),
            inhibited=sample.error in _EXCUSED or sample.no_names,
            now=now,
        )
