from hypothesis import given
from hypothesis import strategies as st

from app.analysis.rules.counting import Counter, Growth

ONE = "requests"


def grown(*values: float, longest: float = 1000.0, apart: float = 10.0) -> list[Growth | None]:
    """Return what one counter grew by with each value."""
    counter = Counter(longest)
    return [counter.grow(((ONE, value),), place * apart) for place, value in enumerate(values)]


def test_it_grows_by_the_difference() -> None:
    """The first value tells nothing, each further one what came since, and in what time."""
    assert grown(5, 8, 8, 20) == [None, Growth(3, 10), Growth(0, 10), Growth(12, 10)]


def test_a_counter_that_began_anew_grew_by_what_it_shows() -> None:
    """A smaller value is a restart of who counts, not a drop."""
    assert grown(1000, 1010, 4, 9) == [None, Growth(10, 10), Growth(4, 10), Growth(5, 10)]


@given(st.lists(st.floats(0, 1e12), min_size=2, max_size=40))
def test_no_counter_ever_falls(values: list[float]) -> None:
    """Whatever is read, no growth is below nothing."""
    assert all(growth is None or growth.amount >= 0 for growth in grown(*values))


def test_a_negative_value_is_no_growth() -> None:
    """What counts up is never negative; such a value adds nothing."""
    assert grown(5, -3) == [None, Growth(0, 10)]


def test_all_instances_count_together() -> None:
    """Each instance grows by its own difference; a new one has grown by nothing that anybody knows of."""
    counter = Counter(1000)
    assert counter.grow((("a", 5.0), ("b", 100.0)), 0) is None
    assert counter.grow((("a", 6.0), ("b", 90.0)), 10) == Growth(91, 10)
    assert counter.grow((("a", 7.0), ("b", 91.0), ("c", 1e6)), 20) == Growth(2, 10)
    assert counter.grow((("c", 1e6 + 1),), 30) == Growth(1, 10)


def test_after_a_long_pause_it_begins_anew() -> None:
    """What came in a pause longer than the window is not counted as if it came now."""
    counter = Counter(60)
    counter.grow(((ONE, 5.0),), 0)
    assert counter.grow(((ONE, 500.0),), 61) is None
    assert counter.grow(((ONE, 501.0),), 71) == Growth(1, 10)


def test_no_value_changes_nothing() -> None:
    """An answer without the series is no reset: the next one tells what came in both."""
    counter = Counter(60)
    counter.grow(((ONE, 5.0),), 0)
    assert counter.grow((), 10) is None
    assert counter.grow(((ONE, 9.0),), 20) == Growth(4, 20)


def test_many_instances_are_not_followed_without_end() -> None:
    """Instances that come and go for ever cost no memory for ever."""
    counter = Counter(1e9)
    for number in range(2000):
        counter.grow(((f"{ONE}:{number}", 1.0),), number)
    assert len(counter._last) <= 256
