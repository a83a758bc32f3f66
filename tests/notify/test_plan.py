import pytest
from msgspec.structs import replace

from app.model.incident import Incident, IncidentChange, IncidentEvent
from app.model.notice import DESKTOP, SOUND, Notice, NoticeKind, Reason
from app.model.ports import ChannelPolicy, Circumstances
from app.model.verdict import Level
from app.notify.plan import plan
from tests.alerts.making import at, incident

OPS = ChannelPolicy(id="ops")
CHANNELS = (ChannelPolicy(id=DESKTOP), ChannelPolicy(id=SOUND), OPS)
MILD = incident(level=Level.WARNING)


def change(event: IncidentEvent, after: Incident, before: Incident | None = None) -> IncidentChange:
    return IncidentChange(event=event, before=before, after=after, at=at(60.0))


def one(event: IncidentEvent, after: Incident, before: Incident | None = None, **given: bool) -> Notice:
    muted, blind = given.get("muted", False), given.get("blind", False)
    (notice,) = plan(change(event, after, before), Circumstances(channels=(OPS,), muted=muted, blind=blind))
    return notice


def test_a_new_problem_is_told_to_every_channel() -> None:
    """An incident that opens is told once a channel, with a stable id and its cause."""
    notices = plan(change(IncidentEvent.OPENED, incident()), Circumstances(channels=CHANNELS))
    assert [(n.channel, n.told, n.reason) for n in notices] == [
        (channel.id, True, Reason.NEW) for channel in CHANNELS
    ]
    assert notices[2].id == "I-1:problem:1:ops"
    assert notices[2].title.plain() == "kestrin hangs"
    assert notices[2].body.plain() == "I-1: No answer in 2 s"


@pytest.mark.parametrize(
    ("after", "policy", "reason"),
    [
        (incident(told=("ops",)), OPS, Reason.ALREADY_TOLD),
        (incident(blocked_by="I-9"), OPS, Reason.PARENT_DOWN),
        (MILD, ChannelPolicy(id="ops", least=Level.CRITICAL), Reason.BELOW_SEVERITY),
        (incident(owner="Mira"), OPS, Reason.ACKNOWLEDGED),
    ],
)
def test_a_withheld_problem_has_its_reason(after: Incident, policy: ChannelPolicy, reason: Reason) -> None:
    """Each stage withholds for a reason of its own."""
    event = IncidentEvent.UNBLOCKED
    (notice,) = plan(change(event, after, after), Circumstances(channels=(policy,)))
    assert (notice.told, notice.reason) == (False, reason)


def test_muting_silences_the_sound_only() -> None:
    """While muted, pop-up and outside channels are told as ever."""
    notices = plan(
        change(IncidentEvent.OPENED, incident()), Circumstances(channels=CHANNELS, muted=True, blind=False)
    )
    assert {n.channel: n.reason for n in notices} == {
        DESKTOP: Reason.NEW,
        SOUND: Reason.MUTED,
        "ops": Reason.NEW,
    }


def test_a_blind_monitor_blames_nobody() -> None:
    """While blind, no problem of a target is told."""
    assert one(IncidentEvent.OPENED, incident(), blind=True).reason is Reason.BLIND


def test_getting_worse_is_told_again() -> None:
    """A warning that turns critical is told to who knew the warning, once for each time it is worse."""
    told = replace(MILD, told=("ops",))
    worse = replace(told, level=Level.CRITICAL, worst=Level.CRITICAL)
    notice = one(IncidentEvent.WORSENED, worse, told)
    assert (notice.kind, notice.told, notice.reason) == (NoticeKind.WORSENED, True, Reason.WORSE)
    eased = replace(told, worst=Level.CRITICAL)
    again = one(IncidentEvent.WORSENED, worse, eased)
    assert (again.told, again.reason) == (False, Reason.ALREADY_TOLD)


def test_getting_worse_is_new_to_who_was_not_told() -> None:
    """A channel for critical problems hears of a warning when it turns critical, as of a problem."""
    worse = replace(MILD, level=Level.CRITICAL, worst=Level.CRITICAL)
    notice = one(IncidentEvent.WORSENED, worse, MILD)
    assert (notice.kind, notice.told, notice.reason) == (NoticeKind.PROBLEM, True, Reason.NEW)


@pytest.mark.parametrize(
    ("event", "kind", "reason"),
    [
        (IncidentEvent.CLOSED, NoticeKind.RECOVERY, Reason.RECOVERED),
        (IncidentEvent.WITHDRAWN, NoticeKind.WITHDRAWN, Reason.WITHDRAWN),
    ],
)
def test_the_end_goes_to_exactly_who_was_told(event: IncidentEvent, kind: NoticeKind, reason: Reason) -> None:
    """No mute, owner, parent or blindness keeps an end from who was told, and nobody else hears of it."""
    ended = replace(
        incident(told=("ops", "gone"), owner="Mira", blocked_by="I-9"), closed=at(250.0), level=Level.WARNING
    )
    notices = plan(change(event, ended, ended), Circumstances(channels=CHANNELS, muted=True, blind=True))
    assert {n.channel: (n.told, n.reason) for n in notices} == {
        DESKTOP: (False, Reason.NEVER_TOLD),
        SOUND: (False, Reason.NEVER_TOLD),
        "ops": (True, reason),
        "gone": (True, reason),
    }
    assert {n.kind for n in notices} == {kind}
    assert notices[0].body.plain() == "I-1: it lasted 4 min"


def test_a_cause_says_how_many_stand_below_it() -> None:
    """The notice of a gateway names what cannot work without it, or more where more have failed."""
    assert one(IncidentEvent.OPENED, incident(level=Level.CRITICAL)).body.plain() == "I-1: No answer in 2 s"
    for explains, below in ((3, 100), (100, 0)):
        gate = replace(incident(), explains=explains, below=below)
        assert one(IncidentEvent.OPENED, gate).body.plain() == "I-1: No answer in 2 s, and 100 below it"


@pytest.mark.parametrize("event", [IncidentEvent.CHANGED, IncidentEvent.ACKNOWLEDGED])
def test_some_changes_are_news_to_nobody(event: IncidentEvent) -> None:
    """Easing, joining and acknowledging are shown, not told."""
    assert plan(change(event, MILD, MILD), Circumstances(channels=CHANNELS)) == ()
