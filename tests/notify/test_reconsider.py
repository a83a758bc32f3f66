import itertools
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.model.notice import DESKTOP, PROBLEMS, NoticeKind, Reason
from app.model.routing import DesktopTimes, Escalation, Hours, Route, Routing, Step, Stretch
from tests.notify.told import SILENCE, Telling

LADDER = Escalation(
    name="boss",
    steps=(Step(after=0.0, channels=("ops",)), Step(after=600.0, channels=("ops", "boss"), repeat=900.0)),
)
PLAIN = Routing(routes=(Route(channels=("ops",), repeat=1800.0),))
CLIMBING = Routing(routes=(Route(channels=("ops",), escalate="boss"),), escalations=(LADDER,))
WHOLE = Routing(
    routes=(Route(channels=("ops", "chat"), repeat=1200.0, wait=60.0, escalate="boss"),),
    escalations=(
        Escalation(
            name="boss",
            steps=(
                Step(after=300.0, channels=("chat",)),
                Step(after=900.0, channels=("chat", "boss"), repeat=600.0),
            ),
        ),
    ),
)
QUIETLY = Routing(
    routes=(Route(channels=("ops", "chat"), quiet="nights", repeat=1200.0),),
    hours=(Hours(name="nights", stretches=(Stretch(),)),),
    desktop=DesktopTimes(quiet="nights"),
)
STEPS = (
    *("wait", "wait", "long", "worsen", "take", "give", "silence", "unsilence", "block", "free"),
    *("blind", "see", "flap", "calm", "grow", "close", "reopen", "restart", "night", "day"),
)


def walk(telling: Telling, step: str) -> None:
    """Take one step of a random history."""
    over = telling.incident.closed is not None
    match step:
        case "wait" | "long":
            telling.later(45.0 if step == "wait" else 700.0)
        case "take" | "give":
            telling.take("Mira" if step == "take" else "")
        case "silence" | "unsilence":
            telling.silence(SILENCE if step == "silence" else None)
        case "block" | "free":
            telling.block("I-9" if step == "block" else "")
        case "blind" | "see":
            telling.blind(step == "blind")
        case "flap" | "calm":
            telling.flap(step == "flap")
        case "night" | "day":
            telling.night(step == "night")
        case "restart" | "reopen" | "worsen" | "grow" | "close":
            if step == "restart" or over is (step == "reopen"):
                getattr(telling, step)()
    telling.round()


def forbidden(telling: Telling) -> bool:
    """Return whether no problem may be told now."""
    incident = telling.incident
    night = "nights" in telling.around.present and telling.around.routing == QUIETLY
    return night or bool(incident.taken or incident.suppressed or incident.blocked_by or telling.around.blind)


histories = st.lists(st.sampled_from(STEPS), max_size=40)
routings = st.sampled_from((Routing(), PLAIN, CLIMBING, WHOLE, QUIETLY))
thorough = settings(max_examples=300, deadline=None, derandomize=True)


@thorough
@given(routings, histories)
def test_what_is_told_pairs_and_is_never_told_against_a_reason(
    routing: Routing, steps: Sequence[str]
) -> None:
    """Over random histories each channel hears of a problem and of its end in turn, once each.

    Nothing is told while somebody has it, or while it is silenced, explained, or not to be seen; ids are
    never used twice; what was closed is told to exactly those who were told the problem.
    """
    telling = Telling(routing)
    for step in steps:
        before = len(telling.told)
        walk(telling, step)
        if forbidden(telling):
            assert all(n.kind not in PROBLEMS for n in telling.told[before:])
    if telling.incident.closed is None:
        telling.close()
    assert telling.incident.told == ()
    assert len({notice.id for notice in telling.told}) == len(telling.told)
    for policy in telling.around.channels:
        known = False
        for notice in telling.of(policy.id):
            if notice.kind is NoticeKind.RECOVERY:
                assert known
            elif notice.kind in (NoticeKind.PROBLEM, NoticeKind.ESCALATION):
                assert not known or notice.kind is NoticeKind.ESCALATION
            else:
                assert known
            known = notice.kind in PROBLEMS
        assert not known


