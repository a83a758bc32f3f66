import random
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.baseline import POINTS, Band
from app.model.quantity import Unit
from app.model.rule import Baseline

USUAL = Baseline(metric="response_time")


def fed(values: list[float], rule: Baseline = USUAL, interval: float = 60.0) -> Band:
    band = Band(rule, interval, Unit.SECONDS)
    for i, value in enumerate(values):
        band.add(value, i * interval)
    return band


def steady(count: int, seed: int = 1) -> list[float]:
    noise = random.Random(seed)
    return [0.1 + noise.uniform(-0.01, 0.01) for _ in range(count)]


def test_nothing_is_said_before_enough_points_are_known() -> None:
    """There is no band and no deviation until min_points points are known."""
    few = fed(steady(29))
    assert (few.low, few.high) == (None, None)
    band = fed([*steady(29), 0.1])
    assert band.low is not None
    assert band.high is not None
    assert band.low < 0.1 < band.high


def test_the_band_follows_its_formula() -> None:
    """The band is the median, and around it six times 1.4826 times the median absolute deviation."""
    values = steady(60)
    band = fed(values)
    middle = statistics.median(values)
    spread = max(1.4826 * statistics.median(abs(v - middle) for v in values), 0.05 * middle)
    assert band.high == pytest.approx(middle + 6 * spread, rel=1e-5)
    assert band.low == pytest.approx(max(0.0, middle - 6 * spread), rel=1e-5)


def test_a_single_spike_is_no_deviation() -> None:
    """One wild point, even two, is not called a deviation."""
    band = fed([*steady(60), 5.0, 5.0, *steady(3)])
    assert not band.deviating


def test_three_of_five_points_are_a_deviation_until_one_is_left() -> None:
    """A deviation begins with the third of five points outside, and ends when at most one of five is."""
    band = fed([*steady(60), 5.0, 0.1, 5.0, 0.1, 5.0])
    assert band.deviating
    assert band.outlier == 5.0
    seen = []
    for i in range(4):
        band.add(0.1, (65 + i) * 60.0)
        seen.append(band.deviating)
    assert seen[0] is True
    assert seen[-1] is False


def test_falling_is_a_deviation_only_where_asked() -> None:
    """A service that got faster deviates only for a rule that says below."""
    noisy = [*[10 + value for value in steady(60)], 1.0, 1.0, 1.0]
    assert not fed(noisy).deviating
    assert fed(noisy, Baseline(metric="players", below=True)).deviating


def test_an_outage_does_not_become_the_usual_at_once() -> None:
    """After half a window outside the band the band still stands where it stood."""
    band = fed(steady(60))
    for i in range(30):
        band.add(5.0, (60 + i) * 60.0)
    assert band.high is not None
    assert band.high < 1.0
    assert band.deviating


def test_a_lasting_change_becomes_the_usual_within_two_windows() -> None:
    """What stays is learned in the end, and is no deviation any more."""
    band = fed(steady(60))
    for i in range(120):
        band.add(5.0 + i % 3 / 100, (60 + i) * 60.0)
    assert band.low is not None
    assert band.low > 1.0
    assert not band.deviating


def test_a_calm_series_keeps_a_breadth_that_matters() -> None:
    """A series without any spread has a band of thirty per cent, not of nothing."""
    band = fed([0.1] * 60)
    assert band.high == pytest.approx(0.13, rel=1e-3)


def test_what_is_older_than_the_window_is_forgotten() -> None:
    """After a long pause the usual is learned anew."""
    band = fed(steady(60))
    band.add(0.1, 1e6)
    assert band.high is None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1e6, width=32), max_size=300), st.sampled_from((0.2, 1.0, 10.0, 60.0, 300.0)))
def test_the_memory_stays_small_and_ordered(values: list[float], interval: float) -> None:
    """However many points come, at most 96 are kept, and the ordered ones are the kept ones."""
    band = fed(values, interval=interval)
    assert len(band._values) <= POINTS
    assert sorted(band._values) == list(band._ordered)
    assert len(band._times) == len(band._values)
    assert (band.low is None) == (band.high is None)


def test_the_same_points_give_the_same_band() -> None:
    """The band is a function of its points and their times."""
    first, second = fed(steady(200)), fed(steady(200))
    assert (first.low, first.high) == (second.low, second.high)
