from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.incidents.book import IncidentBook
from app.incidents.dependency import Graph
from app.model.alert import AlertEvent, AlertPhase
from app.model.incident import Entry, EntryKind, IncidentChange, IncidentEvent
from app.model.phrase import phrase
from app.model.state import ErrorClass
from app.model.target import Redundancy
from app.model.verdict import Level
from tests.alerts.making import alert, at, check, incident, step, target
from tests.incidents.test_dependency import Needs, needs

TARGETS = {
    "edge": target("edge", "Edge 1"),
    "kestrin": target("kestrin", "Kestrin Live", "edge"),
    "pay": target("pay", "Paygrove", "kestrin"),
}
CHECKS = [check("edge/ping"), check("kestrin/launch"), check("kestrin/wallet"), check("pay/in")]
FIRED, CLEARED = AlertEvent.FIRED, AlertEvent.CLEARED


def book() -> IncidentBook:
    found = IncidentBook(1)
    found.targets(TARGETS, CHECKS)
    return found


def take(
    book: IncidentBook,
    event: AlertEvent,
    name: str,
    when: float,
    *,
    rule: str = "up",
    level: Level = Level.CRITICAL,
) -> tuple[IncidentChange, ...]:
    phase = AlertPhase.RECOVERING if event is AlertEvent.RECOVERING else AlertPhase.FIRING
    found = alert(name, rule, level=level, phase=phase, when=when, error=ErrorClass.TIMEOUT_READ)
    return book.apply(step(event, found, when), at(when))


def events(changes: tuple[IncidentChange, ...]) -> list[tuple[str, str]]:
    return [(change.after.target, change.event.value) for change in changes]


def test_unconfirmed_alerts_open_nothing() -> None:
    """Soft alerts and those that passed are no incidents."""
    one = book()
    for event in (AlertEvent.SOFTENED, AlertEvent.ATTEMPT, AlertEvent.PASSED):
        assert take(one, event, "kestrin/launch", 1.0) == ()
    assert one.open() == ()


def test_one_incident_a_target() -> None:
    """A second alert of a target joins its open incident, and the incident ends with its last alert."""
    one = book()
    (opened,) = take(one, FIRED, "kestrin/launch", 1.0)
    assert (opened.event, opened.after.id) == (IncidentEvent.OPENED, "I-1")
    (joined,) = take(one, FIRED, "kestrin/wallet", 2.0)
    assert (joined.event, joined.after.id) == (IncidentEvent.CHANGED, "I-1")
    assert joined.after.timeline[-1].kind is EntryKind.JOINED
    assert events(take(one, CLEARED, "kestrin/launch", 3.0)) == [("kestrin", "changed")]
    assert events(take(one, CLEARED, "kestrin/wallet", 4.0)) == [("kestrin", "closed")]
    assert one.open() == ()
    assert one.last_closed is not None
    assert one.last_closed.closed == at(4.0)


def test_ids_are_never_used_twice() -> None:
    """The next incident of a target gets the next number."""
    one = book()
    take(one, FIRED, "kestrin/launch", 1.0)
    take(one, CLEARED, "kestrin/launch", 2.0)
    (again,) = take(one, FIRED, "kestrin/launch", 3.0)
    assert again.after.id == "I-2"
    assert one.next_number == 3


def test_a_relapse_is_the_same_incident() -> None:
    """Recovering and bad again stays one incident."""
    one = book()
    take(one, FIRED, "kestrin/launch", 1.0)
    take(one, AlertEvent.RECOVERING, "kestrin/launch", 2.0)
    (again,) = take(one, AlertEvent.RELAPSED, "kestrin/launch", 3.0)
    assert (again.after.id, again.event) == ("I-1", IncidentEvent.CHANGED)
    assert [e.kind for e in again.after.timeline][-2:] == [EntryKind.RECOVERING, EntryKind.RELAPSED]


