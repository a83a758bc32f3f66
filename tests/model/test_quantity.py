import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.quantity import Unit, age, percent, quantity


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.084, Unit.SECONDS, "84 ms"),
        (0.0005, Unit.SECONDS, "0.5 ms"),
        (0.99996, Unit.SECONDS, "1 s"),
        (9.81, Unit.SECONDS, "9.81 s"),
        (0.0, Unit.SECONDS, "0 ms"),
        (0.34, Unit.RATIO, "34 %"),
        (0.9998, Unit.RATIO, "99.98 %"),
        (1.0, Unit.RATIO, "100 %"),
        (1_234_567, Unit.BYTES, "1.23 MB"),
        (12, Unit.BYTES, "12 B"),
        (1264, Unit.PER_SECOND, "1.26 k/s"),
        (0.5, Unit.PER_SECOND, "0.5/s"),
        (41, Unit.COUNT, "41"),
        (21, Unit.DAYS, "21 d"),
    ],
)
def test_a_number_is_written_as_people_read_it(value: float, unit: Unit, text: str) -> None:
    """A value has at most three significant figures, a space and its unit."""
    assert quantity(value, unit) == text


@given(st.floats(min_value=0.99, max_value=1.0, exclude_max=True))
def test_hundred_per_cent_is_said_only_of_the_whole(ratio: float) -> None:
    """A share below one is never rounded up to 100 %."""
    assert percent(ratio) != "100"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-3, "0 s"), (8.9, "8 s"), (240, "4 min"), (7800, "2 h 10 min"), (7200, "2 h"), (3 * 86400, "3 d")],
)
def test_an_age_is_one_or_two_words(seconds: float, text: str) -> None:
    """A duration names its largest units, and never goes below zero."""
    assert age(seconds) == text
