"""Each rule's verdict over the newest sample of a check."""

from collections.abc import Mapping

from app.analysis.rules.follower import NOBODY, Others
from app.analysis.rules.making import Followed
from app.analysis.threshold import level_of, limit_of
from app.analysis.window import Window
from app.analysis.wording import NOT_MEASURED, NOT_YET, TOO_FEW_RUNS, Wording, failure
from app.model.check import Check
from app.model.clock import Moment
from app.model.metric import ERROR_RATE
from app.model.phrase import Phrase
from app.model.rule import SAID, UP, Baseline, Threshold
from app.model.sample import Sample
from app.model.state import State
from app.model.verdict import Level, Verdict

_ORDER = {Level.NONE: 0, Level.GOOD: 1, Level.WARNING: 2, Level.CRITICAL: 3}
_BAD = (Level.WARNING, Level.CRITICAL)


def judge(
    check: Check, window: Window, levels: Mapping[str, Level], now: Moment, others: Others = NOBODY
) -> tuple[Verdict, ...]:
    """Return one verdict a rule over the window's newest sample, the implicit rule ``up`` first.

    ``levels``: the present level of each rule's alert (rules without one are good), for hysteresis.
    ``others``: what is known of other checks, for peers and composites; without it they prove nothing.
    An error of ours proves nothing: all verdicts are NONE. A failed sample is ``up`` CRITICAL; of the other
    rules only those on the error rate and on what came with the failure are judged then, the rest are NONE.
    Where the target speaks for itself, ``said`` follows: what it says, CRITICAL while it is not ``up``.
    A check that asks nothing has neither.
    """
    sample = window.last
    if sample is None:
        return _nothing(check, NOT_YET, now)
    if sample.error is None:
        up = Verdict(check=check.id, rule=UP, level=Level.GOOD, at=now, reason=sample.sentence)
    elif sample.fault is not State.CRITICAL:
        return _nothing(check, failure(sample.error, sample.sentence), now, sample)
    else:
        reason = failure(sample.error, sample.sentence)
        up = Verdict(check=check.id, rule=UP, level=Level.CRITICAL, at=now, reason=reason, error=sample.error)
    first = (up, _said(up, sample)) if check.probe.outspoken else (up,) if check.probe.asks else ()
    rules = check.rules
    if not rules:
        return first
    wordings = window.wordings
    found = [
        _ruled(window, rule, wordings[i], levels, now)
        if isinstance(rule, Threshold | Baseline)
        else _followed(window, rule, levels, now, others)
        for i, rule in enumerate(rules)
    ]
    return (*first, *found)


def _nothing(check: Check, reason: Phrase, now: Moment, sample: Sample | None = None) -> tuple[Verdict, ...]:
    error = sample.error if sample is not None else None
    said = (UP, SAID) if check.probe.outspoken else (UP,) if check.probe.asks else ()
    names = (*said, *[rule.id for rule in check.rules])
    return tuple(
        Verdict(check=check.id, rule=name, level=Level.NONE, at=now, reason=reason, error=error)
        for name in names
    )


def _said(up: Verdict, sample: Sample) -> Verdict:
    """Return the verdict that keeps an incident open while its target goes from critical to warning."""
    level = up.level if up.level in _BAD else sample.level
    return Verdict(check=up.check, rule=SAID, level=level, at=up.at, reason=up.reason, error=up.error)


def _followed(
    window: Window, rule: Followed, levels: Mapping[str, Level], now: Moment, others: Others
) -> Verdict:
    found = window.follower(rule).judge(window, levels.get(rule.id, Level.GOOD), now, others)
    return Verdict(
        check=window.check.id,
        rule=rule.id,
        level=found.level,
        at=now,
        reason=found.reason,
        metric=found.metric or rule.metric,
        value=found.value,
        limit=found.limit,
        low=found.low,
        high=found.high,
    )


def _ruled(
    window: Window, rule: Threshold | Baseline, wording: Wording, levels: Mapping[str, Level], now: Moment
) -> Verdict:
    on_errors = rule.metric == ERROR_RATE.name
    assert window.last is not None
    found = window.values_of(rule.metric)
    if not found:
        failed = window.last.error is not None and not on_errors
        return _none(window, rule, NOT_MEASURED if failed else wording.missing(), now)
    if on_errors and not window.enough_runs and rule.metric not in window.last.values:
        return _none(window, rule, TOO_FEW_RUNS, now)
    if isinstance(rule, Threshold):
        present = levels.get(rule.id, Level.GOOD)
        each = [_limited(window, rule, wording, item, present, now) for item in found]
    else:
        each = [_usual(window, rule, wording, item, now) for item in found]
    return each[0] if len(each) == 1 else max(each, key=_severity)


def _severity(verdict: Verdict) -> int:
    return _ORDER[verdict.level]


def _none(window: Window, rule: Threshold | Baseline, reason: Phrase, now: Moment) -> Verdict:
    return Verdict(
        check=window.check.id, rule=rule.id, level=Level.NONE, at=now, reason=reason, metric=rule.metric
    )


def _limited(  # noqa: PLR0917 - runs once a rule and sample; keyword arguments cost a tenth of it
    window: Window,
    rule: Threshold,
    wording: Wording,
    item: tuple[str, float],
    present: Level,
    now: Moment,
) -> Verdict:
    series, value = item
    level = level_of(rule, value, present)
    limit = limit_of(rule, level)
    reason = wording.within
    if level in _BAD and limit is not None:
        if value < limit if rule.below else value > limit:
            reason = wording.beyond(series, value, limit, rule.below)
        else:
            reason = wording.held(series, value, limit if rule.recovery is None else rule.recovery)
    return Verdict(
        check=window.check.id,
        rule=rule.id,
        level=level,
        at=now,
        reason=reason,
        metric=series,
        value=value,
        limit=limit,
    )


def _usual(window: Window, rule: Baseline, wording: Wording, item: tuple[str, float], now: Moment) -> Verdict:
    series, value = item
    band = window.bands(rule).get(series)
    level, reason, low, high = Level.NONE, wording.learning, None, None
    if band is not None and band.low is not None and band.high is not None:
        low, high = band.low, band.high
        level, reason = Level.GOOD, wording.as_usual
        if band.deviating:
            level = Level.CRITICAL if rule.critical else Level.WARNING
            reason = wording.deviates(series, band.outlier, low, high)
    return Verdict(
        check=window.check.id,
        rule=rule.id,
        level=level,
        at=now,
        reason=reason,
        metric=series,
        value=value,
        low=low,
        high=high,
    )