def test_a_worse_alert_renames_and_raises() -> None:
    """The incident takes the level and the title of its worst alert."""
    one = book()
    take(one, FIRED, "kestrin/launch", 1.0, rule="no-data", level=Level.WARNING)
    (raised,) = take(one, FIRED, "kestrin/wallet", 2.0)
    assert raised.event is IncidentEvent.WORSENED
    assert raised.after.level is Level.CRITICAL
    assert raised.after.title.plain().endswith("hangs")
    (eased,) = take(one, CLEARED, "kestrin/wallet", 3.0)
    assert (eased.after.level, eased.after.worst) == (Level.WARNING, Level.CRITICAL)
    assert eased.after.timeline[-1].kind is EntryKind.EASED


def test_a_withdrawn_last_alert_is_no_recovery() -> None:
    """An incident whose last alert is withdrawn is withdrawn, not recovered."""
    one = book()
    take(one, FIRED, "kestrin/launch", 1.0)
    (gone,) = take(one, AlertEvent.WITHDRAWN, "kestrin/launch", 2.0)
    assert (gone.event, gone.after.withdrawn) == (IncidentEvent.WITHDRAWN, True)


def test_the_end_of_an_unknown_alert_is_nothing() -> None:
    """An alert that belongs to no incident ends without a word."""
    assert take(book(), CLEARED, "kestrin/launch", 1.0) == ()


def test_a_parent_that_is_down_explains_its_children() -> None:
    """What fires below a target that does not answer is blocked by its incident, however deep."""
    one = book()
    take(one, FIRED, "edge/ping", 1.0)
    for name in ("kestrin/launch", "pay/in"):
        opened, *_ = take(one, FIRED, name, 2.0)
        assert opened.after.blocked_by == "I-1"
    assert one.open()[0].id == "I-1"


def test_a_parent_that_falls_later_explains_what_is_open() -> None:
    """A child's open incident is blocked from the moment its parent fires, and keeps who was told."""
    one = book()
    take(one, FIRED, "kestrin/launch", 1.0)
    one.record("I-1", told=("ops",))
    assert events(take(one, FIRED, "edge/ping", 2.0)) == [
        ("edge", "opened"),
        ("kestrin", "changed"),
        ("edge", "changed"),
    ]
    child = one.of_target("kestrin")
    assert child is not None
    assert (child.blocked_by, child.told) == ("I-2", ("ops",))


def test_a_parent_with_a_full_disk_explains_nothing() -> None:
    """Only a parent that does not answer hides its children."""
    one = book()
    take(one, FIRED, "edge/ping", 1.0, rule="disk")
    (opened,) = take(one, FIRED, "kestrin/launch", 2.0)
    assert opened.after.blocked_by == ""


def test_a_child_stays_blocked_until_newer_proof() -> None:
    """After the parent's recovery a child is told only for a bad result that began after it."""
    one = book()
    take(one, FIRED, "edge/ping", 1.0)
    take(one, FIRED, "kestrin/launch", 2.0)
    assert one.fresh("kestrin/launch", bad=True, now=at(3.0)) == ()
    take(one, CLEARED, "edge/ping", 10.0)
    assert one.fresh("kestrin/launch", bad=True, now=at(12.0), started=at(9.0)) == ()
    assert one.fresh("kestrin/launch", bad=False, now=at(13.0)) == ()
    assert one.fresh("kestrin/wallet", bad=True, now=at(13.0)) == ()
    (freed,) = one.fresh("kestrin/launch", bad=True, now=at(14.0), started=at(11.0))
    assert (freed.event, freed.after.blocked_by) == (IncidentEvent.UNBLOCKED, "")
    assert one.fresh("kestrin/launch", bad=True, now=at(15.0)) == ()


def test_what_is_confirmed_just_after_the_recovery_waits_too() -> None:
    """A failure that began during the parent's outage is blocked though it is confirmed after it."""
    one = book()
    take(one, FIRED, "edge/ping", 1.0)
    take(one, CLEARED, "edge/ping", 10.0)
    began = replace(alert("kestrin/launch", when=11.0), since=at(8.0))
    (opened,) = one.apply(step(FIRED, began, 11.0), at(11.0))
    assert opened.after.blocked_by == "I-1"
    assert events(one.fresh("kestrin/launch", bad=True, now=at(12.0), started=at(11.5))) == [
        ("kestrin", "unblocked")
    ]


