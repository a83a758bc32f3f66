from typing import ClassVar

from msgspec.structs import replace

from app.alerts.book import AlertBook
from app.analysis.judge import judge
from app.analysis.state import Shown, check_state
from app.analysis.window import Window
from app.model.check import Check
from app.model.phrase import phrase
from app.model.rule import FLAPPING, Composite, Threshold
from app.model.sample import Sample
from app.model.state import ErrorClass, State
from app.model.verdict import Level
from tests.alerts.making import Nothing, at, check, sample, verdict
from tests.analysis.rules.following import Around

SLOW = Threshold(metric="response_time", warning=0.4, critical=2.0)
MEMORY = Threshold(metric="memory", warning=0.9)


class Silent(Nothing, frozen=True, kw_only=True, tag="silent-for-tests"):
    """A probe that asks nothing."""

    asks: ClassVar[bool] = False


class One:
    """One check with its window and a book."""

    def __init__(self, entry: Check) -> None:
        self.check, self.window, self.book = entry, Window(entry), AlertBook()

    def take(self, found: Sample) -> Shown:
        self.window.add(found)
        return self.look(found.ended.mono - 1000.0, step=True)

    def look(self, when: float, *, step: bool = False) -> Shown:
        found = judge(self.check, self.window, self.book.levels(self.check.id), at(when))
        for each in found if step else ():
            self.book.step(
                each, attempts=self.check.attempts, recover_hold=self.check.recover_hold, now=at(when)
            )
        return check_state(self.check, self.window, found, self.book.of(self.check.id), at(when))


def judging(*levels: Level, waiting: tuple[str, ...] = ()) -> Shown:
    """Return what is shown of a check that asks nothing while its members are at these levels."""
    names = tuple(f"m/{number}" for number in range(len(levels)))
    it = replace(check("a/b", Composite(all=names)), probe=Silent())
    window = Window(it)
    window.add(sample(0.0))
    others = Around(members=dict(zip(names, levels, strict=True)), waiting=waiting)
    return check_state(it, window, judge(it, window, {}, at(0), others), {}, at(0))


def test_who_asks_nothing_is_as_its_rules_say() -> None:
    """Without a measurement of its own a check is good by proof of its rules only, in their words."""
    good = judging(Level.GOOD, Level.GOOD)
    assert (good.state, good.sentence.plain()) == (State.OK, "All of them are well")
    assert judging(Level.CRITICAL, Level.CRITICAL).state is State.CRITICAL
    unknown = judging(Level.CRITICAL, Level.NONE)
    assert (unknown.state, unknown.sentence.plain()) == (
        State.UNKNOWN,
        "Nothing is known of 1 of 2: M/1",
    )
    assert judging(Level.CRITICAL, Level.NONE, waiting=("m/1",)).state is State.PENDING


def test_who_asks_nothing_and_has_no_rule_is_never_good() -> None:
    """There is nothing that could prove it."""
    it = replace(check("a/b"), probe=Silent())
    window = Window(it)
    window.add(sample(0.0))
    assert check_state(it, window, judge(it, window, {}, at(0)), {}, at(0)).state is State.UNKNOWN


def test_who_asks_nothing_counts_no_errors() -> None:
    """Its runs are no measurements: they have no error rate and no verdict of their own."""
    it = replace(check("a/b", Composite(any=("m/0",))), probe=Silent())
    window = Window(it)
    assert [each.rule for each in judge(it, window, {}, at(0))] == ["composite"]
    window.add(sample(0.0))
    assert window.error_rate is None
    assert [each.rule for each in judge(it, window, {}, at(0))] == ["composite"]


def test_before_the_first_result_a_check_is_pending() -> None:
    """No result is PENDING, never OK."""
    assert One(check()).look(0.0).state is State.PENDING


def test_a_good_result_is_ok_until_it_is_stale() -> None:
    """OK needs a result of the last three intervals; after that it is UNKNOWN with what it was."""
    one = One(check())
    assert one.take(sample(0.0)).state is State.OK
    shown = one.look(31.0)
    assert (shown.state, shown.stale, shown.was) == (State.UNKNOWN, True, State.OK)
    assert shown.sentence.plain() == "No result for more than 30 s"


def test_unconfirmed_failures_keep_the_proved_state() -> None:
    """While soft, the state stays OK, and attempt, error and sentence tell what goes on."""
    one = One(check(attempts=3))
    one.take(sample(0.0))
    first = one.take(sample(10.0, ErrorClass.TIMEOUT_READ))
    assert (first.state, first.soft, first.attempt) == (State.OK, True, 1)
    assert first.error is ErrorClass.TIMEOUT_READ
    assert one.take(sample(20.0, ErrorClass.TIMEOUT_READ)).attempt == 2
    third = one.take(sample(30.0, ErrorClass.TIMEOUT_READ))
    assert (third.state, third.soft) == (State.CRITICAL, False)


def test_a_check_that_was_never_good_is_not_ok_while_soft() -> None:
    """Bad first results are PENDING until they are confirmed."""
    shown = One(check(attempts=3)).take(sample(0.0, ErrorClass.REFUSED))
    assert (shown.state, shown.soft, shown.attempt) == (State.PENDING, True, 1)


