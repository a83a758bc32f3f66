"""From a sample to notices, in one go: no half-done state is ever visible."""

from collections.abc import Callable, Sequence

from app.alerts import nodata
from app.alerts.moves import moves
from app.analysis.absence import is_stale
from app.analysis.judge import judge
from app.analysis.state import check_state, cut_off
from app.engine.check_memory import CheckMemory
from app.engine.core import Core
from app.engine.doubt import Doubt
from app.engine.lookout import Lookout
from app.engine.neighbours import Neighbours
from app.engine.notices import NoticeDesk
from app.engine.runner import voided
from app.engine.suppressing import SuppressDesk
from app.engine.views import is_bad, is_soft
from app.model.alert import AlertChange, AlertEvent
from app.model.check import Check
from app.model.clock import Moment
from app.model.event import EventKind
from app.model.incident import IncidentChange
from app.model.message import Point
from app.model.phrase import phrase
from app.model.ports import Mark, Proof
from app.model.rule import UP
from app.model.sample import Sample
from app.model.state import STALE_AFTER, ErrorClass, State
from app.model.verdict import Verdict

# Points to draw and to keep, points to keep only, and what was proved.
Feed = Callable[[Sequence[Point], Sequence[Point], Sequence[Proof]], None]
_ENDS = (AlertEvent.CLEARED, AlertEvent.WITHDRAWN)
_HOUSEKEEPING = 0.01  # seconds beyond a deadline at which it is looked at


