import time

import pytest
from msgspec.structs import replace

from app.incidents.book import IncidentBook
from app.incidents.hands import Mistaken, touches
from app.model.alert import AlertEvent
from app.model.incident import EntryKind, IncidentEvent
from app.model.verdict import Level
from tests.alerts.making import at, check, incident, target
from tests.incidents.test_book import take

FIRED, CLEARED, WORSENED = AlertEvent.FIRED, AlertEvent.CLEARED, AlertEvent.WORSENED


def book(level: Level = Level.CRITICAL) -> IncidentBook:
    found = IncidentBook(1)
    kestrin = replace(target("kestrin"), runbook_steps=("Look at the line", "Call them"))
    found.targets({"kestrin": kestrin}, [check("kestrin/launch")])
    take(found, FIRED, "kestrin/launch", 1.0, level=level)
    return found


@pytest.mark.parametrize(
    ("what", "meant"), [("i-1", True), ("kestrin", True), ("kestrin/launch", True), ("k", False)]
)
def test_what_an_incident_is_called(what: str, meant: bool) -> None:
    """An incident is meant by its id, by a target and by a check of it."""
    assert touches(incident(), what) is meant


def test_what_gets_worse_needs_someone_anew_unless_it_is_kept() -> None:
    """A usual acknowledgement ends when it gets worse; a sticky one does not."""
    for sticky in (False, True):
        one = book(Level.WARNING)
        one.hands.acknowledge("I-1", "Mira", "", at(2.0), sticky=sticky, seconds=60.0)
        take(one, WORSENED, "kestrin/launch", 3.0)
        (found,) = one.open()
        assert found.taken is sticky
        assert (found.ack_until is not None) is sticky


def test_an_acknowledgement_ends_when_its_time_is_over() -> None:
    """At the end of the time the incident needs someone again, once, and not before."""
    one = book()
    one.hands.acknowledge("I-1", "Mira", "", at(2.0), sticky=True, seconds=60.0)
    assert one.hands.expire(at(61.9)) == ()
    (change,) = one.hands.expire(at(62.0))
    assert change.event is IncidentEvent.ACK_EXPIRED
    assert not change.after.taken
    assert one.hands.expire(at(63.0)) == ()


def test_taking_anew_takes_the_limit_away() -> None:
    """Who takes it for good has it for good."""
    one = book()
    one.hands.acknowledge("I-1", "Mira", "", at(2.0), seconds=60.0)
    one.hands.acknowledge("I-1", "Mira", "", at(3.0))
    assert one.hands.expire(at(500.0)) == ()


def test_looking_for_ends_of_a_thousand_is_cheap() -> None:
    """A second's look at a thousand open incidents takes no time worth speaking of."""
    one = IncidentBook(1)
    for number in range(1000):
        take(one, FIRED, f"t{number}/launch", 1.0)
    one.hands.acknowledge("I-7", "Mira", "", at(2.0), seconds=600.0)
    began = time.thread_time()
    for second in range(100):
        assert one.hands.expire(at(3.0 + second)) == ()
    assert time.thread_time() - began < 0.1


def test_steps_are_named_by_number_or_by_text() -> None:
    """A step of the runbook is ticked by either; what is no step cannot be."""
    one = book()
    one.hands.tick("I-1", "2", "Mira", at(2.0), done=True)
    one.hands.tick("I-1", "Look at the line", "Mira", at(3.0), done=True)
    assert [tick.step for tick in one.open()[0].ticks] == ["Call them", "Look at the line"]
    for unknown in ("0", "3", "-1", "Sleep", ""):
        with pytest.raises(Mistaken):
            one.hands.tick("I-1", unknown, "Mira", at(4.0), done=True)


def test_a_person_is_seen_once() -> None:
    """Opening the detail again adds no line; another person does."""
    one = book()
    assert len(one.hands.seen("I-1", "Mira", at(2.0))) == 1
    assert one.hands.seen("I-1", "Mira", at(3.0)) == ()
    assert len(one.hands.seen("I-1", "Jo", at(4.0))) == 1


def test_what_is_over_can_be_spoken_of() -> None:
    """A comment reaches a closed incident by its id; nothing else does."""
    one = book()
    take(one, CLEARED, "kestrin/launch", 5.0)
    (change,) = one.hands.comment("i-1", "it was the cable", "Mira", at(6.0))
    assert change.after.timeline[-1].kind is EntryKind.COMMENT
    assert change.after.closed == at(5.0)
    assert one.open() == ()
    with pytest.raises(Mistaken):
        one.hands.act("I-1", "restarted", "Mira", at(7.0))


def test_said_to_be_fixed_is_taken_back_by_what_gets_worse() -> None:
    """Somebody's word holds until the incident gets worse."""
    one = book(Level.WARNING)
    one.hands.fixed("I-1", "", "Mira", at(2.0))
    assert one.open()[0].fixed is not None
    take(one, WORSENED, "kestrin/launch", 3.0)
    assert one.open()[0].fixed is None


def test_wishes_without_a_word_or_an_incident_are_refused() -> None:
    """An empty text, nobody to give it to, and what is not open are mistakes that say so."""
    hands, now = book().hands, at(2.0)
    with pytest.raises(Mistaken, match="not said what"):
        hands.comment("I-1", " ", "Mira", now)
    with pytest.raises(Mistaken, match="what was done"):
        hands.act("I-1", "", "Mira", now)
    with pytest.raises(Mistaken, match="to whom"):
        hands.assign("I-1", "", "Mira", now)
    with pytest.raises(Mistaken, match="nobody has"):
        hands.release("I-1", "Mira", now)
    with pytest.raises(Mistaken, match="no open incident"):
        hands.acknowledge("I-9", "Mira", "", now)