@thorough
@given(routings, histories)
def test_nothing_is_told_twice(routing: Routing, steps: Sequence[str]) -> None:
    """Whoever asks twice at one moment is told nothing the second time; nor after a restart between."""
    telling = Telling(routing)
    for step in steps:
        walk(telling, step)
        assert telling.round().notices == ()
        telling.restart()
        assert telling.round().notices == ()


@thorough
@given(routings, histories)
def test_a_restart_changes_nothing(routing: Routing, steps: Sequence[str]) -> None:
    """A history with a restart after each step tells the same notices, at the same times, as one without."""
    plain, restarted = Telling(routing), Telling(routing)
    for step in steps:
        walk(plain, step)
        walk(restarted, step)
        restarted.restart()
    assert [(n.id, n.reason) for n in restarted.told] == [(n.id, n.reason) for n in plain.told]
    assert [round(n.at.wall, 3) for n in restarted.told] == [round(n.at.wall, 3) for n in plain.told]


@thorough
@given(histories)
def test_steps_come_in_order_and_reminders_apart(steps: Sequence[str]) -> None:
    """Steps of an escalation are told in their order and reminders at least their interval apart."""
    telling = Telling(WHOLE)
    for step in steps:
        walk(telling, step)
    for policy in telling.around.channels:
        told = telling.of(policy.id)
        climbed: list[int] = []
        for notice in told:
            if notice.kind is NoticeKind.RECOVERY:
                climbed.clear()
            elif notice.kind is NoticeKind.ESCALATION:
                climbed.append(notice.step)
            assert climbed == sorted(climbed)
        for earlier, later in itertools.pairwise(told):
            if later.reason is Reason.REMIND:
                assert later.at.seconds_since(earlier.at) >= 600.0


def test_a_reminder_comes_until_somebody_has_it() -> None:
    """An untaken incident is told again each interval, says for how long it lasts, and stops when taken."""
    telling = Telling(PLAIN)
    telling.later(2 * 3600.0)
    assert telling.kinds("ops") == ["problem", *["reminder"] * 4]
    assert telling.of("ops")[-1].title.plain() == "Still so for 2 h: kestrin hangs"
    assert [n.id for n in telling.of("ops")[:3]] == [
        "I-1:problem:1:ops",
        "I-1:reminder:2:ops",
        "I-1:reminder:3:ops",
    ]
    telling.take()
    telling.later(2 * 3600.0)
    assert len(telling.of("ops")) == 5
    telling.close()
    assert telling.kinds("ops")[-1] == "recovery"


def test_the_desktop_reminds_of_what_is_critical_only() -> None:
    """Without routes a critical alarm that nobody took pops up again after ten minutes, a warning not."""
    telling = Telling(Routing())
    telling.later(1300.0)
    assert telling.kinds(DESKTOP) == ["problem"]
    telling.worsen()
    telling.later(1300.0)
    assert telling.kinds(DESKTOP) == ["problem", "worsened", "reminder", "reminder"]
    assert telling.kinds("ops") == ["problem", "worsened"]
    never = Telling(Routing(desktop=DesktopTimes(repeat=None)))
    never.worsen()
    never.later(1300.0)
    assert never.kinds(DESKTOP) == ["problem", "worsened"]


def test_an_escalation_waits_goes_on_and_tells_the_end() -> None:
    """Taken, the clock stands; given back it goes on where it stood; who was told by a step hears the end."""
    telling = Telling(CLIMBING)
    telling.worsen()
    telling.later(300.0)
    telling.take()
    telling.later(3600.0)
    assert telling.of("boss") == []
    telling.take("")
    telling.later(270.0)
    assert telling.of("boss") == []
    telling.later(45.0)
    assert telling.kinds("boss") == ["escalation"]
    assert telling.kinds("ops") == ["problem", "worsened", "escalation"]
    telling.later(1000.0)
    assert telling.kinds("boss") == ["escalation", "reminder"]
    telling.close()
    assert telling.kinds("boss")[-1] == "recovery"