class Pipeline:
    """Steps 4 to 8 of the path of a fact. Synchronous: called between two awaits."""

    def __init__(
        self, core: Core, *, notices: NoticeDesk, doubt: Doubt, suppress: SuppressDesk, feed: Feed
    ) -> None:
        self._books = core.books
        self._journal = core.journal
        self._clock = core.clock
        self._changed = core.changes.touch
        self._notices = notices
        self._doubt = doubt
        self._suppress = suppress
        suppress.tell = self._tell
        self._feed = feed
        self.neighbours = Neighbours(core.books)
        self.lookout: Lookout | None = None
        self.judged: float | None = None  # when a sample went the whole way last, monotonic

    def take(self, check: Check, sample: Sample, late: float) -> bool:
        """Take a finished sample; return whether a bad result wants its confirmation soon."""
        memory = self._books.checks.get(check.id)
        if memory is None:
            return False
        if self._books.slow:
            sample = voided(sample)
        lookout = self.lookout
        proved = sample if lookout is None else lookout.take(memory, sample, late)
        if proved is None:
            return memory.check.attempts > 1  # it is confirmed while it is kept back
        return self.judge(memory, proved, late)

    def judge(self, memory: CheckMemory, sample: Sample, late: float) -> bool:
        """Judge a sample that is what it seems; return whether a bad result wants its confirmation soon."""
        check, now = memory.check, self._clock.now()
        points, proof = memory.take(sample, late)
        levels = self._books.alerts.levels(check.id)
        memory.verdicts = judge(memory.check, memory.window, levels, now, self.neighbours)
        self._feed(memory.banded(points), memory.ended(sample), (proof,) if proof is not None else ())
        for change in moves(self._books.alerts, check, memory.flaps, memory.verdicts, now):
            self._moved(change, now)
        bad = any(is_bad(verdict) for verdict in memory.verdicts)
        self._tell(self._books.incidents.fresh(check.id, bad, now, started=sample.started))
        if bad:
            self._tell_unseen(check.id, sample, now)
            self._tell_unsuppressed(check.id, sample, now)
        self._suppress.reconsider(now)
        self._notices.release()
        self.show(memory, now)
        self._books.stream.take(sample, memory.shown.state)
        self.judged = now.mono
        return is_soft(self._books, check.id)

    def sweep(self) -> None:
        """Look at what time alone changes: results that became stale, unknowns that last."""
        now = self._clock.now()
        self.neighbours.catch_up(now)
        for memory in self._books.checks.values():
            if now.mono >= memory.look_at and memory.check.enabled:
                self.show(memory, now)

    def withdraw(self, check: str, now: Moment, kept: Sequence[str] = ()) -> None:
        """Close the alerts of a check, or of rules, that are no longer there."""
        for change in self._books.alerts.withdraw(check, now, kept=kept):
            self._moved(change, now)

    def show(self, memory: CheckMemory, now: Moment) -> None:
        """Compute the shown state anew and note what changed of it."""
        check = memory.check
        before = memory.shown
        alerts = self._books.alerts.of(check.id)
        memory.shown = check_state(check, memory.window, memory.verdicts, alerts, now)
        if self._books.hides(memory):
            memory.shown = cut_off(memory.window, before)
        if memory.shown.state is not before.state:
            self._entered(memory, before.state, now)
            self.neighbours.touch(check.id, now)
        self._no_data(memory, now)
        memory.look_at = self._next_look(memory, now)
        self._changed(check.id, calm=memory.shown.alike(before))

    def _entered(self, memory: CheckMemory, before: State, now: Moment) -> None:
        shown = memory.shown
        memory.since = now
        if memory.remembered is not None and shown.state is not State.PENDING:
            # The first result after a restart: a state that is what it was goes on.
            state, since = memory.remembered
            memory.since = since if state is shown.state else now
            memory.remembered = None
        check = memory.check.id
        if shown.state is not State.PENDING:
            self._journal.mark(Mark(check=check, state=shown.state, since=memory.since))
        self._journal.event(
            EventKind.STATE,
            check,
            shown.state.value,
            now,
            reason=shown.error.value if shown.error else "",
            text=shown.sentence,
            data={
                "before": before.value,
                "stale": shown.stale,
                "target": memory.check.target,
                "name": memory.check.name,
            },
        )

    def _no_data(self, memory: CheckMemory, now: Moment) -> None:
        shown = memory.shown
        verdict = nodata.no_data(
            memory.check.id,
            shown.state,
            self._unknown_since(memory),
            soft=shown.soft,
            hold=_hold(memory),
            inhibited=self._excused(memory),
            now=now,
        )
        self._step(verdict, 1, 0.0, now)

    def _excused(self, memory: CheckMemory) -> bool:
        """Return whether it is not the check's own fault that nothing is known of it.

        It is ours, or that of the checks that it is judged by: they have alarms of their own.
        """
        if not memory.check.probe.asks:
            return True
        books, last = self._books, memory.window.last
        blind = memory.remote and books.blind
        return blind or books.overloaded or (last is not None and last.no_names)

    def _unknown_since(self, memory: CheckMemory) -> Moment:
        """Return since when nobody but the check is to blame that nothing is known of it."""
        cleared = self._books.cleared
        return cleared if cleared is not None and cleared.mono > memory.since.mono else memory.since

    def _next_look(self, memory: CheckMemory, now: Moment) -> float:
        check, shown, last = memory.check, memory.shown, memory.window.last
        deadlines = []
        if last is not None and not is_stale(last.ended, check.interval, now):
            deadlines.append(last.ended.mono + STALE_AFTER * check.interval)
        if shown.state in (State.UNKNOWN, State.PENDING) and not shown.soft:
            held = self._unknown_since(memory).mono + _hold(memory)
            deadlines.append(held if held > now.mono else now.mono + check.interval)
        return min(deadlines, default=now.mono + check.interval) + _HOUSEKEEPING

    def step_own(self, verdict: Verdict, recover_hold: float) -> None:
        """Move an alarm about this monitor itself."""
        self._step(verdict, 1, recover_hold, verdict.at)
        self._suppress.reconsider(verdict.at)
        self._notices.release()

    def _step(self, verdict: Verdict, attempts: int, recover_hold: float, now: Moment) -> None:
        change = self._books.alerts.step(verdict, attempts=attempts, recover_hold=recover_hold, now=now)
        if change is not None:
            self._moved(change, now)

    def _moved(self, change: AlertChange, now: Moment) -> None:
        alert = change.after
        self._journal.alert(alert)
        self._journal.event(
            EventKind.ALERT,
            alert.key.check,
            change.event.value,
            now,
            reason=alert.key.rule,
            text=alert.reason,
            data={"rule": alert.key.rule, "level": alert.level.value, "attempts": alert.attempts},
        )
        self._suppress.moved(change)
        self._tell(self._books.incidents.apply(change, now))
        self.neighbours.touch(alert.key.check, now)
        memory = self._books.checks.get(alert.key.check)
        if memory is None:
            return
        if change.event is AlertEvent.SOFTENED:
            self._doubt.look_above(memory.check.target, now)
        elif change.event in _ENDS and alert.key.rule == UP:
            self._doubt.look_below(memory.check.target)

    def _tell_unseen(self, check: str, sample: Sample, now: Moment) -> None:
        """Tell what blindness withheld, once a result that is newer than it is still bad."""
        books = self._books
        if not books.unseen or books.blind:
            return
        if books.sighted is None or sample.started.mono >= books.sighted.mono:
            self._tell(books.incidents.told_anew(check, books.unseen, now))

    def _tell_unsuppressed(self, check: str, sample: Sample, now: Moment) -> None:
        """Tell what was suppressed, once a result that is newer than the end of that is bad."""
        books = self._books
        if not books.unsuppressed:
            return
        due = {name for name, since in books.unsuppressed.items() if sample.started.mono >= since.mono}
        self._tell(books.incidents.told_anew(check, due, now, why=phrase("Nothing keeps it from being told")))

    def _tell(self, changes: Sequence[IncidentChange]) -> None:
        for found in changes:
            change = self._suppress.marked(found)
            self._notices.take(change)
            for key in change.after.alerts or (change.before.alerts if change.before else ()):
                self._changed(key.check)


def _hold(memory: CheckMemory) -> float:
    """Return for how long nothing may be known: what is not due is waited for, a fault of ours is not."""
    waits = memory.shown.error is ErrorClass.WAITING
    return nodata.hold(memory.check.interval, memory.check.probe.patience if waits else 0.0)
