from app.engine.journal import Journal, empty
from app.model.alert import Alert, AlertKey, AlertPhase
from app.model.clock import Moment
from app.model.event import EventKind
from app.model.ports import Mark, Muting
from app.model.state import State
from tests.history.builders import at, incident

NOW = Moment(wall=1.0, mono=1.0)


def test_only_the_newest_of_a_thing_is_stored() -> None:
    """Two changes of one alert are one row; events all stay, numbered on."""
    journal = Journal()
    journal.begin(7)
    key = AlertKey(check="a/b", rule="up")
    journal.alert(Alert(key=key, phase=AlertPhase.SOFT))
    journal.alert(Alert(key=key, phase=AlertPhase.FIRING))
    first = journal.event(EventKind.ALERT, "a/b", "soft", NOW, reason="up")
    second = journal.event(EventKind.ALERT, "a/b", "fired", NOW, reason="up")
    batch = journal.take()
    assert [alert.phase for alert in batch.alerts] == [AlertPhase.FIRING]
    assert (first.id, second.id) == (7, 8)
    assert batch.events == (first, second)
    assert empty(journal.take())


def test_what_could_not_be_stored_comes_again_under_what_is_newer() -> None:
    """A failed batch is merged: the newer value of each thing wins, events keep their order."""
    journal = Journal()
    old = journal.event(EventKind.STATE, "a/b", "OK", NOW)
    journal.mark(Mark(check="a/b", state=State.OK, since=NOW))
    journal.mute(Muting(until=NOW, who="bo"))
    failed = journal.take()
    new = journal.event(EventKind.STATE, "a/b", "CRITICAL", NOW)
    journal.mark(Mark(check="a/b", state=State.CRITICAL, since=NOW))
    journal.give_back(failed)
    assert journal.changed.is_set()
    batch = journal.take()
    assert batch.events == (old, new)
    assert [mark.state for mark in batch.marks] == [State.CRITICAL]
    assert batch.muting is not None
    assert not batch.unmuted


def test_a_disk_that_fails_for_weeks_does_not_fill_the_memory() -> None:
    """Of thousands of incidents that are over only the newest keep their timelines; none is left out."""
    journal = Journal()
    for number in range(600):
        journal.incident(incident(number, closed=None if number == 0 else at(5)))
    journal.give_back(journal.take())
    kept = journal.take().incidents
    assert len(kept) == 600
    assert kept[0].timeline
    assert not kept[1].timeline
    assert sum(bool(each.timeline) for each in kept) == 501


def test_an_end_of_muting_is_not_undone_by_a_failed_beginning() -> None:
    """The newest decision about muting is the one that is stored."""
    journal = Journal()
    journal.mute(Muting(until=NOW, who="bo"))
    failed = journal.take()
    journal.mute(None)
    journal.give_back(failed)
    batch = journal.take()
    assert batch.muting is None
    assert batch.unmuted


def test_each_event_is_told_once_to_those_who_follow() -> None:
    """Followers get events whether or not the disk works."""
    journal = Journal()
    event = journal.event(EventKind.ENGINE, "engine", "started", NOW)
    journal.give_back(journal.take())
    assert journal.take_told() == (event,)
    assert journal.take_told() == ()


def test_a_disk_that_stays_away_does_not_eat_the_memory() -> None:
    """Beyond ten thousand the oldest waiting events are given up."""
    journal = Journal()
    for _ in range(10_050):
        journal.event(EventKind.STATE, "a/b", "OK", NOW)
        journal.take_told()
    assert len(journal.take().events) == 10_000
