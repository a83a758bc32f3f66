"""The book of alerts: verdicts move them, by the table."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from app.alerts.table import Evidence, step
from app.model.alert import Alert, AlertChange, AlertEvent, AlertKey, AlertPhase
from app.model.clock import Moment
from app.model.rule import NO_DATA
from app.model.verdict import Level, Verdict

_NONE: Mapping[str, Alert] = MappingProxyType({})
_SEVERITY = {Level.NONE: 0, Level.GOOD: 1, Level.WARNING: 2, Level.CRITICAL: 3}
_HARD = (AlertPhase.FIRING, AlertPhase.RECOVERING)


class AlertBook:
    """All alerts that are not inactive. The only memory of the alerts there is."""

    def __init__(self) -> None:
        self._alerts: dict[str, dict[str, Alert]] = {}
        # Recovering alerts whose clock of good evidence stands: the time since the last evidence is no proof.
        self._paused: set[AlertKey] = set()

    def step(
        self, verdict: Verdict, *, attempts: int, recover_hold: float, now: Moment
    ) -> AlertChange | None:
        """Move the alert of this verdict; return the change if it is one that others must know.

        ``attempts``: bad verdicts in a row until it fires. ``recover_hold``: seconds of good evidence until
        a firing alert is closed. A NONE verdict changes nothing; the time around it counts for nothing.
        """
        of_check = self._alerts.get(verdict.check)
        if of_check is not None and verdict.rule == NO_DATA and verdict.level is not Level.GOOD:
            self._paused.update(alert.key for alert in of_check.values())  # stale: clocks stand still
        alert = of_check.get(verdict.rule) if of_check is not None else None
        if alert is None:
            if verdict.level is Level.GOOD or verdict.level is Level.NONE:
                return None
            alert = Alert(key=AlertKey(check=verdict.check, rule=verdict.rule))
        if verdict.level is Level.NONE:
            self._paused.add(alert.key)
            return None
        held = self._held(alert, verdict, now)
        taken = step(alert.phase, _evidence(alert, verdict, attempts, held, recover_hold))
        after = _stepped(alert, taken.phase, verdict, now)
        if after.phase is AlertPhase.RECOVERING:
            after = replace(after, held=held)
        self._keep(after)
        if taken.event is None:
            return None
        return AlertChange(event=taken.event, before=alert, after=after, at=now)

    def of(self, check: str) -> Mapping[str, Alert]:
        """Return the alerts of a check that are not inactive, by rule."""
        return self._alerts.get(check, _NONE)

    def levels(self, check: str) -> Mapping[str, Level]:
        """Return the present level of each rule's alert, as ``judge`` wants it."""
        of_check = self._alerts.get(check)
        return {rule: alert.level for rule, alert in of_check.items()} if of_check else {}

    def withdraw(self, check: str, now: Moment, *, kept: Collection[str] = ()) -> tuple[AlertChange, ...]:
        """Close the alerts of a check that was removed or disabled, and those of rules that it lost.

        ``kept``: names of the rules that the check still has (``up`` and ``no-data`` among them).
        """
        gone = [alert for rule, alert in self.of(check).items() if rule not in kept]
        return tuple(self._withdraw(alert, now) for alert in gone)

    def restore(self, alerts: Iterable[Alert]) -> None:
        """Take over the alerts of an earlier run; the time in between is no evidence."""
        for alert in alerts:
            if alert.phase is not AlertPhase.INACTIVE:
                self._keep(alert)
                self._paused.add(alert.key)

    def firing(self) -> tuple[Alert, ...]:
        """Return all alerts that are firing or recovering."""
        return tuple(alert for alert in self.all() if alert.phase in _HARD)

    def all(self) -> tuple[Alert, ...]:
        """Return all alerts that are not inactive."""
        return tuple(alert for of_check in self._alerts.values() for alert in of_check.values())

    def _held(self, alert: Alert, verdict: Verdict, now: Moment) -> float:
        """Return the seconds of good evidence with this verdict."""
        paused = alert.key in self._paused
        self._paused.discard(alert.key)
        if verdict.level is not Level.GOOD or alert.phase is not AlertPhase.RECOVERING:
            return 0.0
        if paused or alert.last is None:
            return alert.held
        return alert.held + max(0.0, now.seconds_since(alert.last))

    def _withdraw(self, alert: Alert, now: Moment) -> AlertChange:
        taken = step(alert.phase, Evidence.GONE)
        after = replace(alert, phase=taken.phase)
        self._keep(after)
        return AlertChange(event=taken.event or AlertEvent.WITHDRAWN, before=alert, after=after, at=now)

    def _keep(self, alert: Alert) -> None:
        key = alert.key
        if alert.phase is not AlertPhase.INACTIVE:
            self._alerts.setdefault(key.check, {})[key.rule] = alert
            return
        self._paused.discard(key)
        of_check = self._alerts.get(key.check, {})
        of_check.pop(key.rule, None)
        if not of_check:
            self._alerts.pop(key.check, None)


def _evidence(alert: Alert, verdict: Verdict, attempts: int, held: float, recover_hold: float) -> Evidence:
    hard = alert.phase in _HARD
    if verdict.level is Level.GOOD:
        return Evidence.PROVED if not hard or held >= recover_hold else Evidence.GOOD
    if not hard:
        return Evidence.CONFIRMED if alert.attempts + 1 >= attempts else Evidence.BAD
    difference = _SEVERITY[verdict.level] - _SEVERITY[alert.level]
    if difference == 0:
        return Evidence.BAD
    return Evidence.WORSE if difference > 0 else Evidence.MILDER


def _stepped(alert: Alert, phase: AlertPhase, verdict: Verdict, now: Moment) -> Alert:
    """Return the alert after ``verdict`` has brought it to ``phase``."""
    if verdict.level is Level.GOOD:
        began = alert.good_since or now if phase is AlertPhase.RECOVERING else None
        return replace(alert, phase=phase, good_since=began, last=now)
    confirmed = alert.phase not in _HARD
    return replace(
        alert,
        phase=phase,
        level=verdict.level,
        attempts=alert.attempts + 1 if confirmed else alert.attempts,
        since=alert.since or now,
        hard=now if confirmed and phase is AlertPhase.FIRING else alert.hard,
        good_since=None,
        held=0.0,
        last=now,
        reason=verdict.reason,
        metric=verdict.metric,
        error=verdict.error,
    )
