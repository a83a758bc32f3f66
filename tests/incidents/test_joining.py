"""Merging and parting, with channels that were told: ``told`` stands for what a planner records."""

import pytest

from app.incidents.book import IncidentBook
from app.incidents.hands import Mistaken
from app.model.alert import AlertEvent
from app.model.incident import EntryKind, Incident, IncidentChange, IncidentEvent
from app.model.verdict import Level
from tests.alerts.making import at, check, target
from tests.incidents.test_book import events, take

FIRED, CLEARED, WITHDRAWN = AlertEvent.FIRED, AlertEvent.CLEARED, AlertEvent.WITHDRAWN
NAMES = ("kestrin", "orbit", "pay")
CLOSED = IncidentEvent.CLOSED


def book(*fired: str) -> IncidentBook:
    found = IncidentBook(1)
    found.targets({name: target(name) for name in NAMES}, [check(f"{name}/launch") for name in NAMES])
    for number, name in enumerate(fired):
        take(found, FIRED, f"{name}/launch", 1.0 + number)
    return found


def told(book: IncidentBook, **channels: str) -> None:
    for name, channel in channels.items():
        book.record(name.replace("_", "-"), told=channel.split())


def ends(changes: tuple[IncidentChange, ...]) -> dict[str, tuple[str, ...]]:
    return {change.after.id: change.after.told for change in changes if change.event is CLOSED}


def found(book: IncidentBook, identity: str) -> Incident:
    incident = book.find(identity)
    assert incident is not None
    return incident


def test_what_is_merged_goes_on_as_one() -> None:
    """Alerts and targets of both are in the one that goes on; the other ends as a part of it."""
    one = book("kestrin", "orbit")
    changes = one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    assert [(change.after.id, change.event) for change in changes] == [
        ("I-1", IncidentEvent.MERGED),
        ("I-2", IncidentEvent.MERGED),
    ]
    (left,) = one.open()
    assert left.targets == ("kestrin", "orbit")
    assert [key.check for key in left.alerts] == ["kestrin/launch", "orbit/launch"]
    assert left.title.plain() == "2 game providers hang"
    gone = found(one, "I-2")
    assert (gone.merged_into, gone.closed, gone.alerts) == ("I-1", at(9.0), ())


def test_merged_timelines_are_one_in_order_of_time() -> None:
    """The lines of both stand in the order in which they were written."""
    one = book("kestrin", "orbit")
    one.hands.comment("I-1", "first", "Mira", at(5.0))
    one.hands.comment("I-2", "second", "Jo", at(6.0))
    one.hands.comment("I-1", "third", "Mira", at(7.0))
    one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    (left,) = one.open()
    lines = [entry.text.plain() for entry in left.timeline if entry.kind is EntryKind.COMMENT]
    assert lines == ["first", "second", "third"]
    assert left.timeline[-1].kind is EntryKind.MERGED


def test_each_told_problem_has_its_own_end() -> None:
    """When the one that goes on ends, each channel is told the end of exactly what it was told."""
    one = book("kestrin", "orbit")
    told(one, I_1="ops", I_2="ops pager")
    one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    assert ends(take(one, CLEARED, "orbit/launch", 10.0)) == {}
    assert ends(take(one, CLEARED, "kestrin/launch", 11.0)) == {"I-1": ("ops",), "I-2": ("ops", "pager")}


def test_what_nobody_was_told_of_has_no_end_to_tell() -> None:
    """A merged incident that was told to nobody is over with the merging."""
    one = book("kestrin", "orbit")
    told(one, I_1="ops")
    one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    take(one, CLEARED, "orbit/launch", 10.0)
    assert ends(take(one, CLEARED, "kestrin/launch", 11.0)) == {"I-1": ("ops",)}


def test_merging_goes_through_several() -> None:
    """What was merged into something that is merged away itself ends with the last of them."""
    one = book("kestrin", "orbit", "pay")
    told(one, I_1="ops", I_2="pager", I_3="chat")
    one.hands.merge("I-2", ("I-1",), "Mira", at(9.0))
    one.hands.merge("I-3", ("I-2",), "Mira", at(10.0))
    assert found(one, "I-1").merged_into == "I-3"
    for name in ("kestrin", "orbit"):
        assert ends(take(one, CLEARED, f"{name}/launch", 11.0)) == {}
    last = ends(take(one, CLEARED, "pay/launch", 12.0))
    assert last == {"I-1": ("ops",), "I-2": ("pager",), "I-3": ("chat",)}