def test_another_parent_that_is_down_takes_over() -> None:
    """When one explanation ends and another holds, the child stays blocked by the other."""
    one = book()
    take(one, FIRED, "edge/ping", 1.0)
    take(one, FIRED, "kestrin/launch", 2.0)
    take(one, FIRED, "pay/in", 3.0)
    _, moved, _ = take(one, CLEARED, "edge/ping", 10.0)
    assert (moved.event, moved.after.blocked_by) == (IncidentEvent.CHANGED, "I-2")
    assert one.fresh("pay/in", bad=True, now=at(11.0)) == ()


def crowd(number: int) -> IncidentBook:
    """Give a book of a gateway that is down and of so many that fail below it."""
    names = [f"c{place}" for place in range(number)]
    one = IncidentBook(1)
    one.targets(
        {"gate": target("gate"), **{name: target(name, "", "gate") for name in names}},
        [check(f"{name}/up") for name in ("gate", *names)],
    )
    take(one, FIRED, "gate/up", 1.0)
    for place, name in enumerate(names):
        take(one, FIRED, f"{name}/up", 2.0 + place / 1000)
    return one


def explained(one: IncidentBook, name: str = "gate") -> int:
    found = one.of_target(name)
    assert found is not None
    return found.explains


def test_a_cause_counts_what_it_explains_in_one_line() -> None:
    """A hundred children are one number and one line, which follow those that join and leave."""
    one = crowd(99)
    take(one, FIRED, "gate/other", 3.0, rule="memory")
    gate = one.of_target("gate")
    assert gate is not None
    assert (gate.explains, gate.below) == (99, 99)
    assert [e.text.plain() for e in gate.timeline if e.kind is EntryKind.EXPLAINS] == ["Explains 99 others"]
    take(one, CLEARED, "c5/up", 4.0)
    assert explained(one) == 98
    (ended, *_) = take(one, CLEARED, "gate/up", 5.0)
    assert ended.after.explains == 98
    one.fresh("c6/up", bad=True, now=at(6.0))
    assert explained(one) == 97


def test_only_round_numbers_are_changes_of_the_cause() -> None:
    """Those who follow hear of the first, the tenth and the hundredth child, not of each."""
    one = crowd(0)
    names = [f"c{place}" for place in range(100)]
    one.targets(
        {"gate": target("gate"), **{name: target(name, "", "gate") for name in names}},
        [check(f"{name}/up") for name in ("gate", *names)],
    )
    heard = [
        change.after.explains
        for name in names
        for change in take(one, FIRED, f"{name}/up", 2.0)
        if change.after.target == "gate"
    ]
    assert heard == [1, 10, 100]


def test_the_count_is_that_of_what_is_open_after_a_restart() -> None:
    """What was not stored with each child is counted anew from the children."""
    before = crowd(7)
    after = IncidentBook(9)
    after.restore([replace(each, explains=1) for each in before.open()])
    assert explained(after) == 7


def test_a_group_explains_once_too_few_of_it_work() -> None:
    """One of two switches explains nothing; with the second both are told and one of them explains."""
    one = IncidentBook(1)
    one.targets(
        {"s1": target("s1"), "s2": target("s2"), "app": target("app", "", Redundancy(of=("s1", "s2")))},
        [check("s1/up"), check("s2/up"), check("app/up")],
    )
    take(one, FIRED, "s2/up", 1.0)
    (opened,) = take(one, FIRED, "app/up", 2.0)
    assert opened.after.blocked_by == ""
    take(one, FIRED, "s1/up", 3.0)
    app = one.of_target("app")
    assert app is not None
    assert app.blocked_by == "I-3"
    take(one, CLEARED, "s2/up", 10.0)
    assert one.fresh("app/up", bad=True, now=at(11.0), started=at(9.0)) == ()
    (freed, *_) = one.fresh("app/up", bad=True, now=at(12.0), started=at(11.0))
    assert (freed.event, freed.after.blocked_by) == (IncidentEvent.UNBLOCKED, "")


