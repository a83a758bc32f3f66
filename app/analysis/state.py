"""The state of a check as it is shown, computed anew from its samples."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from app.analysis.absence import is_stale
from app.analysis.window import Window
from app.analysis.wording import CUT_OFF, NOT_YET, failure, metric_of, overdue
from app.model.alert import Alert, AlertPhase
from app.model.check import Check
from app.model.clock import Moment
from app.model.phrase import NOTHING, Phrase, phrase
from app.model.rule import FLAPPING, NO_DATA
from app.model.state import STALE_AFTER, ErrorClass, State, worst
from app.model.value import Value
from app.model.verdict import Level, Verdict

_STATE_OF_LEVEL = {Level.WARNING: State.WARNING, Level.CRITICAL: State.CRITICAL}
# So many answers may come without the value of a rule before that is a fault; rates need two readings.
_PATIENCE = 3


class Shown(Value, frozen=True, kw_only=True):
    """What is shown of a check.

    ``state`` in JSON for a *soft* bad check (bad results that are not confirmed yet): the state that was
    proved before, so ``OK`` with ``soft`` true, ``attempt`` n and the sentence and error class of the
    newest bad result. ``PENDING`` if nothing was ever proved, ``UNKNOWN`` if it was unknown before. A bad
    result never makes a state better. Counts follow ``state``.
    ``was``: for a stale check its state while the newest sample was fresh; for an error of ours the level
    of its firing alerts, if any.
    ``flapping``: good and bad in turn; then the state is that of its bad results, also after a good one.
    """

    state: State = State.PENDING
    stale: bool = False
    was: State | None = None
    soft: bool = False
    attempt: int = 0
    recovering: bool = False
    flapping: bool = False
    error: ErrorClass | None = None
    sentence: Phrase = NOTHING

    def alike(self, other: "Shown") -> bool:
        """Whether the other differs in its sentence at most, which tells of new numbers."""
        return bool(self == replace(other, sentence=self.sentence))


def check_state(
    check: Check, window: Window, verdicts: Sequence[Verdict], alerts: Mapping[str, Alert], now: Moment
) -> Shown:
    """Return what is shown of ``check`` now.

    ``verdicts`` are those over the window's newest sample, ``alerts`` (rule -> alert) the book's after
    these verdicts. A bad verdict without an alert counts as confirmed, as in a single round without a book.
    Remembers the state of a fresh sample in ``window.shown``.
    """
    sample = window.last
    if sample is None:
        return _waiting()
    if is_stale(sample.ended, check.interval, now):
        limit = overdue(STALE_AFTER * check.interval)
        return Shown(state=State.UNKNOWN, stale=True, was=window.shown, error=sample.error, sentence=limit)
    fault = sample.fault
    if sample.error is not None and fault is not None and fault is not State.CRITICAL:
        was = _frozen(alerts)
        sentence = failure(sample.error, sample.sentence)
        # what was proved bad is not merely waited for
        state = fault if was is None else State.UNKNOWN
        shown = Shown(state=state, was=was, error=sample.error, sentence=sentence)
    else:
        shown = _judged(check, window, verdicts, alerts)
        if alerts and FLAPPING in alerts:
            shown = _in_turn(shown, alerts[FLAPPING])
    window.shown = shown.state
    return shown


def cut_off(window: Window, before: Shown) -> Shown:
    """Return what is shown of a check whose newest result is from before this monitor was cut off.

    ``before``: what was shown. What was proved then is over: the next bad result is one of an unknown check.
    """
    window.shown = State.UNKNOWN
    was = before.was if before.error is ErrorClass.CUT_OFF else before.state
    return Shown(state=State.UNKNOWN, was=was, error=ErrorClass.CUT_OFF, sentence=CUT_OFF)


def _waiting() -> Shown:
    return Shown(state=State.PENDING, sentence=NOT_YET)


def _judged(check: Check, window: Window, verdicts: Sequence[Verdict], alerts: Mapping[str, Alert]) -> Shown:
    recovering = False
    hard: list[Verdict] = []
    soft: list[Verdict] = []
    for verdict in verdicts:
        alert = alerts.get(verdict.rule) if alerts else None
        if verdict.level in _STATE_OF_LEVEL:
            unconfirmed = alert is not None and alert.phase is AlertPhase.SOFT
            (soft if unconfirmed else hard).append(verdict)
        recovering = recovering or (alert is not None and alert.phase is AlertPhase.RECOVERING)
    if hard:
        return _confirmed(hard, recovering=recovering)
    if soft:
        return _unconfirmed(window, soft, alerts, recovering=recovering)
    if not check.probe.asks and (unproved := _unproved(verdicts, alerts)) is not None:
        return unproved
    if window.missing:
        return _incomplete(check, window, alerts)
    assert window.last is not None
    sentence = window.last.sentence if check.probe.asks else _why_good(verdicts)
    return Shown(state=State.OK, recovering=recovering, sentence=sentence)


def _unproved(verdicts: Sequence[Verdict], alerts: Mapping[str, Alert]) -> Shown | None:
    """Return the state of a check that asks nothing while one of its rules proves nothing; else None."""
    for verdict in verdicts:
        if verdict.level is Level.NONE:
            was = _frozen(alerts)
            waits = verdict.reason == NOT_YET and was is None
            state = State.PENDING if waits else State.UNKNOWN
            return Shown(state=state, was=was, sentence=verdict.reason)
    return None if verdicts else Shown(state=State.UNKNOWN, sentence=NOT_YET)


def _why_good(verdicts: Sequence[Verdict]) -> Phrase:
    return next((verdict.reason for verdict in verdicts), NOTHING)


def _in_turn(shown: Shown, alert: Alert) -> Shown:
    """Return what is shown of a flapping check: as bad as its bad results, neither good nor unconfirmed."""
    state = worst((_STATE_OF_LEVEL[alert.level], shown.state))
    hard = shown.state in (State.WARNING, State.CRITICAL) and not shown.soft
    return Shown(
        state=state,
        recovering=shown.recovering,
        flapping=True,
        error=shown.error,
        sentence=shown.sentence if hard else alert.reason,
    )


def _confirmed(hard: Sequence[Verdict], *, recovering: bool) -> Shown:
    state = worst(_STATE_OF_LEVEL[verdict.level] for verdict in hard)
    cause = next(verdict for verdict in hard if _STATE_OF_LEVEL[verdict.level] is state)
    return Shown(state=state, recovering=recovering, error=cause.error, sentence=cause.reason)


def _unconfirmed(
    window: Window, soft: Sequence[Verdict], alerts: Mapping[str, Alert], *, recovering: bool
) -> Shown:
    """Return the state that was proved before, for these bad results prove nothing yet."""
    firing = _frozen(alerts)
    if firing is not None:
        state = firing
    elif window.shown in (State.OK, State.UNKNOWN):
        state = window.shown
    else:
        state = State.PENDING
    attempt = max(alerts[verdict.rule].attempts for verdict in soft)
    cause = soft[0]
    return Shown(
        state=state,
        soft=True,
        attempt=attempt,
        recovering=recovering,
        error=cause.error,
        sentence=cause.reason,
    )


def _incomplete(check: Check, window: Window, alerts: Mapping[str, Alert]) -> Shown:
    """Return the state of a check that answers, but without a value that one of its rules judges."""
    young = window.answers < _PATIENCE and not any(window.has_seen(metric) for metric in window.missing)
    title = metric_of(check, window.missing[0]).title
    sentence = phrase("No value for {metric}", metric=title)
    if young:
        return Shown(state=State.PENDING, sentence=sentence)
    return Shown(state=State.UNKNOWN, was=_frozen(alerts), sentence=sentence)


def _frozen(alerts: Mapping[str, Alert]) -> State | None:
    """Return the worst level of the firing alerts about the target, whatever their newest verdict."""
    firing = [
        _STATE_OF_LEVEL[alert.level]
        for rule, alert in alerts.items()
        if alert.phase is AlertPhase.FIRING and rule != NO_DATA
    ]
    return worst(firing) if firing else None
