from app.alerts.book import AlertBook
from app.model.alert import AlertChange, AlertEvent, AlertPhase
from app.model.rule import NO_DATA, UP
from app.model.state import ErrorClass
from app.model.verdict import Level
from tests.alerts.making import at, verdict

CHECK = "kestrin/launch"
BAD, MILD, GOOD, NONE = Level.CRITICAL, Level.WARNING, Level.GOOD, Level.NONE


class Told:
    """A book, and the events that came out of it."""

    def __init__(self, attempts: int = 3, hold: float = 0.0) -> None:
        self.book, self.attempts, self.hold = AlertBook(), attempts, hold
        self.now = 0.0

    def take(self, *levels: Level, each: float = 10.0) -> list[AlertEvent | None]:
        return [change.event if (change := self.one(level, each)) else None for level in levels]

    def one(self, level: Level, each: float = 10.0) -> AlertChange | None:
        self.now += each
        return self.book.step(
            verdict(level, self.now), attempts=self.attempts, recover_hold=self.hold, now=at(self.now)
        )

    @property
    def phase(self) -> AlertPhase:
        alert = self.book.of(CHECK).get(UP)
        return alert.phase if alert is not None else AlertPhase.INACTIVE


def test_it_fires_after_so_many_bad_results() -> None:
    """Two bad results of three are soft; the third fires, and further ones are no news."""
    assert Told().take(BAD, BAD, BAD, BAD) == [
        AlertEvent.SOFTENED,
        AlertEvent.ATTEMPT,
        AlertEvent.FIRED,
        None,
    ]


def test_one_attempt_fires_at_once() -> None:
    """Where one attempt is enough there is no soft phase."""
    assert Told(attempts=1).take(BAD) == [AlertEvent.FIRED]


def test_a_soft_alert_passes_with_one_good_result() -> None:
    """A hiccup is over with the first good result, and counting begins anew."""
    told = Told()
    assert told.take(BAD, BAD, GOOD) == [AlertEvent.SOFTENED, AlertEvent.ATTEMPT, AlertEvent.PASSED]
    assert told.phase is AlertPhase.INACTIVE
    assert told.take(BAD) == [AlertEvent.SOFTENED]


def test_a_change_of_severity_is_a_change() -> None:
    """A firing alert tells when it gets worse or eases."""
    told = Told(attempts=1)
    assert told.take(MILD, BAD, MILD) == [AlertEvent.FIRED, AlertEvent.WORSENED, AlertEvent.EASED]


def test_without_a_hold_good_closes_at_once() -> None:
    """The first good result clears an alert that needs no proof over time."""
    assert Told(attempts=1).take(BAD, GOOD) == [AlertEvent.FIRED, AlertEvent.CLEARED]


def test_the_hold_counts_good_evidence() -> None:
    """A recovering alert closes after so many seconds of good results, and a bad one brings it back."""
    told = Told(attempts=1, hold=20.0)
    assert told.take(BAD, GOOD, GOOD) == [AlertEvent.FIRED, AlertEvent.RECOVERING, None]
    assert told.take(BAD, GOOD, GOOD, GOOD) == [
        AlertEvent.RELAPSED,
        AlertEvent.RECOVERING,
        None,
        AlertEvent.CLEARED,
    ]


def test_clocks_stand_still_without_data() -> None:
    """Time in which nothing was proved does not count as good."""
    told = Told(attempts=1, hold=20.0)
    told.take(BAD, GOOD, NONE)
    assert told.take(GOOD, each=500.0) == [None]
    assert told.phase is AlertPhase.RECOVERING
    assert told.take(GOOD, GOOD) == [None, AlertEvent.CLEARED]


def test_a_stale_check_stops_the_clocks_of_its_alerts() -> None:
    """The verdict that there is no data pauses the other alerts of the check."""
    told = Told(attempts=1, hold=20.0)
    told.take(BAD, GOOD)
    told.book.step(verdict(NONE, 50.0, rule=NO_DATA), attempts=1, recover_hold=0.0, now=at(50.0))
    assert told.take(GOOD, each=500.0) == [None]


def test_no_data_moves_nothing() -> None:
    """A NONE verdict leaves each phase as it is, attempts included."""
    told = Told()
    told.take(BAD, BAD)
    assert told.take(NONE, NONE) == [None, None]
    assert told.take(BAD) == [AlertEvent.FIRED]


def test_an_alert_remembers_what_names_it() -> None:
    """Times, reason and error class of an alert are those of its bad verdicts."""
    book = AlertBook()
    for when in (10.0, 20.0):
        found = verdict(BAD, when, error=ErrorClass.TIMEOUT_READ)
        book.step(found, attempts=2, recover_hold=0.0, now=at(when))
    alert = book.of(CHECK)[UP]
    assert (alert.since, alert.hard, alert.error) == (at(10.0), at(20.0), ErrorClass.TIMEOUT_READ)
    assert book.levels(CHECK) == {UP: BAD}
    assert book.firing() == (alert,)


def test_a_removed_check_withdraws_its_alerts() -> None:
    """All alerts of a check end as withdrawn, and none is left."""
    told = Told(attempts=1)
    told.take(BAD)
    changes = told.book.withdraw(CHECK, at(50.0))
    assert [change.event for change in changes] == [AlertEvent.WITHDRAWN]
    assert not told.book.all()
    assert not told.book.withdraw(CHECK, at(51.0))


def test_a_removed_rule_withdraws_its_alert_only() -> None:
    """Rules that a check still has keep their alerts."""
    told = Told(attempts=1)
    told.take(BAD)
    slow = verdict(MILD, 20.0, rule="response_time")
    told.book.step(slow, attempts=1, recover_hold=0.0, now=at(20.0))
    changes = told.book.withdraw(CHECK, at(50.0), kept=(UP, NO_DATA))
    assert [change.after.key.rule for change in changes] == ["response_time"]
    assert set(told.book.of(CHECK)) == {UP}


def test_a_restored_book_goes_on_where_the_old_one_was() -> None:
    """Attempts and phases survive a restart; the time in between is no good evidence."""
    told = Told(attempts=1, hold=20.0)
    told.take(BAD, GOOD)
    stored = told.book.all()
    told.book = AlertBook()
    told.book.restore(stored)
    assert told.take(GOOD, each=500.0) == [None]
    assert told.take(GOOD, GOOD) == [None, AlertEvent.CLEARED]