def test_a_silence_stops_the_escalation_and_its_end_tells() -> None:
    """Time in silence counts for no step; what was never told is told when the silence is over."""
    telling = Telling(CLIMBING)
    telling.worsen()
    telling.silence(SILENCE)
    telling.later(3600.0)
    assert telling.of("boss") == []
    telling.silence(None)
    telling.later(540.0)
    assert telling.of("boss") == []
    telling.later(60.0)
    assert telling.kinds("boss") == ["escalation"]


def test_a_wait_holds_the_first_notice_and_a_short_fault_is_never_told() -> None:
    """What ends within its route's wait is told to nobody, neither its beginning nor its end."""
    routing = Routing(routes=(Route(channels=("ops",), wait=120.0),))
    telling = Telling(routing)
    telling.later(105.0)
    assert telling.of("ops") == []
    telling.close()
    assert telling.of("ops") == []
    lasting = Telling(routing)
    lasting.later(120.0)
    assert lasting.kinds("ops") == ["problem"]


def test_growing_is_told_once_an_interval() -> None:
    """Ten targets that join one by one are one further notice, five minutes after the first."""
    telling = Telling(Routing())
    for _ in range(10):
        telling.grow()
        telling.later(15.0)
    assert telling.kinds("ops") == ["problem"]
    telling.later(300.0)
    assert telling.kinds("ops") == ["problem", "grew"]


def test_flapping_is_told_once_and_its_state_at_the_end() -> None:
    """That something fails and works in turn is one notice; when it is calm and bad, that is told once."""
    telling = Telling(Routing())
    telling.flap(True)
    for _ in range(20):
        telling.later(15.0)
    assert telling.kinds("ops") == ["problem", "grew"]
    telling.flap(False)
    telling.later(60.0)
    assert telling.kinds("ops") == ["problem", "grew", "reminder"]
    assert telling.of("ops")[-1].reason is Reason.FLAPPING


def test_a_channel_that_is_newly_routed_is_told() -> None:
    """A channel that an inventory adds hears of what is open, and one that it takes away hears the end."""
    telling = Telling(Routing(), channels=())
    assert telling.told == []
    telling.around = replace(telling.around, channels=Telling(Routing()).around.channels[1:2])
    telling.later(15.0)
    assert telling.kinds("ops") == ["problem"]
    telling.around = replace(telling.around, channels=())
    telling.close()
    assert telling.kinds("ops") == ["problem", "recovery"]


def test_what_goes_on_is_told_anew_to_who_was_told_its_end() -> None:
    """An incident that is opened again is a problem again, under ids of its own, and ends once more."""
    telling = Telling(Routing())
    telling.close()
    telling.reopen()
    telling.close()
    assert [n.id for n in telling.of("ops")] == [
        "I-1:problem:1:ops",
        "I-1:recovery:1:ops",
        "I-1:problem:2:ops",
        "I-1:recovery:2:ops",
    ]


def test_an_incident_that_goes_on_climbs_from_the_bottom() -> None:
    """Opened again, an escalation waits anew and tells each of its steps once more."""
    telling = Telling(CLIMBING)
    telling.worsen()
    telling.later(700.0)
    telling.close()
    telling.now = telling.now.later(3600.0)
    telling.reopen()
    telling.later(540.0)
    assert telling.kinds("boss") == ["escalation", "recovery"]
    telling.later(75.0)
    assert telling.kinds("boss") == ["escalation", "recovery", "escalation"]
    assert telling.kinds("ops")[-2:] == ["problem", "escalation"]


def test_the_time_of_the_next_question_is_known() -> None:
    """What is due later is asked for in time, and at least each minute."""
    telling = Telling(Routing(routes=(Route(channels=("ops",), wait=20.0),)))
    assert telling.round().next == telling.now.mono + 20.0
    telling.later(20.0)
    assert telling.round().next == telling.now.mono + 60.0
