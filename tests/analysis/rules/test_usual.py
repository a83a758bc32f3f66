from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.rules.usual import DAY, SLOT, Profile, Usual

START = 20_000 * 86_400.0  # midnight


def lived(
    slots: int, amount: Callable[[int], float], start: int = 0, profile: Profile | None = None
) -> Profile:
    """Return a profile that saw one amount a slot, and the beginning of the next slot."""
    profile = profile or Profile()
    for slot in range(start, start + slots + 1):
        profile.add(amount(slot), START + slot * SLOT, strange=False)
    return profile


def test_at_first_nothing_is_usual() -> None:
    """Before four quarters of an hour are over nobody knows what is usual."""
    assert Profile().usual() is None
    assert lived(3, lambda _: 10.0).usual() is None
    assert lived(4, lambda _: 10.0).usual() == Usual(10.0, of_the_hour=False)


def test_at_first_the_last_hours_are_usual() -> None:
    """Until three days are known it is the median of the newest eight slots."""
    assert lived(DAY, float).usual() == Usual(DAY - 4.5, of_the_hour=False)


def test_from_three_days_on_it_is_that_of_the_hour() -> None:
    """Each quarter of an hour is compared with the same one of earlier days."""
    day = lived(3 * DAY + 40, lambda slot: float(slot % DAY))
    assert day.usual() == Usual(40.0, of_the_hour=True)


def test_one_strange_day_moves_nothing() -> None:
    """An outage or a feast at that time yesterday is not the usual."""
    profile = lived(6 * DAY, lambda slot: 0.0 if slot // DAY == 5 else 100.0)
    assert profile.usual() == Usual(100.0, of_the_hour=True)


def test_a_week_is_kept() -> None:
    """What was the same time a week ago still counts, what was before it does not."""
    amounts = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    profile = lived(8 * DAY, lambda slot: amounts[min(slot // DAY, 7)])
    assert profile.usual() == Usual(5.0, of_the_hour=True)


def test_hours_that_nobody_saw_are_not_known() -> None:
    """After a pause of two days the days before it still count, those in it do not."""
    profile = lived(4 * DAY, lambda _: 100.0)
    profile.add(7.0, START + (6 * DAY) * SLOT, strange=False)
    assert profile.usual() == Usual(100.0, of_the_hour=True)
    profile.add(7.0, START + (30 * DAY) * SLOT, strange=False)
    assert profile.usual() is None


def test_an_outage_is_learned_slowly() -> None:
    """While the amount is strange only one slot in four is learned."""
    profile = lived(8, lambda _: 100.0)
    for slot in range(9, 21):
        profile.add(1.0, START + slot * SLOT, strange=True)
    assert profile.usual() == Usual(100.0, of_the_hour=False)


def test_what_stays_becomes_the_usual() -> None:
    """A change that lasts is the usual after some hours."""
    profile = lived(8, lambda _: 100.0)
    for slot in range(9, 9 + 40):
        profile.add(1.0, START + slot * SLOT, strange=True)
    assert profile.usual() == Usual(1.0, of_the_hour=False)


def test_it_survives_a_restart() -> None:
    """What was stored is usual again, the quarter that had begun lost."""
    profile = lived(4 * DAY, lambda slot: float(slot % DAY))
    stored = profile.stored()
    assert stored is not None
    again = Profile()
    again.restore(*stored, stored[0])
    again.add(50.0, START + (4 * DAY) * SLOT, strange=False)
    assert again.usual() == profile.usual() == Usual(0.0, of_the_hour=True)


def test_a_store_of_the_future_is_not_taken() -> None:
    """After a step back of the wall clock the days would be wrong ones; a damaged store is none either."""
    stored = lived(4 * DAY, lambda _: 1.0).stored()
    assert stored is not None
    again = Profile()
    again.restore(*stored, stored[0] - 1)
    again.restore(stored[0], stored[1][:-1], stored[0])
    assert again.stored() is None


@given(st.lists(st.tuples(st.floats(0, 1e6), st.integers(-5, 2000)), max_size=60))
def test_the_usual_is_within_what_was_seen(steps: list[tuple[float, int]]) -> None:
    """However the wall clock goes, forwards or back, the usual lies between the least and the most."""
    profile, slot = Profile(), 10_000
    for amount, ahead in steps:
        slot += ahead
        profile.add(amount, START + slot * SLOT, strange=False)
        usual = profile.usual()
        if usual is not None:
            seen = [each for each, _ in steps]
            assert min(seen) * 0.999 - 1e-3 <= usual.amount <= max(seen) * 1.001 + 1e-3
