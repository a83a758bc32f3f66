"""Steps 4 to 8 of the path of a fact over random histories, as the engine walks them, with no engine."""

from collections.abc import Sequence

import msgspec

from app.alerts.book import AlertBook
from app.alerts.flapping import Flaps, counted, flapping
from app.alerts.nodata import hold, no_data
from app.alerts.summary import summarise
from app.analysis.judge import judge
from app.analysis.state import Shown, check_state
from app.analysis.window import Window
from app.incidents.book import IncidentBook
from app.model.alert import Alert, AlertChange, AlertEvent
from app.model.board import CheckView, Summary
from app.model.check import Check
from app.model.clock import Moment
from app.model.incident import Entry, EntryKind, Incident, IncidentChange
from app.model.notice import DESKTOP, SOUND, Notice, NoticeKind, Reason
from app.model.phrase import phrase
from app.model.ports import ChannelPolicy, Circumstances
from app.model.rule import FLAPPING
from app.model.sample import Sample
from app.model.state import ErrorClass, State
from app.model.target import Target
from app.model.value import Value
from app.model.verdict import Level, Verdict
from app.notify.plan import plan
from tests.alerts.making import at, sample, view

CHANNELS = (
    ChannelPolicy(id=DESKTOP),
    ChannelPolicy(id=SOUND),
    ChannelPolicy(id="ops", least=Level.CRITICAL),
)
_ERRORS = {"hang": ErrorClass.TIMEOUT_READ, "refused": ErrorClass.REFUSED, "late": ErrorClass.LATE}
ENDS = (NoticeKind.RECOVERY, NoticeKind.WITHDRAWN)


class Happening(Value, frozen=True, kw_only=True):
    """One thing of a history; ``what`` is a result of a check, or a wish of a person."""

    check: int  # which of the checks
    what: str  # good slow very-slow hang refused late silence acknowledge mute blind remove
    after: float  # seconds since the one before


