"""The book with groups, with weights, and with incidents that go on."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from app.incidents.book import IncidentBook
from app.model.alert import AlertEvent
from app.model.grouping import Grouping
from app.model.incident import EntryKind, IncidentEvent
from app.model.target import Weight
from app.model.verdict import Level
from tests.alerts.making import at, check, target
from tests.incidents.test_book import events, take

FIRED, CLEARED, WITHDRAWN = AlertEvent.FIRED, AlertEvent.CLEARED, AlertEvent.WITHDRAWN
NAMES = ("kestrin", "orbit", "pay")
ELEMENT = Grouping(by=("element",))


def book(
    *groupings: Grouping, reopen: float = 0.0, below: Sequence[str] = (), **weights: Weight
) -> IncidentBook:
    found = IncidentBook(1)
    found.group(groupings, reopen)
    found.targets(
        {
            name: replace(
                target(name, "", *(("kestrin",) if name in below else ())),
                weight=weights.get(name, Weight.NORMAL),
            )
            for name in NAMES
        },
        [check(f"{name}/launch") for name in NAMES],
    )
    return found


def test_alerts_of_several_targets_are_one_incident() -> None:
    """A further target makes an incident grow; its title counts them, its timeline names them."""
    one = book(ELEMENT)
    take(one, FIRED, "kestrin/launch", 1.0)
    (grown,) = take(one, FIRED, "orbit/launch", 2.0)
    assert grown.event is IncidentEvent.GREW
    take(one, FIRED, "pay/launch", 3.0)
    (found,) = one.open()
    assert found.title.plain() == "3 game providers hang"
    assert (found.target, found.targets) == ("kestrin", NAMES)
    assert [entry.text.plain() for entry in found.timeline if entry.kind is EntryKind.GREW] == [
        "orbit is hit, too",
        "pay is hit, too",
    ]


def test_a_group_closes_with_its_last_alert() -> None:
    """As long as one target of a group fails the incident is open."""
    one = book(ELEMENT)
    for name in NAMES:
        take(one, FIRED, f"{name}/launch", 1.0)
    assert [events(take(one, CLEARED, f"{name}/launch", 5.0)) for name in NAMES] == [
        [("kestrin", "changed")],
        [("kestrin", "changed")],
        [("kestrin", "closed")],
    ]


def test_a_group_takes_alerts_for_a_time_only() -> None:
    """Within the time since the newest alert another joins; later a new incident begins."""
    one = book(replace(ELEMENT, within=10.0))
    take(one, FIRED, "kestrin/launch", 1.0)
    take(one, FIRED, "orbit/launch", 10.0)
    assert len(one.open()) == 1
    take(one, FIRED, "pay/launch", 20.1)
    assert sorted(each.targets for each in one.open()) == [("kestrin", "orbit"), ("pay",)]


def test_what_a_parent_explains_stands_apart() -> None:
    """What something else explains is not told with what nothing explains."""
    one = book(Grouping(by=("rule",)), below=("pay",))
    take(one, FIRED, "orbit/launch", 1.0, rule="response_time")
    take(one, FIRED, "kestrin/launch", 2.0)
    take(one, FIRED, "pay/launch", 3.0, rule="response_time")
    assert sorted((each.targets, each.blocked_by) for each in one.open()) == [
        (("kestrin",), ""),
        (("orbit",), ""),
        (("pay",), "I-2"),
    ]


def test_a_parent_takes_in_what_it_explains_itself() -> None:
    """Where parent and child are of one group they are one incident, which nothing explains."""
    one = book(ELEMENT, below=("pay",))
    take(one, FIRED, "kestrin/launch", 1.0)
    take(one, FIRED, "pay/launch", 2.0)
    (found,) = one.open()
    assert (found.targets, found.blocked_by) == (("kestrin", "pay"), "")


def test_groups_go_on_after_a_restart() -> None:
    """A stored incident takes further alerts of its group."""
    one = book(ELEMENT)
    take(one, FIRED, "kestrin/launch", 1.0)
    later = book(ELEMENT)
    later.next_number = one.next_number
    later.restore(one.open())
    take(later, FIRED, "orbit/launch", 2.0)
    assert [each.targets for each in later.open()] == [("kestrin", "orbit")]


@pytest.mark.parametrize(
    ("weight", "below", "level", "severity"),
    [
        (Weight.NORMAL, Weight.LOW, Level.CRITICAL, 3),
        (Weight.NORMAL, Weight.HIGH, Level.CRITICAL, 2),
        (Weight.NORMAL, Weight.VITAL, Level.CRITICAL, 2),
        (Weight.HIGH, Weight.VITAL, Level.CRITICAL, 1),
        (Weight.HIGH, Weight.VITAL, Level.WARNING, 2),
        (Weight.VITAL, Weight.VITAL, Level.CRITICAL, 1),
    ],
)
def test_what_is_cut_off_makes_an_incident_severer(
    weight: Weight, below: Weight, level: Level, severity: int
) -> None:
    """A failed parent counts as at most one step heavier for what cannot work without it."""
    one = book(below=("pay",), kestrin=weight, pay=below)
    take(one, FIRED, "kestrin/launch", 1.0, level=level)
    assert [each.severity for each in one.open()] == [severity]


def test_severity_follows_what_is_hit() -> None:
    """A group is as severe as the heaviest that it still holds, and a new inventory is heeded at once."""
    one = book(ELEMENT, pay=Weight.VITAL)
    take(one, FIRED, "kestrin/launch", 1.0)
    assert [each.severity for each in one.open()] == [3]
    take(one, FIRED, "pay/launch", 2.0)
    assert [each.severity for each in one.open()] == [1]
    take(one, CLEARED, "pay/launch", 3.0)
    assert [each.severity for each in one.open()] == [3]
    one.targets({"kestrin": replace(target("kestrin"), weight=Weight.LOW)}, [check("kestrin/launch")])
    assert [each.severity for each in one.open()] == [4]


def test_an_incident_goes_on_that_is_bad_again_soon() -> None:
    """The same alert soon after the end goes on with the same incident, which needs someone anew."""
    one = book(reopen=60.0)
    take(one, FIRED, "kestrin/launch", 1.0)
    one.hands.acknowledge("I-1", "Mira", "", at(2.0), sticky=True, seconds=500.0)
    take(one, CLEARED, "kestrin/launch", 10.0)
    (again,) = take(one, FIRED, "kestrin/launch", 60.0)
    found = again.after
    assert (again.event, found.id, found.reopened) == (IncidentEvent.REOPENED, "I-1", 1)
    assert (found.closed, found.owner, found.sticky, found.ack_until) == (None, "", False, None)
    assert found.first_acknowledged == at(2.0)
    assert (found.began, found.bad_since) == (at(1.0), at(60.0))
    assert found.timeline[-1].kind is EntryKind.REOPENED
    assert one.last_closed is None


@pytest.mark.parametrize(
    ("reopen", "end", "again"),
    [
        (60.0, CLEARED, ("kestrin/launch", "up", 100.0)),
        (60.0, CLEARED, ("kestrin/launch", "response_time", 20.0)),
        (60.0, CLEARED, ("orbit/launch", "up", 20.0)),
        (60.0, WITHDRAWN, ("kestrin/launch", "up", 20.0)),
        (0.0, CLEARED, ("kestrin/launch", "up", 10.0)),
    ],
)
def test_what_is_something_else_begins_anew(
    reopen: float, end: AlertEvent, again: tuple[str, str, float]
) -> None:
    """After the time, by another alert, after a withdrawal, or where it is not wished, a new one begins."""
    one = book(reopen=reopen)
    take(one, FIRED, "kestrin/launch", 1.0)
    take(one, end, "kestrin/launch", 10.0)
    name, rule, when = again
    (change,) = take(one, FIRED, name, when, rule=rule)
    assert (change.event, change.after.id) == (IncidentEvent.OPENED, "I-2")


def test_an_incident_goes_on_after_a_restart() -> None:
    """What an earlier run closed a moment ago goes on too."""
    one = book(reopen=60.0)
    take(one, FIRED, "kestrin/launch", 1.0)
    (closed,) = take(one, CLEARED, "kestrin/launch", 10.0)
    later = book(reopen=60.0)
    later.next_number = one.next_number
    later.restore((), closed=[closed.after])
    (change,) = take(later, FIRED, "kestrin/launch", 20.0)
    assert (change.event, change.after.id) == (IncidentEvent.REOPENED, "I-1")
