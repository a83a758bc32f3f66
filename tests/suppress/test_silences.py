"""Silences begin, change and end in time, whatever the wall clock does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.model.matcher import matchers_of
from app.suppress.silences import KEPT, MOST_SILENCES, NotPossible, SilenceBook
from tests.suppress.making import at, wish


def in_force(book: SilenceBook, now: float, shifted: float = 0.0) -> list[str]:
    """Return the ids of the silences that are in force."""
    return [each.id for each in book.all if each.active(at(now, shifted))]


def test_a_silence_lasts_as_long_as_was_wished() -> None:
    """It begins and ends once, told in that order."""
    book = SilenceBook()
    book.made(wish(seconds=60.0), "ann", at(0))
    begun, gone = book.tick({}, at(0))
    assert ([each.id for each in begun], gone) == (["S-1"], ())
    assert book.tick({}, at(59)) == ((), ())
    assert book.tick({}, at(60)) == ((), ("S-1",))


@given(steps=st.lists(st.floats(-10_000, 10_000), min_size=1, max_size=6))
def test_no_step_of_the_wall_clock_moves_its_end(steps: list[float]) -> None:
    """After steps back and forth it is in force for the same time that passes."""
    book = SilenceBook()
    book.made(wish(seconds=60.0), "ann", at(0))
    for number, shifted in enumerate(steps):
        assert in_force(book, 5.0 * number, shifted) == ["S-1"]
        assert in_force(book, 60.0, shifted) == []


def test_a_silence_may_begin_later() -> None:
    """Until then it hides nothing, and its length counts from then."""
    book = SilenceBook()
    book.made(wish(seconds=60.0, starts_in=100.0), "ann", at(0))
    assert [in_force(book, now) for now in (99, 100, 159, 160)] == [[], ["S-1"], ["S-1"], []]


def test_a_silence_is_extended_and_shortened() -> None:
    """What is not said stays; its begin stays; time counts from now on."""
    book = SilenceBook()
    first = book.made(wish("target=pay", seconds=60.0), "ann", at(0))
    longer = book.made(replace(wish("", seconds=100.0, change="s-1"), reason=""), "ben", at(50))
    assert longer == replace(first, author="ben", ends=at(150))
    assert in_force(book, 149) == ["S-1"]
    book.made(wish("target=other", seconds=1.0, change="S-1"), "ben", at(60))
    found = book.find("S-1")
    assert found is not None
    assert found.matchers == matchers_of("target=other")
    assert in_force(book, 61) == []


def test_one_that_waits_for_all_clear_ends_some_time_after_the_last_alert() -> None:
    """Each alert that fires meanwhile begins the time anew."""
    book = SilenceBook()
    book.made(wish(seconds=1000.0, when_clear=300.0), "ann", at(0))
    book.tick({}, at(0))
    hides = {now: 1 if now in (10, 200) else 0 for now in range(0, 520, 10)}
    ended = [now for now, count in hides.items() if book.tick({"S-1": count}, at(now))[1]]
    assert ended == [510]
    found = book.find("S-1")
    assert found is not None
    assert (found.ended, found.ended_by) == (at(510), "")


def test_an_end_by_hand_says_who() -> None:
    """It is over at once and cannot be ended again, nor changed."""
    book = SilenceBook()
    book.made(wish(), "ann", at(0))
    book.tick({}, at(0))
    ended = book.ended(" s-1 ", "ben", at(5))
    assert (ended.ended, ended.ended_by) == (at(5), "ben")
    assert book.tick({}, at(5)) == ((), ("S-1",))
    with pytest.raises(NotPossible, match="over already"):
        book.ended("S-1", "ben", at(6))
    with pytest.raises(NotPossible, match="over already"):
        book.made(wish(change="S-1"), "ann", at(6))


def test_numbers_go_on_after_a_restart() -> None:
    """A number that was said aloud once means the same silence for ever."""
    book, again = SilenceBook(), SilenceBook()
    book.made(wish(), "ann", at(0))
    book.made(wish(), "ann", at(0))
    again.restore(book.all)
    assert again.made(wish(), "ann", at(1)).id == "S-3"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (wish("", seconds=9.0), "needs a matcher"),
        (wish(seconds=0.0), "from a second to a year"),
        (wish(seconds=1e9), "from a second to a year"),
        (wish(seconds=float("nan")), "from a second to a year"),
        (wish(starts_in=-1.0), "begins now or later"),
        (wish(when_clear=-1.0), "begins now or later"),
        (wish("target!=a"), "names what it means"),
        (wish('target=~".*" check!~"a"'), "names what it means"),
        (wish(change="S-7"), "no silence is called"),
        (replace(wish(), reason="  "), "needs a reason"),
    ],
)
def test_what_makes_no_sense_is_refused(bad: object, why: str) -> None:
    """Above all a silence of everything, and one without a reason."""
    with pytest.raises(NotPossible, match=why):
        SilenceBook().made(bad, "ann", at(0))  # type: ignore[arg-type]


def test_there_is_an_end_to_their_number() -> None:
    """So many in force at most, and so many that are over are remembered."""
    book = SilenceBook()
    for number in range(MOST_SILENCES):
        book.made(wish(seconds=10.0 + number), "ann", at(0))
    with pytest.raises(NotPossible, match="already"):
        book.made(wish(), "ann", at(0))
    book.tick({}, at(0))
    book.tick({}, at(5000))
    assert len(book.all) == KEPT
    assert book.made(wish(), "ann", at(5000)).id == f"S-{MOST_SILENCES + 1}"