class Core:
    """Windows, books and plan, wired as in the engine."""

    def __init__(self, targets: Sequence[Target], checks: Sequence[Check]) -> None:
        self.now = 0.0
        self.targets = {target.id: target for target in targets}
        self.checks = {check.id: check for check in checks}
        self.windows = {check.id: Window(check) for check in checks}
        self.flaps = {check.id: Flaps() for check in checks}
        self.alerts = AlertBook()
        self.incidents = IncidentBook(1)
        self.incidents.targets(self.targets, self.checks.values())
        self.shown: dict[str, tuple[Shown, float]] = {check.id: (Shown(), 0.0) for check in checks}
        self.notices: list[Notice] = []
        self.changes: list[AlertChange] = []
        self.steps: list[tuple[Verdict, Alert | None, AlertChange | None]] = []
        self.muted = self.blind = False
        self.unseen: set[str] = set()  # incidents that blindness withheld from somebody

    def restart(self) -> None:
        """Lose everything that is in memory, and take over what a store would give back."""
        alerts = msgspec.convert(msgspec.to_builtins(self.alerts.all()), tuple[Alert, ...])
        stored = msgspec.to_builtins(self.incidents.open())
        number = self.incidents.next_number
        returns = self.incidents.causes._returns
        self.alerts, self.incidents = AlertBook(), IncidentBook(number)
        self.alerts.restore(alerts)
        self.incidents.targets(self.targets, self.checks.values())
        self.incidents.restore(msgspec.convert(stored, tuple[Incident, ...]), alerts)
        self.incidents.causes._returns = returns  # kept here so that only the books' stored part is compared

    def run(self, history: Sequence[Happening]) -> None:
        for happening in history:
            self.take(happening)

    def take(self, happening: Happening) -> None:
        self.now += happening.after
        check = list(self.checks.values())[happening.check % len(self.checks)]
        match happening.what:
            case "acknowledge":
                self._changed(self.incidents.acknowledge(check.target, "Mira", "", self.moment))
            case "mute":
                self.muted = not self.muted
            case "blind":
                self.blind = not self.blind
            case "remove":
                self.flaps[check.id] = Flaps()
                for change in self.alerts.withdraw(check.id, self.moment):
                    self._alert_changed(change)
            case "silence":
                self._look(check)
            case what:
                self._judge(check, self._sample(check, what))

    @property
    def moment(self) -> Moment:
        return at(self.now)

    def summary(self) -> Summary:
        return summarise(self.views(), self.incidents.open(), now=self.moment)

    def views(self) -> tuple[CheckView, ...]:
        found = []
        for identity, window in self.windows.items():
            shown = self._look_at(self.checks[identity], ())
            last = window.last.ended.mono - 1000.0 if window.last is not None else None
            found.append(view(shown.state, last=last, soft=shown.soft, stale=shown.stale, identity=identity))
        return tuple(found)

    def _sample(self, check: Check, what: str) -> Sample:
        when, name = self.now, check.id
        match what:
            case "hang" | "refused" | "late":
                error = ErrorClass.CUT_OFF if self.blind and what != "late" else _ERRORS[what]
                return sample(when, error, check=name)
            case "slow":
                return sample(when, check=name, response_time=1.0)
            case "very-slow":
                return sample(when, check=name, response_time=9.0)
            case _:
                return sample(when, check=name)

    def _judge(self, check: Check, found: Sample) -> None:
        window = self.windows[check.id]
        window.add(found)
        verdicts = judge(check, window, self.alerts.levels(check.id), self.moment)
        self._step_all(check, verdicts)
        self._look(check, verdicts)
        bad = any(verdict.level in (Level.WARNING, Level.CRITICAL) for verdict in verdicts)
        self._changed(self.incidents.fresh(check.id, bad, self.moment, started=found.started))
        if bad and not self.blind:
            self._changed(self.incidents.told_anew(check.id, self.unseen, self.moment))

    def _step_all(self, check: Check, verdicts: Sequence[Verdict]) -> None:
        flaps = self.flaps[check.id]
        in_turn = counted(flaps, verdicts)
        before = self.alerts.of(check.id).get(FLAPPING)
        if in_turn and before is None and (verdict := flapping(check, flaps, {}, self.moment)):
            self._step(verdict, 1, 0.0)
        for verdict in verdicts:
            self._step(verdict, check.attempts, check.recover_hold)
        if in_turn and before is not None:
            verdict = flapping(check, flaps, self.alerts.of(check.id), self.moment)
            if verdict is not None:
                self._step(verdict, 1, 0.0)

    def _look(self, check: Check, verdicts: Sequence[Verdict] = ()) -> None:
        shown = self._look_at(check, verdicts)
        before, since = self.shown[check.id]
        if before.state is not shown.state:
            since = self.now
        self.shown[check.id] = (shown, since)
        self._step(
            no_data(
                check.id,
                shown.state,
                at(since),
                soft=shown.soft,
                hold=hold(check.interval),
                inhibited=self.blind,
                now=self.moment,
            ),
            1,
            0.0,
        )

    def _look_at(self, check: Check, verdicts: Sequence[Verdict]) -> Shown:
        window = self.windows[check.id]
        kept = verdicts or judge(check, window, self.alerts.levels(check.id), self.moment)
        return check_state(check, window, kept, self.alerts.of(check.id), self.moment)

    def _step(self, verdict: Verdict, attempts: int, recover_hold: float) -> None:
        before = self.alerts.of(verdict.check).get(verdict.rule)
        change = self.alerts.step(verdict, attempts=attempts, recover_hold=recover_hold, now=self.moment)
        self.steps.append((verdict, before, change))
        if change is not None:
            self._alert_changed(change)

    def _alert_changed(self, change: AlertChange) -> None:
        self.changes.append(change)
        self._changed(self.incidents.apply(change, self.moment))

    def _changed(self, changes: Sequence[IncidentChange]) -> None:
        for change in changes:
            notices = plan(change, Circumstances(channels=CHANNELS, muted=self.muted, blind=self.blind))
            self.notices += notices
            self.unseen.discard(change.after.id)
            for notice in notices:
                self._record(notice)

    def _record(self, notice: Notice) -> None:
        kind = EntryKind.TOLD if notice.told else EntryKind.WITHHELD
        if notice.reason is Reason.BLIND:
            self.unseen.add(notice.incident)
        entry = Entry(at=notice.at, kind=kind, text=phrase("{channel}", channel=notice.channel))
        told = (notice.channel,) if notice.told and notice.kind not in ENDS else ()
        untold = (notice.channel,) if notice.told and notice.kind in ENDS else ()
        self.incidents.record(notice.incident, entry, told=told, untold=untold)


def fired(changes: Sequence[AlertChange]) -> bool:
    return any(change.event is AlertEvent.FIRED for change in changes)


def is_bad(state: State) -> bool:
    return state in (State.WARNING, State.CRITICAL)
