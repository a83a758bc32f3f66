import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory.text.units import amount, duration, guessed
from app.model.quantity import Unit


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("200ms", 0.2),
        ("10s", 10),
        ("10 s", 10),
        ("5m", 300),
        ("5min", 300),
        ("1h", 3600),
        ("1h30m", 5400),
        ("1d", 86_400),
        ("1.5s", 1.5),
        ("0s", 0),
        ("300us", 0.0003),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    """Durations are read with every unit that people write."""
    assert duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "10", "s", "ten s", "10 parsecs", "-5s", "5s later", "1h 30", "9" * 99 + "s"]
)
def test_no_durations(text: str) -> None:
    """A text without a unit, or with a foreign one, is no duration."""
    assert duration(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("400ms", Unit.SECONDS, 0.4),
        ("90%", Unit.RATIO, 0.9),
        ("57 %", Unit.RATIO, 0.57),
        ("10GB", Unit.BYTES, 10e9),
        ("512MiB", Unit.BYTES, 512 * 2**20),
        ("10MB/s", Unit.BYTES_PER_SECOND, 10e6),
        ("30/min", Unit.PER_SECOND, 0.5),
        ("21d", Unit.DAYS, 21),
        ("12h", Unit.DAYS, 0.5),
        ("10k", Unit.COUNT, 10_000),
        ("-3", Unit.NONE, -3),
    ],
)
def test_amounts(text: str, unit: Unit, value: float) -> None:
    """A limit is read in the unit of its metric."""
    assert amount(text, unit) == value


def test_wrong_unit() -> None:
    """An amount of something else is not taken for one of this, but recognised."""
    assert amount("5s", Unit.RATIO) is None
    assert guessed("5s") is Unit.SECONDS
    assert guessed("a few") is None


@given(st.text(max_size=80), st.sampled_from(list(Unit)))
def test_any_text(text: str, unit: Unit) -> None:
    """Any text is an amount or none; nothing is raised."""
    amount(text, unit)
    duration(text)
