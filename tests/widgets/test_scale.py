"""Scales hold what they must, and ticks stand at numbers that people like."""

import math

from widgets.scale import fitting_scale
from widgets.ticks import decade_marks, time_marks, value_marks
from widgets.track import NAN, Column


def column(value: float, low: float = NAN, high: float = NAN) -> Column:
    return Column(0.0, value, value, value, low, high)


def test_a_small_multiple_is_scaled_to_its_own_band() -> None:
    """Room of half a band below and seven tenths above, grown to hold the line."""
    scale = fitting_scale([column(10, 8, 12)])
    assert (scale.low, scale.high) == (6.0, 14.8)
    assert fitting_scale([column(40, 8, 12)]).high == 40


def test_a_limit_is_in_the_picture() -> None:
    """Where the limit must be seen the scale holds it."""
    scale = fitting_scale([column(0.3)], 0.8)
    assert scale.low == 0
    assert scale.high > 0.8
    assert not scale.logarithmic


def test_a_far_limit_calls_for_decades() -> None:
    """A limit many times above the usual is shown on a logarithmic scale, so that the line still lives."""
    scale = fitting_scale([column(0.004), column(0.006)], 0.4, decades=True)
    assert scale.logarithmic
    assert scale.share(0.005) > 0.1
    assert scale.share(0.4) < 1


def test_no_data_is_no_accident() -> None:
    """An empty chart and a flat line have a scale too."""
    assert fitting_scale([]).high > 0
    flat = fitting_scale([column(0.0)])
    assert flat.high > flat.low
    assert 0 <= flat.share(0.0) <= 1


def test_times_stand_at_whole_minutes() -> None:
    """An hour has at most seven ticks, all at multiples of ten minutes."""
    marks = time_marks(1_000_000.0, 1_003_600.0)
    assert 5 <= len(marks) <= 7
    assert all(mark % 600 == 0 for mark in marks)


def test_values_stand_at_round_numbers() -> None:
    """Few ticks, at 1, 2 or 5."""
    assert value_marks(0.0, 0.9) == [0.0, 0.5]
    assert [round(10**mark, 6) for mark in decade_marks(-2.1, 1.2)] == [0.01, 0.1, 1.0, 10.0]
    assert len(decade_marks(math.log10(0.02), math.log10(0.09))) >= 1
    assert value_marks(1.0, 1.0) == []
