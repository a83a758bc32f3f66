import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.rules.buckets import Buckets, Stored, Sums

# Exact in floating point, so that a recount finds each in the same slot.
QUARTERS = st.integers(0, 2000).map(lambda quarters: quarters / 4)
EVENTS = st.lists(st.tuples(QUARTERS, st.integers(0, 5), st.integers(0, 50)), max_size=60).map(
    lambda events: sorted(events, key=lambda event: event[0])
)


def counted(events: list[tuple[float, int, int]], at: float, size: float, slots: int) -> tuple[float, float]:
    """Return what stands in the newest slots, event by event."""
    newest = int(at // size)
    inside = [event for event in events if newest - slots < int(event[0] // size) <= newest]
    return sum(event[1] for event in inside), sum(event[2] for event in inside)


@given(events=EVENTS, later=QUARTERS, slots=st.integers(1, 20))
def test_sums_are_those_of_the_events_themselves(
    events: list[tuple[float, int, int]], later: float, slots: int
) -> None:
    """Whatever came when, a window holds exactly the events of its slots."""
    row = Buckets(10.0, 20)
    for when, bad, total in events:
        row.add(when, bad, total)
    at = (events[-1][0] if events else 0.0) + later
    assert row.sums(at, slots * 10.0)[:2] == counted(events, at, 10.0, slots)


def test_nothing_was_counted() -> None:
    """A row that never saw an event knows nothing."""
    assert Buckets(10.0, 6).sums(100.0, 60.0) == Sums(0.0, 0.0, 0.0)


def test_what_is_known_are_the_slots_with_a_sign_of_life() -> None:
    """Slots in which nothing was counted are not known; nothing bad in a slot is known."""
    row = Buckets(10.0, 6)
    row.add(5.0, 0, 0)
    row.add(35.0, 1, 2)
    assert row.sums(35.0, 60.0) == Sums(1, 2, 20.0)
    assert row.sums(35.0, 10.0) == Sums(1, 2, 10.0)


def test_what_is_old_leaves() -> None:
    """A window that has moved on past all that was counted is empty, though nothing new came."""
    row = Buckets(10.0, 6)
    row.add(5.0, 1, 1)
    assert row.sums(59.0, 60.0).total == 1
    assert row.sums(60.0, 60.0) == Sums(0, 0, 0)
    assert row.sums(1e6, 60.0) == Sums(0, 0, 0)


def test_a_window_longer_than_the_row_is_the_row() -> None:
    """Nobody gets more than is kept."""
    row = Buckets(10.0, 3)
    for slot in range(5):
        row.add(slot * 10.0, 1, 1)
    assert row.sums(40.0, 1000.0).total == 3


def test_what_comes_late_counts_in_the_newest_slot() -> None:
    """An event from before the newest slot is not lost, and moves nothing back."""
    row = Buckets(10.0, 3)
    row.add(25.0, 0, 1)
    row.add(5.0, 1, 1)
    assert row.sums(25.0, 10.0) == Sums(1, 2, 10.0)


@given(events=EVENTS, pause=QUARTERS)
def test_a_row_goes_on_after_a_restart(events: list[tuple[float, int, int]], pause: float) -> None:
    """What was stored is there again on another clock, older by the pause."""
    row, again = Buckets(10.0, 20), Buckets(10.0, 20)
    for when, bad, total in events:
        row.add(when, bad, total)
    at = events[-1][0] if events else 0.0
    stored = row.stored(at)
    if stored is None:
        assert not events
        return
    assert again.restore(stored, at + 70_000.0)
    for span in (10.0, 50.0, 200.0):
        before, after = row.sums(at + pause, span), again.sums(at + 70_000.0 + pause, span)
        assert before == pytest.approx(after)


def test_another_row_is_not_taken() -> None:
    """Slots of another size or number, and damaged ones, are refused."""
    row = Buckets(10.0, 6)
    row.add(5.0, 1, 1)
    stored = row.stored(5.0)
    assert stored is not None
    assert not Buckets(20.0, 6).restore(stored, 5.0)
    assert not Buckets(10.0, 7).restore(stored, 5.0)
    broken = Stored(10.0, 0.0, b"", stored.total, stored.seen)
    assert not Buckets(10.0, 6).restore(broken, 5.0)