def test_a_bad_result_does_not_lift_an_unknown() -> None:
    """After an error of ours, an unconfirmed failure leaves the check UNKNOWN."""
    one = One(check(attempts=3))
    one.take(sample(0.0))
    assert one.take(sample(10.0, ErrorClass.CREDENTIAL)).state is State.UNKNOWN
    shown = one.take(sample(20.0, ErrorClass.REFUSED))
    assert (shown.state, shown.soft) == (State.UNKNOWN, True)


def test_an_error_of_ours_is_unknown_and_names_what_was_proved() -> None:
    """UNKNOWN keeps in sight that the check was critical."""
    one = One(check(attempts=1))
    assert one.take(sample(0.0, ErrorClass.REFUSED)).state is State.CRITICAL
    shown = one.take(sample(10.0, ErrorClass.LATE))
    assert (shown.state, shown.was, shown.error) == (State.UNKNOWN, State.CRITICAL, ErrorClass.LATE)


def test_a_hard_warning_stays_while_a_failure_is_unconfirmed() -> None:
    """What is confirmed is shown while something worse is not."""
    one = One(check("a/b", SLOW, attempts=2))
    one.take(sample(0.0, response_time=1.0))
    assert one.take(sample(10.0, response_time=1.0)).state is State.WARNING
    shown = one.take(sample(20.0, ErrorClass.REFUSED))
    assert (shown.state, shown.soft) == (State.WARNING, True)


def test_the_worst_confirmed_rule_speaks() -> None:
    """Of several bad rules the worst gives state and sentence."""
    one = One(check("a/b", MEMORY, SLOW, attempts=1))
    shown = one.take(sample(0.0, response_time=9.8, memory=0.95))
    assert shown.state is State.CRITICAL
    assert shown.sentence.plain() == "Response time 9.8 s, limit 2 s"


def test_recovering_is_ok_and_says_so() -> None:
    """A good result within the recover-hold is shown as OK and recovering."""
    one = One(check(attempts=1, recover_hold=60.0))
    one.take(sample(0.0, ErrorClass.REFUSED))
    shown = one.take(sample(10.0))
    assert (shown.state, shown.recovering) == (State.OK, True)


def test_an_answer_without_its_judged_value_is_not_ok() -> None:
    """A lost value is UNKNOWN; one that never came is waited for, three answers long."""
    one = One(check("a/b", MEMORY))
    assert one.take(sample(0.0)).state is State.PENDING
    assert one.take(sample(10.0, memory=0.5)).state is State.OK
    shown = one.take(sample(20.0))
    assert shown.state is State.UNKNOWN
    assert shown.sentence.plain() == "No value for Memory"
    other = One(check("a/c", MEMORY))
    states = [other.take(sample(i * 10.0)).state for i in range(3)]
    assert states == [State.PENDING, State.PENDING, State.UNKNOWN]


def test_without_a_book_a_bad_result_is_confirmed() -> None:
    """A single round with no memory shows what it found."""
    entry = check(attempts=3)
    window = Window(entry)
    window.add(sample(0.0, ErrorClass.REFUSED))
    found = judge(entry, window, {}, at(0))
    assert check_state(entry, window, found, {}, at(0)).state is State.CRITICAL


def test_looking_twice_shows_the_same() -> None:
    """A state can be computed as often as one likes."""
    one = One(check(attempts=3))
    one.take(sample(0.0))
    one.take(sample(10.0, ErrorClass.REFUSED))
    assert one.look(11.0) == one.look(11.0)


def test_a_flapping_check_is_as_bad_as_its_bad_results() -> None:
    """While it flaps a good answer is not shown good, nor a bad one as unconfirmed: the state stays."""
    one = One(check(attempts=3))
    one.take(sample(0.0))
    one.book.step(verdict(Level.CRITICAL, 1.0, rule=FLAPPING), attempts=1, recover_hold=0.0, now=at(1.0))
    for when, error in ((2.0, None), (4.0, ErrorClass.REFUSED), (6.0, None)):
        shown = one.take(sample(when, error))
        assert (shown.state, shown.flapping, shown.soft) == (State.CRITICAL, True, False)
    one.book.step(verdict(Level.GOOD, 7.0, rule=FLAPPING), attempts=1, recover_hold=0.0, now=at(7.0))
    calm = one.take(sample(8.0))
    assert (calm.state, calm.flapping) == (State.OK, False)


def test_what_is_confirmed_or_not_known_goes_before_flapping() -> None:
    """A confirmed fault keeps its own sentence; silence is unknown also of a check that flaps."""
    one = One(check(attempts=1))
    one.book.step(verdict(Level.WARNING, 1.0, rule=FLAPPING), attempts=1, recover_hold=0.0, now=at(1.0))
    shown = one.take(sample(2.0, ErrorClass.REFUSED))
    assert (shown.state, shown.flapping, shown.error) == (State.CRITICAL, True, ErrorClass.REFUSED)
    assert one.look(60.0).state is State.UNKNOWN
    late = one.take(sample(62.0, ErrorClass.LATE))
    assert (late.state, late.was) == (State.UNKNOWN, State.CRITICAL)


def test_new_numbers_in_a_sentence_are_no_other_state() -> None:
    """A sentence with a new number may wait for the next board; everything else of a state goes at once."""
    shown = Shown(state=State.WARNING, sentence=phrase("{n} ms", n="300"))
    assert shown.alike(Shown(state=State.WARNING, sentence=phrase("{n} ms", n="310")))
    assert not shown.alike(Shown(state=State.CRITICAL, sentence=shown.sentence))
    assert not shown.alike(Shown(state=State.WARNING, soft=True, sentence=shown.sentence))
