"""Values of the trade, made short for the tests of the pure parts."""

from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace

from app.alerts.tally import Tally, aged
from app.model.alert import Alert, AlertChange, AlertEvent, AlertKey, AlertPhase
from app.model.board import CheckView
from app.model.check import Check
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.metric import Metric
from app.model.phrase import phrase
from app.model.probe import Context, Probe, Reading
from app.model.quantity import Unit
from app.model.rule import UP, Rule
from app.model.sample import Sample
from app.model.state import ErrorClass, State
from app.model.target import ElementClass, Redundancy, Target
from app.model.verdict import Level, Verdict

EPOCH = 1_800_000_000.0


class Nothing(Probe, frozen=True, kw_only=True, tag="nothing-for-tests"):
    """Measure nothing; it lends its metrics to a check."""

    example: ClassVar[dict[str, object]] = {"kind": "nothing-for-tests"}
    metrics: ClassVar[tuple[Metric, ...]] = (
        Metric(name="memory", unit=Unit.RATIO, title="Memory"),
        Metric(name="disk", unit=Unit.RATIO, title="Disk"),
        Metric(name="certificate", unit=Unit.DAYS, title="Certificate"),
    )

    @property
    def address(self) -> str:
        return "nowhere"

    async def run(self, ctx: Context) -> Reading:  # noqa: ARG002 - the contract's
        return Reading()


def at(seconds: float) -> Moment:
    return Moment(wall=EPOCH + seconds, mono=1000.0 + seconds)


def check(
    identity: str = "kestrin/launch",
    *rules: Rule,
    name: str = "Launch",
    interval: float = 10.0,
    attempts: int = 3,
    recover_hold: float = 0.0,
) -> Check:
    return Check(
        id=identity,
        target=identity.partition("/")[0],
        name=name,
        short=name,
        probe=Nothing(),
        interval=interval,
        timeout=interval / 2,
        retry_interval=interval,
        attempts=attempts,
        recover_hold=recover_hold,
        rules=rules,
    )


class Outspoken(Nothing, frozen=True, kw_only=True, tag="outspoken-for-tests"):
    """The same, of a target that says itself how well it is."""

    outspoken: ClassVar[bool] = True


def outspoken(identity: str, *rules: Rule) -> Check:
    return replace(check(identity, *rules), probe=Outspoken())


def target(identity: str, name: str = "", *parents: str | Redundancy) -> Target:
    return Target(
        id=identity,
        name=name or identity,
        short=name or identity,
        element=ElementClass.GAME_PROVIDER,
        depends_on=parents,
    )


def sample(
    when: float,
    error: ErrorClass | None = None,
    *,
    check: str = "kestrin/launch",
    **values: float,
) -> Sample:
    found = {"response_time": 0.08, **values} if error is None else {}
    return Sample(check=check, started=at(when - 0.1), ended=at(when), error=error, values=found)


def verdict(
    level: Level,
    when: float,
    *,
    check: str = "kestrin/launch",
    rule: str = UP,
    error: ErrorClass | None = None,
) -> Verdict:
    return Verdict(check=check, rule=rule, level=level, at=at(when), error=error)


def alert(
    check: str = "kestrin/launch",
    rule: str = UP,
    *,
    level: Level = Level.CRITICAL,
    phase: AlertPhase = AlertPhase.FIRING,
    when: float = 0.0,
    error: ErrorClass | None = None,
) -> Alert:
    return Alert(
        key=AlertKey(check=check, rule=rule),
        phase=phase,
        level=level,
        since=at(when),
        hard=at(when),
        last=at(when),
        reason=phrase("No answer in {limit}", limit="2 s"),
        error=error,
    )


def step(event: AlertEvent, after: Alert, when: float) -> AlertChange:
    return AlertChange(event=event, before=after, after=after, at=at(when))


def incident(
    identity: str = "I-1",
    level: Level = Level.CRITICAL,
    *,
    target: str = "kestrin",
    rule: str = UP,
    owner: str = "",
    blocked_by: str = "",
    opened: float = 0.0,
    told: tuple[str, ...] = (),
) -> Incident:
    return Incident(
        id=identity,
        target=target,
        element=ElementClass.GAME_PROVIDER,
        title=phrase("{name} hangs", name=target),
        cause=phrase("No answer in {limit}", limit="2 s"),
        level=level,
        severity=2 if level is Level.CRITICAL else 3,
        worst=level,
        alerts=(AlertKey(check=f"{target}/launch", rule=rule),),
        began=at(opened),
        opened=at(opened),
        owner=owner,
        blocked_by=blocked_by,
        told=told,
    )


def view(
    state: State = State.OK,
    *,
    last: float | None = 0.0,
    soft: bool = False,
    stale: bool = False,
    enabled: bool = True,
    identity: str = "kestrin/launch",
) -> CheckView:
    return CheckView(
        id=identity,
        target=identity.partition("/")[0],
        target_name="Kestrin Live",
        name="Launch",
        short="Launch",
        element=ElementClass.GAME_PROVIDER,
        kind="http",
        address="127.0.0.1",
        state=state,
        last=None if last is None else at(last),
        interval=10.0,
        soft=soft,
        stale=stale,
        enabled=enabled,
    )


def tallied(views: Iterable[CheckView]) -> Tally:
    """Return the tally at second 1 of views, each as that of a check of its own."""
    return aged([replace(each, id=f"t/{place}") for place, each in enumerate(views)], at(1.0))
