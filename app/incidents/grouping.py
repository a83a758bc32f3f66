"""Which incident an alert belongs to, and what a group of alerts amounts to."""

from collections.abc import Iterable, Mapping, Sequence

from app.incidents.title import many_of, title_of
from app.model.alert import Alert, AlertPhase
from app.model.check import Check
from app.model.incident import Incident
from app.model.own import is_own
from app.model.phrase import Phrase
from app.model.target import WEIGHTS, ElementClass, Target, Weight
from app.model.value import Value
from app.model.verdict import Level

SEVERITY = {Level.NONE: 0, Level.GOOD: 0, Level.WARNING: 1, Level.CRITICAL: 2}


class Places:
    """The inventory as incidents need it: where each check belongs and what it is called."""

    def __init__(self, targets: Mapping[str, Target], checks: Iterable[Check]) -> None:
        self.targets = dict(targets)
        self.checks = {check.id: check for check in checks}
        self._checks_of: dict[str, int] = {}
        for check in self.checks.values():
            if check.enabled:
                self._checks_of[check.target] = self._checks_of.get(check.target, 0) + 1

    def target_of(self, check: str) -> str:
        """Return the target of a check; an unknown check stands under the first part of its id."""
        known = self.checks.get(check)
        return known.target if known is not None else check.partition("/")[0]

    def element_of(self, target: str) -> ElementClass:
        """Return the class of a target; of an unknown one, application server."""
        known = self.targets.get(target)
        if known is None and is_own(target):
            return ElementClass.NETWORK
        return known.element if known is not None else ElementClass.APPLICATION_SERVER

    def weight_of(self, target: str) -> Weight:
        """Return what a target is worth; of an unknown one, what its class is."""
        known = self.targets.get(target)
        return known.weight if known is not None else WEIGHTS[self.element_of(target)]

    def target_name(self, check: str) -> str:
        """Return what people call the target of a check."""
        target = self.target_of(check)
        known = self.targets.get(target)
        return known.name if known is not None else target

    def name_of(self, check: str) -> str:
        """Return what people say: the target, or the check where a target has several of them."""
        known = self.checks.get(check)
        if known is None:
            return check
        name = self.target_name(check)
        if self._checks_of.get(known.target, 0) <= 1 or not known.name or known.name == name:
            return name
        first = name.split()[0].casefold() if name.split() else ""
        return known.name if first and first in known.name.casefold() else f"{name} ({known.name})"


def level_of(alerts: Sequence[Alert], kept: Level) -> Level:
    """Return the worst level of the firing alerts; where all are recovering, the level is kept."""
    firing = [alert.level for alert in alerts if alert.phase is AlertPhase.FIRING]
    return max(firing, key=SEVERITY.__getitem__, default=kept)


def worst_of(levels: Iterable[Level]) -> Level:
    """Return the worst of these levels."""
    return max(levels, key=SEVERITY.__getitem__)


def worse(level: Level, other: Level) -> bool:
    """Return whether ``level`` is worse than ``other``."""
    return SEVERITY[level] > SEVERITY[other]


class Naming(Value, frozen=True, kw_only=True):
    """What an incident is called, and what caused it."""

    title: Phrase
    cause: Phrase


def named(alerts: Sequence[Alert], places: Places) -> Naming:
    """Return what ``alerts`` (at least one) call their incident: by the worst firing one, then the first."""
    lead = min(alerts, key=_lead)
    check = lead.key.check
    hit = {places.target_of(alert.key.check) for alert in alerts}
    if len(hit) > 1:
        like = [title_of(alert, "", "").template for alert in alerts]
        elements = {places.element_of(target) for target in hit}
        title = many_of(lead, len(hit), elements, alike=len(set(like)) == 1)
        return Naming(title=title, cause=lead.reason)
    target = places.target_name(check)
    title = title_of(lead, places.name_of(check), target)
    alike = {alert.key.check for alert in alerts if title_of(alert, "", "").template == title.template}
    # What happens to several of its checks happens to the target.
    return Naming(title=title_of(lead, target, target) if len(alike) > 1 else title, cause=lead.reason)


def order(incident: Incident) -> tuple[int, int, bool, int, float]:
    """Return the sorting key of the incident column: first the critical ones for which somebody has to come.

    Then what somebody has and what only warns, then what nobody is told of, and last what something else
    explains. Of each the worst for the business first, the untaken, what has failed before what only warns,
    and then the newest.
    """
    level = -SEVERITY[incident.level]
    return _call(incident), incident.severity, incident.taken, level, -incident.opened.mono


def _call(incident: Incident) -> int:
    """Return how loudly it calls for somebody, 0 the loudest."""
    if incident.blocked_by:
        return 3
    if incident.suppressed is not None:
        return 2
    return int(incident.taken or incident.level is not Level.CRITICAL)


def _lead(alert: Alert) -> tuple[bool, int, float, str, str]:
    fired = alert.hard.mono if alert.hard is not None else 0.0
    resting = alert.phase is not AlertPhase.FIRING
    return resting, -SEVERITY[alert.level], fired, alert.key.check, alert.key.rule
