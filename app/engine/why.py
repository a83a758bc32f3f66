"""Answers why a check is as it is, from the books alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace as with_fields

from app.analysis.wording import metric_of
from app.engine.books import Books
from app.engine.check_memory import CheckMemory
from app.model.alert import Alert
from app.model.board import CheckView
from app.model.check import Check
from app.model.clock import Clock, Moment
from app.model.incident import Incident
from app.model.notice import DESKTOP, Notice, NoticeKind, Reason
from app.model.phrase import NOTHING, Phrase, phrase
from app.model.players import told_to_players
from app.model.ports import Outlook
from app.model.quantity import Unit
from app.model.rule import UP
from app.model.rule_facts import unit_of
from app.model.suppression import SuppressionKind
from app.model.verdict import Level, Verdict
from app.model.why import ChannelWhy, ParentWhy, Quiet, RuleWhy, Why

# What would change that a channel was not told, where time alone does not.
_NEXT: Final = {
    Reason.PARENT_DOWN: phrase("It is told when a result newer than the parent's recovery is still bad"),
    Reason.ACKNOWLEDGED: phrase("It is told again when it becomes worse"),
    Reason.BELOW_SEVERITY: phrase("It is told when it becomes as bad as the channel wants"),
    Reason.BLIND: phrase("It is told when this monitor can see again and a new result is still bad"),
    Reason.MUTED: phrase("It is told again when it becomes worse"),
    Reason.ALREADY_TOLD: phrase("It is told when it becomes worse, and when it is over"),
    Reason.SILENCED: phrase("It is told when the silence ends and it is still bad"),
    Reason.MAINTENANCE: phrase("It is told when the maintenance ends and it is still bad"),
    Reason.INHIBITED: phrase("It is told when the other alert is over and this one is still bad"),
    Reason.NOT_ROUTED: phrase("No route leads there"),
    Reason.ITSELF: phrase("It is this channel that does not deliver"),
}
# What time brings.
_COMING: Final = {
    NoticeKind.REMINDER: phrase("It is reminded of it"),
    NoticeKind.ESCALATION: phrase("It is told as the next step, unless somebody takes it"),
    NoticeKind.PROBLEM: phrase("It is told, if it is still bad"),
    NoticeKind.WORSENED: phrase("It is told, if it is still as bad"),
    NoticeKind.GREW: phrase("It is told that more targets are hit"),
}
_TOLD: Final = phrase("Its end is told there")
_SUPPRESSED: Final = {
    SuppressionKind.SILENCE: phrase("Somebody asked for silence"),
    SuppressionKind.MAINTENANCE: phrase("Work is planned on it"),
    SuppressionKind.INHIBITED: phrase("Another alert says it already"),
}


class Explainer:
    """Puts together what the books say of one check."""

    def __init__(
        self,
        books: Books,
        clock: Clock,
        *,
        outlook: Callable[[Incident], Sequence[Outlook]],
        sounding: Callable[[], tuple[str, ...]],
        waits: Callable[[str], bool],
        next_run: Callable[[str], float | None],
    ) -> None:
        self._books = books
        self._clock = clock
        self._outlook = outlook
        self._sounding = sounding
        self._waits = waits
        self._next_run = next_run

    def why(self, memory: CheckMemory, view: CheckView, views: Iterable[CheckView]) -> Why:
        """Return the whole decision about a check that is shown as ``view``; ``views``: all that is shown."""
        now, check = self._clock.now(), memory.check
        incident = next((i for i in self._books.incidents.open() if i.id == view.incident), None)
        planned = self._next_run(check.id)
        return Why(
            now=now,
            view=view,
            retry_interval=check.retry_interval,
            recover_hold=check.recover_hold,
            next_run=None if planned is None else now.later(planned - now.mono),
            rules=tuple(self._rules(memory)),
            parents=tuple(self._parents(check.target, incident)),
            quiet=tuple(self._quiet(memory, view, incident, now)),
            incident=incident,
            players=told_to_players(self._books.incidents.open(), views).of(view.incident),
            channels=tuple(self._channels(incident)) if incident is not None else (),
            sounds=incident is not None and incident.id in self._sounding(),
        )

    def _rules(self, memory: CheckMemory) -> Iterator[RuleWhy]:
        alerts = self._books.alerts.of(memory.check.id)
        judged = {verdict.rule: verdict for verdict in memory.verdicts}
        for name in dict.fromkeys((*judged, *alerts)):
            yield _rule(memory.check, name, judged.get(name), alerts.get(name))

    def _parents(self, target: str, incident: Incident | None) -> Iterator[ParentWhy]:
        causes = self._books.incidents.causes
        for name in causes.graph.above(target):
            known = self._books.targets.get(name)
            above = self._books.incidents.of_target(name)
            explains = bool(above and incident and above.id == incident.blocked_by)
            yield ParentWhy(
                target=name,
                name=known.name if known is not None else name,
                down=causes.is_down(name),
                incident=above.id if above is not None else "",
                explains=explains,
            )

    def _quiet(
        self, memory: CheckMemory, view: CheckView, incident: Incident | None, now: Moment
    ) -> Iterator[Quiet]:
        if not view.enabled:
            yield Quiet(kind="disabled", text=phrase("It is switched off in the inventory"))
        if incident is not None:
            yield from self._quiet_incident(incident)
        if view.maintenance and (incident is None or incident.suppressed is None):
            yield Quiet(kind="maintenance", text=phrase("Work is planned on it"), by=view.maintenance)
        if view.flapping:
            text = phrase("Its results are good and bad in turn: told once, until it is calm again")
            yield Quiet(kind="flapping", text=text)
        yield from self._quiet_monitor(memory, now)

    def _quiet_incident(self, incident: Incident) -> Iterator[Quiet]:
        if (asked := incident.suppressed) is not None:
            text = phrase("{reason}", reason=asked.reason) if asked.reason else _SUPPRESSED[asked.kind]
            yield Quiet(kind=asked.kind.value, text=text, by=asked.by, who=asked.who, until=asked.until)
        if incident.blocked_by:
            text = phrase("A failure above explains it")
            yield Quiet(kind="parent-down", text=text, by=incident.blocked_by)
        elif self._waits(incident.id):
            text = phrase(
                "What it depends on is looked at first, so that the cause is told and not the effect"
            )
            yield Quiet(kind="parent-in-doubt", text=text)
        if incident.taken:
            text = phrase("Somebody has it")
            yield Quiet(
                kind="acknowledged", text=text, by=incident.id, who=incident.owner, until=incident.ack_until
            )
        if incident.id in self._books.known:
            text = phrase("It was told before this desktop's session began: shown, not heard")
            yield Quiet(kind="known", text=text)

    def _quiet_monitor(self, memory: CheckMemory, now: Moment) -> Iterator[Quiet]:
        books, last = self._books, memory.window.last
        if books.excuses(memory.check.target):
            yield Quiet(kind="blind", text=phrase("This monitor itself is cut off and can prove nothing"))
        if books.overloaded:
            yield Quiet(kind="overloaded", text=phrase("This monitor itself is overloaded"))
        if last is not None and last.no_names:
            yield Quiet(kind="no-names", text=phrase("Names cannot be looked up here"))
        if books.muting is not None and books.muted(now):
            muting = books.muting
            yield Quiet(kind="muted", text=phrase("No tone is played"), who=muting.who, until=muting.until)

    def _channels(self, incident: Incident) -> Iterator[ChannelWhy]:
        decisions = self._books.decisions
        decided = decisions.of(incident.id)
        for look in self._outlook(incident):
            found = _channel(look, decided.get(look.channel))
            wall = decisions.on_walls.screen(incident.id) if look.channel == DESKTOP else ""
            yield with_fields(found, failed=decisions.failure(incident.id, look.channel), wall=wall)


def _rule(check: Check, name: str, verdict: Verdict | None, alert: Alert | None) -> RuleWhy:
    metric = verdict.metric if verdict is not None else alert.metric if alert is not None else ""
    found = RuleWhy(
        rule=name,
        level=verdict.level if verdict is not None else Level.NONE,
        reason=verdict.reason if verdict is not None else alert.reason if alert is not None else NOTHING,
        metric=metric,
        unit=_unit(check, name, metric),
        value=verdict.value if verdict is not None else None,
        limit=verdict.limit if verdict is not None else None,
        low=verdict.low if verdict is not None else None,
        high=verdict.high if verdict is not None else None,
    )
    return found if alert is None else _with_alert(found, alert)


def _unit(check: Check, name: str, metric: str) -> Unit:
    unit = metric_of(check, metric).unit if metric and name != UP else Unit.NONE
    rule = next((rule for rule in check.rules if rule.id == name), None)
    return unit if rule is None else unit_of(rule, unit)


def _with_alert(found: RuleWhy, alert: Alert) -> RuleWhy:
    return RuleWhy(
        **{name: getattr(found, name) for name in _OF_VERDICT},
        phase=alert.phase,
        alert_level=alert.level,
        attempts=alert.attempts,
        since=alert.since,
        hard=alert.hard,
        good_since=alert.good_since,
        held=alert.held,
    )


_OF_VERDICT: Final = ("rule", "level", "reason", "metric", "unit", "value", "limit", "low", "high")


def _channel(look: Outlook, notice: Notice | None) -> ChannelWhy:
    """Return what was decided for a channel last, and what will change it; what is not known is made anew."""
    reason = notice.reason.value if notice is not None else "" if look.told else look.reason.value
    return ChannelWhy(
        channel=look.channel,
        told=look.told,
        kind=notice.kind if notice is not None else None,
        reason=reason,
        text=notice.title if notice is not None else NOTHING,
        at=look.at or (notice.at if notice is not None else None),
        next=_ahead(look),
        next_at=look.next_at,
    )


def _ahead(look: Outlook) -> Phrase:
    if look.due:
        return phrase("It is told now")
    if look.next is not None:
        return _COMING.get(look.next, _TOLD)
    return _TOLD if look.told else _NEXT.get(look.reason, NOTHING)