def test_what_was_merged_is_owed_over_a_restart() -> None:
    """The end of a merged incident is told by a later run too."""
    one = book("kestrin", "orbit")
    told(one, I_1="ops", I_2="pager")
    one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    later = book()
    later.next_number = one.next_number
    later.restore(one.open(), closed=[found(one, "I-2")])
    take(later, CLEARED, "orbit/launch", 10.0)
    assert ends(take(later, CLEARED, "kestrin/launch", 11.0)) == {"I-1": ("ops",), "I-2": ("pager",)}


def test_a_part_that_was_merged_and_split_off_ends_by_its_own_proof() -> None:
    """An incident that is merged and taken out again is told as over when its own alerts are good."""
    one = book("kestrin", "orbit")
    told(one, I_1="ops", I_2="pager")
    one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    one.hands.split("I-1", ("orbit",), "Mira", at(10.0))
    assert ends(take(one, CLEARED, "kestrin/launch", 11.0)) == {"I-1": ("ops",)}
    assert found(one, "I-2").merged_into == "I-3"
    assert ends(take(one, CLEARED, "orbit/launch", 12.0)) == {"I-3": ("ops",), "I-2": ("pager",)}


def test_a_withdrawn_incident_withdraws_what_it_owes() -> None:
    """Where nobody watches any more, what was merged ends in the same way."""
    one = book("kestrin", "orbit")
    told(one, I_2="pager")
    one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    take(one, WITHDRAWN, "orbit/launch", 10.0)
    last = take(one, WITHDRAWN, "kestrin/launch", 11.0)
    assert events(last) == [("kestrin", "withdrawn"), ("orbit", "withdrawn")]
    assert all(change.after.withdrawn for change in last)


def test_the_owner_of_either_has_both() -> None:
    """Merging loses no owner, and keeps when it was taken first."""
    one = book("kestrin", "orbit")
    one.acknowledge("I-2", "Jo", "", at(5.0))
    one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    (left,) = one.open()
    assert (left.owner, left.first_acknowledged) == ("Jo", at(5.0))


def test_a_further_alert_of_a_merged_target_joins() -> None:
    """What fails at a target that was merged goes where its other alerts are."""
    one = book("kestrin", "orbit")
    one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    take(one, FIRED, "orbit/launch", 10.0, rule="response_time", level=Level.WARNING)
    (left,) = one.open()
    assert len(left.alerts) == 3


def test_what_is_split_off_is_not_told_anew() -> None:
    """The new incident takes over who knows and who has it, and its end goes to them."""
    one = book("kestrin", "orbit")
    told(one, I_1="ops")
    one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    one.acknowledge("I-1", "Jo", "", at(9.5))
    changes = one.hands.split("I-1", ("orbit",), "Mira", at(10.0))
    new, rest = (change.after for change in changes)
    assert {change.event for change in changes} == {IncidentEvent.SPLIT}
    assert (new.id, new.targets, new.told, new.owner) == ("I-3", ("orbit",), ("ops",), "Jo")
    assert (rest.id, rest.targets) == ("I-1", ("kestrin",))
    assert new.timeline[-1].kind is rest.timeline[-1].kind is EntryKind.SPLIT
    take(one, FIRED, "orbit/launch", 11.0, rule="response_time", level=Level.WARNING)
    assert len(found(one, "I-3").alerts) == 2


def test_the_lead_may_be_split_off() -> None:
    """What stays is led by a target that it still holds."""
    one = book("kestrin", "orbit")
    one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    one.hands.split("I-1", ("kestrin/launch",), "Mira", at(10.0))
    assert found(one, "I-1").target == "orbit"
    assert found(one, "I-3").target == "kestrin"


@pytest.mark.parametrize(
    ("what", "part"),
    [("I-9", ("kestrin",)), ("I-1", ("pay",)), ("I-1", ("kestrin",)), ("I-1", ()), ("I-2", ("kestrin",))],
)
def test_parts_that_cannot_be_taken_out(what: str, part: tuple[str, ...]) -> None:
    """A part must be there, and something must stay; nothing changes where that is not so."""
    one = book("kestrin", "orbit")
    before = one.open()
    with pytest.raises(Mistaken):
        one.hands.split(what, part, "Mira", at(9.0))
    assert one.open() == before


@pytest.mark.parametrize(
    ("into", "what"), [("I-9", ("I-1",)), ("I-1", ("I-9",)), ("I-1", ("I-1",)), ("I-1", ())]
)
def test_what_cannot_be_merged(into: str, what: tuple[str, ...]) -> None:
    """Only open incidents can be merged, and none with itself."""
    one = book("kestrin", "orbit")
    before = one.open()
    with pytest.raises(Mistaken):
        one.hands.merge(into, what, "Mira", at(9.0))
    assert one.open() == before