NAMES = ("a", "b", "c", "d", "e", "f")


@settings(max_examples=150, deadline=None)
@given(needs(), st.sets(st.sampled_from(NAMES), min_size=1), st.randoms(use_true_random=False), st.data())
def test_the_order_of_events_does_not_matter(
    graph: Needs, fallen: set[str], dice: Random, data: st.DataObject
) -> None:
    """Whoever fell and came back first, in the end each is explained by what the graph says."""
    targets = {name: target(name, "", *above) for name, above in graph.items()}
    one = IncidentBook(1)
    one.targets(targets, [check(f"{name}/up") for name in NAMES])
    back = data.draw(st.sets(st.sampled_from(sorted(fallen))))
    order = [(name, FIRED) for name in sorted(fallen)]
    dice.shuffle(order)
    for name in back:
        place = next(place for place, (each, _) in enumerate(order) if each == name)
        order.insert(dice.randint(place + 1, len(order)), (name, CLEARED))
    for when, (name, event) in enumerate(order):
        take(one, event, f"{name}/up", float(when))
    down = fallen - back
    for name in down:
        one.fresh(f"{name}/up", bad=True, now=at(100.0))
    open_ones = {each.target: each for each in one.open()}
    assert open_ones.keys() == down
    for name, each in open_ones.items():
        cause = Graph(targets).cause(name, down)
        assert each.blocked_by == (open_ones[cause].id if cause else "")
        assert each.explains == sum(other.blocked_by == each.id for other in open_ones.values())


def test_acknowledging_by_incident_check_or_target() -> None:
    """Any name of it takes an incident; a name of nothing takes none."""
    for name in ("i-1", "kestrin/launch", "kestrin"):
        one = book()
        take(one, FIRED, "kestrin/launch", 1.0)
        (taken,) = one.acknowledge(name, "Mira K.", "", at(2.0))
        assert taken.event is IncidentEvent.ACKNOWLEDGED
        assert one.open()[0].owner == "Mira K."
    assert book().acknowledge("kestrin", "Mira K.", "", at(2.0)) == ()


def test_what_was_told_is_recorded_even_after_the_end() -> None:
    """Channels come and go with what they were told, also on an incident that has just been closed."""
    one = book()
    take(one, FIRED, "kestrin/launch", 1.0)
    line = Entry(at=at(1.0), kind=EntryKind.TOLD, text=phrase("Told ops"))
    told = one.record("I-1", line, told=("ops", "ops"))
    assert told is not None
    assert told.told == ("ops",)
    (closed,) = take(one, CLEARED, "kestrin/launch", 2.0)
    assert closed.after.told == ("ops",)
    after = one.record("I-1", line, untold=("ops",))
    assert after is not None
    assert after.told == ()
    assert one.last_closed == after
    assert one.record("I-99", line) is None


def test_what_nobody_was_told_can_be_told_later() -> None:
    """After blindness, open incidents that nobody has, nobody was told and nothing explains come again."""
    one = book()
    for name in ("edge/ping", "kestrin/launch"):
        take(one, FIRED, name, 1.0)
    assert events(one.told_anew("edge/ping", {"I-1", "I-2"}, at(9.0))) == [("edge", "unblocked")]
    assert one.told_anew("edge/ping", {"I-2"}, at(9.0)) == ()
    assert one.told_anew("kestrin/launch", {"I-1", "I-2"}, at(9.0)) == ()
    assert one.told_anew("edge/other", {"I-1"}, at(9.0)) == ()


def test_a_restored_book_closes_what_an_older_run_opened() -> None:
    """An incident of an earlier run ends with the alert that it came with."""
    one = book()
    one.restore([replace(incident("I-7"), told=("ops",))], [alert()])
    one.next_number = 8
    (closed,) = take(one, CLEARED, "kestrin/launch", 5.0)
    assert (closed.event, closed.after.id, closed.after.told) == (IncidentEvent.CLOSED, "I-7", ("ops",))
