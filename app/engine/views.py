"""What is shown of a check, made from what is known of it."""

from collections.abc import Iterable

from app.engine.books import Books
from app.engine.check_memory import CheckMemory
from app.incidents.title import OWN
from app.model.alert import AlertPhase
from app.model.board import CheckDetail, CheckView, LimitLine, SeriesView
from app.model.incident import Incident
from app.model.own import NAMES, SIGHT
from app.model.phrase import NOTHING
from app.model.rule import Baseline, Rule, Threshold, Volume
from app.model.rule_facts import levels
from app.model.state import ErrorClass
from app.model.target import ElementClass, Target
from app.model.verdict import Level, Verdict

_LATEST = 5  # groups of errors that a board carries; the detail has all


def check_view(
    memory: CheckMemory,
    target: Target | None,
    incident: Incident | None,
    blocked_by: str,
    maintenance: str = "",
) -> CheckView:
    """Return a check as it is shown. ``blocked_by``: name of the target whose failure explains it.

    ``maintenance``: the window that it is in.
    """
    check, shown, last = memory.check, memory.shown, memory.window.last
    proved = memory.good + memory.bad
    observed = proved + memory.unknown + memory.maintenance
    return CheckView(
        id=check.id,
        target=check.target,
        target_name=target.name if target else check.target,
        name=check.name,
        short=check.short,
        element=target.element if target else ElementClass.APPLICATION_SERVER,
        kind=str(check.probe.__struct_config__.tag),
        address=check.probe.address,
        state=shown.state,
        since=memory.since,
        last=last.ended if last else None,
        interval=check.interval,
        detection_bound=check.detection_bound,
        attempt=shown.attempt,
        attempts=check.attempts,
        soft=shown.soft,
        recovering=shown.recovering,
        flapping=shown.flapping,
        stale=shown.stale,
        was=shown.was,
        error=shown.error,
        sentence=shown.sentence,
        series=tuple([_series(memory, name, value) for name, value in memory.series.items()]),
        availability=memory.good / proved if proved else None,
        availability_unknown=memory.unknown / observed if observed else 0.0,
        availability_maintenance=memory.maintenance / observed if observed else 0.0,
        incident=incident.id if incident else "",
        owner=incident.owner if incident else "",
        blocked_by=blocked_by,
        maintenance=maintenance,
        silenced=incident.why_silent if incident else NOTHING,
        interval_late=memory.late,
        enabled=check.enabled,
        runbook=target.runbook if target else "",
        players=target.players if target else None,
        needs=target.depends_on if target else (),
        errors=last.errors[:_LATEST] if last else (),
    )


def check_detail(memory: CheckMemory, view: CheckView, target: Target | None) -> CheckDetail:
    """Return what the detail of a check shows beyond its view."""
    last = memory.window.last
    return CheckDetail(
        view=view,
        phases=last.phases if last else (),
        facts=last.facts if last else {},
        errors=last.errors if last else (),
        detail=last.detail if last else "",
        rules=tuple(verdict.reason for verdict in memory.verdicts),
        lines=limit_lines(memory.check.rules),
        owner=target.owner if target else "",
        labels=target.labels if target else {},
        runbook_steps=target.runbook_steps if target else (),
    )


def limit_lines(rules: Iterable[Rule]) -> tuple[LimitLine, ...]:
    """Return the limits of rules that can be drawn in charts."""
    return tuple(
        LimitLine(
            metric=rule.metric,
            rule=rule.id,
            level=level,
            value=value,
            below=isinstance(rule, Volume) or (isinstance(rule, Threshold) and rule.below),
        )
        for rule in rules
        for level, value in levels(rule)
    )


def view_of(books: Books, name: str, by_check: dict[str, Incident]) -> CheckView:
    """Return the view of a check by its id."""
    memory = books.checks[name]
    incident = by_check.get(name)
    blocked_by = _own_trouble(memory) or blocker(books, incident)
    window = books.suppression.windows.over_check(name)
    maintenance = window[0].id if window is not None else ""
    target = books.targets.get(memory.check.target)
    return check_view(memory, target, incident, blocked_by, maintenance)


def _own_trouble(memory: CheckMemory) -> str:
    """Return the trouble of this monitor itself that explains why nothing is known of a check."""
    last = memory.window.last
    if memory.shown.error is ErrorClass.CUT_OFF:
        return OWN[SIGHT].plain()
    return OWN[NAMES].plain() if last is not None and last.no_names else ""


def blocker(books: Books, incident: Incident | None) -> str:
    """Return the name of the target whose failure explains an incident."""
    if incident is None or not incident.blocked_by:
        return ""
    above = books.incidents.find(incident.blocked_by)
    if above is None:
        return ""
    target = books.targets.get(above.target)
    return target.name if target else above.target


def _series(memory: CheckMemory, name: str, value: float | None) -> SeriesView:
    face = memory.faces.of(memory.check, name)
    low, high = _band(memory, name)
    return SeriesView(
        name=name,
        title=face.title,
        unit=face.unit,
        value=value,
        warning=face.warning,
        critical=face.critical,
        below=face.below,
        low=low,
        high=high,
    )


def _band(memory: CheckMemory, series: str) -> tuple[float | None, float | None]:
    for rule in memory.check.rules:
        if isinstance(rule, Threshold):
            continue
        if isinstance(rule, Baseline):
            band = memory.window.bands(rule).get(series)
            if band is not None:
                return band.low, band.high
        for verdict in memory.verdicts:
            if verdict.rule == rule.id and verdict.metric == series and _has_band(verdict):
                return verdict.low, verdict.high
    return None, None


def _has_band(verdict: Verdict) -> bool:
    return verdict.low is not None or verdict.high is not None


def is_bad(verdict: Verdict) -> bool:
    """Return whether a verdict is evidence of a fault."""
    return verdict.level in (Level.WARNING, Level.CRITICAL)


def is_soft(books: Books, check: str) -> bool:
    """Return whether a bad result of this check waits for its confirmation."""
    return any(alert.phase is AlertPhase.SOFT for alert in books.alerts.of(check).values())
