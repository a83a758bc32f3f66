import pytest
from msgspec.structs import replace

from app.model.alert import AlertKey
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.notice import DESKTOP, SOUND, NoticeKind, Reason, Telling
from app.model.ports import ChannelPolicy, Circumstances
from app.model.routing import Hours, Routing, Stretch
from app.model.suppression import Suppression, SuppressionKind
from app.model.verdict import Level
from app.notify.routing import Way
from app.notify.stages import STAGES, Question, withheld
from tests.alerts.making import at, incident

WAY = Way()
NIGHTS = Routing(hours=(Hours(name="nights", stretches=(Stretch(),), spares=Level.CRITICAL),))
NIGHT = Circumstances(routing=NIGHTS, present=frozenset({"nights"}))
QUIET = Way(quiet="nights")
BAD, MILD = incident(), incident(level=Level.WARNING)
TOLD = Telling(channel="ops", at=at(0.0), level=Level.CRITICAL, flapping=True)


def suppressed(kind: SuppressionKind) -> Incident:
    return replace(BAD, suppressed=Suppression(kind=kind, by="S-1"))


def asked(
    incident: Incident = BAD,
    *,
    way: Way | None = WAY,
    around: Circumstances | None = None,
    channel: str = "ops",
    kind: NoticeKind = NoticeKind.PROBLEM,
    telling: Telling | None = None,
    now: Moment | None = None,
) -> Reason | None:
    return withheld(
        Question(
            kind=kind,
            incident=incident,
            channel=ChannelPolicy(id=channel, least=Level.WARNING),
            way=way,
            telling=telling,
            around=around or Circumstances(),
            now=now or at(60.0),
        )
    )


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (asked(), None),
        (asked(replace(BAD, target="@channel-ops")), Reason.ITSELF),
        (asked(way=None), Reason.NOT_ROUTED),
        (asked(way=Way(wait=61.0)), Reason.NOT_YET),
        (asked(way=Way(wait=60.0)), None),
        (asked(MILD, way=QUIET, around=NIGHT), Reason.QUIET_HOURS),
        (asked(BAD, way=QUIET, around=NIGHT), None),
        (asked(MILD, way=QUIET), None),
        (asked(replace(BAD, blocked_by="I-9")), Reason.PARENT_DOWN),
        (asked(suppressed(SuppressionKind.INHIBITED)), Reason.INHIBITED),
        (asked(suppressed(SuppressionKind.SILENCE)), Reason.SILENCED),
        (asked(suppressed(SuppressionKind.MAINTENANCE)), Reason.MAINTENANCE),
        (asked(replace(MILD, level=Level.GOOD)), Reason.BELOW_SEVERITY),
        (asked(replace(BAD, owner="Mira")), Reason.ACKNOWLEDGED),
        (asked(replace(BAD, told=("ops",)), kind=NoticeKind.GREW, telling=TOLD), Reason.FLAPPING),
        (asked(around=Circumstances(blind=True)), Reason.BLIND),
        (asked(around=Circumstances(unproved=True)), Reason.NOT_YET),
        (asked(around=Circumstances(stale=True)), Reason.NOT_YET),
        (asked(around=Circumstances(stale=True), channel=DESKTOP), None),
        (asked(around=Circumstances(muted=True), channel=SOUND), Reason.MUTED),
        (asked(around=Circumstances(muted=True)), None),
    ],
)
def test_each_stage_withholds_for_its_own_reason(found: Reason | None, reason: Reason | None) -> None:
    """Every stage has a reason of its own, and what none of them holds up is told."""
    assert found is reason


def test_the_first_stage_that_withholds_gives_the_reason() -> None:
    """What several stages withhold is put down to the first: a silence before who has it."""
    taken = replace(suppressed(SuppressionKind.SILENCE), owner="Mira", blocked_by="I-9")
    assert asked(taken) is Reason.PARENT_DOWN
    assert asked(replace(taken, blocked_by="")) is Reason.SILENCED
    assert len(STAGES) == 12


def test_an_alert_that_flaps_is_known_by_its_rule() -> None:
    """An incident flaps as long as one of its alerts says so."""
    key = AlertKey(check="a/b", rule="flapping")
    assert replace(BAD, alerts=(*BAD.alerts, key)).flaps
    assert not BAD.flaps
