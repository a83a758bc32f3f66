from msgspec.structs import replace

from app.incidents import steps, taking
from app.incidents.grouping import Naming
from app.model.alert import AlertEvent, AlertPhase
from app.model.incident import EntryKind, IncidentEvent
from app.model.phrase import phrase
from app.model.target import ElementClass
from app.model.verdict import Level
from tests.alerts.making import alert, at, incident, step

NAMING = Naming(title=phrase("Kestrin Live hangs"), cause=phrase("No answer"))
MILD = incident(level=Level.WARNING, owner="Mira")


def test_an_incident_begins_with_its_first_bad_result() -> None:
    """A new incident knows when the trouble began and when it was confirmed."""
    began = replace(alert(when=30.0), since=at(10.0))
    change = steps.opened(
        began,
        identity="I-9",
        target="kestrin",
        element=ElementClass.API,
        naming=NAMING,
        above="I-1",
        now=at(30.0),
    )
    found = change.after
    assert (change.event, change.before) == (IncidentEvent.OPENED, None)
    assert (found.began, found.opened, found.blocked_by) == (at(10.0), at(30.0), "I-1")
    kinds = [entry.kind for entry in found.timeline]
    assert kinds == [EntryKind.FIRST_BAD, EntryKind.HARD, EntryKind.BLOCKED]


def test_worse_than_ever_needs_someone_anew() -> None:
    """When a warning turns critical, its acknowledgement is cleared, and the timeline says so."""
    worse = alert(rule="response_time")
    change = steps.moved(
        MILD, step(AlertEvent.WORSENED, worse, 9.0), (worse,), NAMING, at(9.0), target="kestrin"
    )
    assert change.event is IncidentEvent.WORSENED
    assert (change.after.level, change.after.worst) == (Level.CRITICAL, Level.CRITICAL)
    assert not change.after.taken
    assert [e.kind for e in change.after.timeline] == [EntryKind.WORSENED, EntryKind.ACK_CLEARED]


def test_what_was_critical_before_keeps_its_owner() -> None:
    """Easing and getting worse again is not worse than ever: whoever has it keeps it."""
    before = replace(MILD, worst=Level.CRITICAL)
    worse = alert(rule="response_time")
    change = steps.moved(
        before, step(AlertEvent.WORSENED, worse, 9.0), (worse,), NAMING, at(9.0), target="kestrin"
    )
    assert change.event is IncidentEvent.WORSENED
    assert change.after.owner == "Mira"


def test_recovering_keeps_the_level() -> None:
    """While all alerts recover the level stays what it was."""
    resting = alert(phase=AlertPhase.RECOVERING)
    change = steps.moved(
        incident(), step(AlertEvent.RECOVERING, resting, 9.0), (resting,), NAMING, at(9.0), target="kestrin"
    )
    assert (change.event, change.after.level) == (IncidentEvent.CHANGED, Level.CRITICAL)
    assert [e.kind for e in change.after.timeline] == [EntryKind.RECOVERING]


def test_an_end_keeps_who_was_told() -> None:
    """Closed or withdrawn, an incident still knows whom to tell."""
    told = incident(told=("ops",))
    for withdrawn, event in ((False, IncidentEvent.CLOSED), (True, IncidentEvent.WITHDRAWN)):
        change = steps.ended(told, withdrawn=withdrawn, now=at(9.0))
        assert (change.event, change.after.withdrawn) == (event, withdrawn)
        assert (change.after.told, change.after.alerts) == (("ops",), ())
        assert change.after.closed == at(9.0)


def test_taking_names_who_and_what_was_said() -> None:
    """An acknowledgement sets owner and time, with a comment as a line of its own."""
    change = taking.taken(incident(), "Mira K.", "looking", at(9.0))
    assert (change.after.owner, change.after.acknowledged) == ("Mira K.", at(9.0))
    assert [e.kind for e in change.after.timeline] == [EntryKind.ACKNOWLEDGED, EntryKind.COMMENT]


def test_an_end_is_told_under_the_name_of_the_whole() -> None:
    """What was told as "Kestrin Live hangs" ends as that, though one of its checks was the last to end."""
    first, second = alert("kestrin/launch"), alert("kestrin/wallet")
    one = replace(incident(), title=phrase("Launch hangs"), whole=phrase("Launch hangs"))
    fired = step(AlertEvent.FIRED, second, 5.0)
    both = steps.moved(one, fired, (first, second), NAMING, at(5.0), target="kestrin").after
    closed = step(AlertEvent.CLEARED, first, 9.0)
    narrow = Naming(title=phrase("Wallet calls hang"), cause=phrase("No answer"))
    left = steps.reduced(both, closed, left=(second,), naming=narrow, name="Launch", now=at(9.0)).after
    assert left.title.plain() == "Wallet calls hang"
    assert steps.ended(left, withdrawn=False, now=at(9.5)).after.title.plain() == "Kestrin Live hangs"
