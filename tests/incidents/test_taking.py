import pytest
from msgspec.structs import replace

from app.incidents import taking
from app.model.incident import EntryKind, Incident, IncidentChange, IncidentEvent, Repair
from tests.alerts.making import at, incident

TAKEN = incident(owner="Mira")


def kinds(change: IncidentChange) -> list[EntryKind]:
    return [entry.kind for entry in change.after.timeline]


def test_taking_says_who_and_when() -> None:
    """Who takes an incident is its owner, and the comment stands behind that in the timeline."""
    change = taking.taken(incident(), "Mira K.", "looking", at(9.0))
    assert (change.event, change.after.owner) == (IncidentEvent.ACKNOWLEDGED, "Mira K.")
    assert change.after.acknowledged == change.after.first_acknowledged == at(9.0)
    assert kinds(change) == [EntryKind.ACKNOWLEDGED, EntryKind.COMMENT]
    assert not change.after.sticky
    assert change.after.ack_until is None


def test_taking_may_be_for_a_time_and_to_stay() -> None:
    """An acknowledgement may end by itself, and may outlast that it gets worse."""
    after = taking.taken(incident(), "Mira", "", at(9.0), sticky=True, seconds=60.0).after
    assert (after.sticky, after.ack_until) == (True, at(69.0))
    again = taking.taken(after, "Jo", "", at(20.0)).after
    assert (again.owner, again.sticky, again.ack_until) == ("Jo", False, None)
    assert again.first_acknowledged == at(9.0)


def test_somebody_can_give_it_to_another() -> None:
    """Whoever is made the owner has it, and the timeline says by whom."""
    change = taking.assigned(incident(), "Jo", "Mira", at(9.0))
    assert (change.event, change.after.owner) == (IncidentEvent.ASSIGNED, "Jo")
    (entry,) = change.after.timeline
    assert (entry.who, entry.text.plain()) == ("Mira", "Mira gave it to Jo")


@pytest.mark.parametrize(
    ("change", "event", "kind"),
    [
        (taking.released(TAKEN, "Jo", at(9.0)), IncidentEvent.RELEASED, EntryKind.RELEASED),
        (taking.expired(TAKEN, at(9.0)), IncidentEvent.ACK_EXPIRED, EntryKind.ACK_EXPIRED),
    ],
)
def test_what_is_given_back_needs_someone_again(
    change: IncidentChange, event: IncidentEvent, kind: EntryKind
) -> None:
    """After giving back, or when the time is over, nobody has it; when it was taken first is kept."""
    assert change.event is event
    assert kinds(change) == [kind]
    assert not change.after.taken
    assert (change.after.acknowledged, change.after.ack_until, change.after.sticky) == (None, None, False)


def test_lines_change_nothing_else() -> None:
    """Comments and actions are lines of the timeline and nothing more."""
    for change, kind in (
        (taking.commented(TAKEN, "looking", "Mira", at(9.0)), EntryKind.COMMENT),
        (taking.acted(TAKEN, "restarted", "Mira", at(9.0)), EntryKind.ACTION),
    ):
        assert kinds(change) == [kind]
        assert replace(change.after, timeline=()) == TAKEN


def test_said_to_be_fixed_is_not_closed() -> None:
    """A person's word that it is fixed is kept beside the incident, which stays open."""
    change = taking.fixed(TAKEN, "new cable", "Mira", at(9.0))
    assert change.after.fixed == Repair(who="Mira", at=at(9.0), comment="new cable")
    assert change.after.closed is None
    assert kinds(change) == [EntryKind.FIXED, EntryKind.COMMENT]
    assert change.after.timeline[0].text.plain() == "Said to be fixed, not proved"


def test_steps_of_the_runbook_are_ticked_and_unticked() -> None:
    """A tick says who and when; taken back, it is gone from the list but not from the timeline."""
    done = taking.ticked(TAKEN, "Look", "Mira", at(9.0), done=True).after
    more = taking.ticked(done, "Act", "Jo", at(10.0), done=True).after
    assert [(tick.step, tick.who, tick.at) for tick in more.ticks] == [
        ("Look", "Mira", at(9.0)),
        ("Act", "Jo", at(10.0)),
    ]
    undone = taking.ticked(more, "Look", "Jo", at(11.0), done=False).after
    assert [tick.step for tick in undone.ticks] == ["Act"]
    assert [entry.kind for entry in undone.timeline] == [EntryKind.TICKED] * 3
    again = taking.ticked(more, "Act", "Mira", at(12.0), done=True).after
    assert [tick.who for tick in again.ticks] == ["Mira", "Mira"]


def test_who_has_seen_it_is_known() -> None:
    """The first look is kept, and who looked."""
    first = taking.seen(TAKEN, "Mira", at(9.0)).after
    second = taking.seen(first, "Jo", at(10.0)).after
    assert second.seen == at(9.0)
    assert taking.was_seen_by(second, "Jo")
    assert not taking.was_seen_by(second, "Ann")


@pytest.mark.parametrize("who", ["", "  ", "\x00"])
def test_nobody_has_a_name(who: str) -> None:
    """A wish without a name is somebody's."""
    after: Incident = taking.taken(incident(), who, "", at(1.0)).after
    assert after.owner == "somebody"
