"""The past of a series in packed numbers."""

import math

import pytest
from msgspec.structs import replace

from app.model.packed import PackedPast


def test_a_past_comes_back_as_it_was_packed() -> None:
    """Times keep their fractions of a second, and a gap stays a gap."""
    at = [1_790_000_000.25, 1_790_000_001.5]
    past = PackedPast.of("a/x", "cpu", at, [1.5, math.nan], [0.5, 0.5], [2.5, 2.5])
    times, values, lows, highs = past.columns()
    assert list(times) == at
    assert values[0] == 1.5
    assert math.isnan(values[1])
    assert (list(lows), list(highs)) == ([0.5, 0.5], [2.5, 2.5])


def test_what_does_not_fit_together_is_refused() -> None:
    """Numbers without their times, or cut ones, are never drawn."""
    past = PackedPast.of("a/x", "cpu", [1.0, 2.0], [1.0, 2.0], [0.0, 0.0], [3.0, 3.0])
    for numbers in (past.numbers[:-4], past.numbers[:-1], b""):
        with pytest.raises(ValueError, match=r"times|multiple"):
            replace(past, numbers=numbers).columns()
