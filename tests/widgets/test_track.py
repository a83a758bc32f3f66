"""Tracks keep the extremes of their buckets."""

import math
import random
from array import array

import pytest

from widgets.track import Track


def test_a_bucket_keeps_its_extremes_and_its_last_value() -> None:
    """Points of one bucket merge into minimum, maximum and last."""
    track = Track(bucket=5)
    for at, value in ((100.0, 3.0), (101.0, 9.0), (102.0, 1.0), (104.0, 4.0)):
        track.add(at, value)
    (column,) = track.since(0)
    assert (column.low, column.high, column.last) == (1.0, 9.0, 4.0)
    assert track.last == 4.0


def test_a_gap_is_no_number() -> None:
    """A point without a value is a gap, never zero."""
    track = Track()
    track.add(100.0, 2.0)
    track.add(110.0, None)
    assert track.last is None
    assert math.isnan(list(track.since(0))[-1].low)


def test_order_of_arrival_does_not_matter() -> None:
    """History that comes after live points finds its place."""
    points = [(float(at), float(at % 7)) for at in range(0, 600, 3)]
    straight, mixed = Track(), Track()
    for at, value in points:
        straight.add(at, value)
    random.Random(3).shuffle(points)
    for at, value in points:
        mixed.add(at, value)
    assert [c[:3] for c in straight.since(0)] == [c[:3] for c in mixed.since(0)]


def test_the_oldest_are_given_up() -> None:
    """A track never grows past its capacity and a quarter."""
    track = Track(bucket=1, capacity=100)
    for at in range(1000):
        track.add(float(at), 1.0)
    assert len(track) <= 125
    assert list(track.since(0))[-1].at == 999.5


def test_what_no_chart_shows_is_given_up() -> None:
    """A slow check keeps what is shown, not half a day; one that runs each hour keeps some points."""
    minutes, hours = Track(keeps=4500.0), Track(keeps=4500.0)
    for number in range(1000):
        minutes.add(60.0 * number, 1.0)
        hours.add(3600.0 * number, 1.0)
        assert len(minutes) <= 95
    first = minutes.first_at
    assert first is not None
    assert 60.0 * 999 - first >= 4440
    assert len(hours) == 32


def test_the_band_travels_with_the_points() -> None:
    """The usual band of the newest point is the bucket's."""
    track = Track()
    track.add(100.0, 2.0, 1.0, 3.0)
    (column,) = track.since(0)
    assert (column.usual_low, column.usual_high) == (1.0, 3.0)


@pytest.mark.parametrize("step", [1.7, 5.0, 9.0])
def test_many_points_at_once_are_as_one_after_the_other(step: float) -> None:
    """A past that comes whole leaves the same columns: extremes, last value, gaps and bands."""
    at = [1000.0 + number * step for number in range(200)]
    values = [math.nan if number % 11 == 0 else float(number * 7 % 13) for number in range(200)]
    rows = values, [1.0] * 100 + [2.0] * 100, [8.0] * 200
    one, whole, known = Track(), Track(), Track()
    for point in zip(at, *rows, strict=True):
        one.add(*point)
    whole.fill(at, rows)
    known.add(at[-1], values[-1], 2.0, 8.0)
    known.fill(at, rows)
    assert str(list(whole.since(0))) == str(list(one.since(0)))
    assert str([c[:3] for c in known.since(0)]) == str([c[:3] for c in one.since(0)])
    assert whole.last_at == one.last_at
    assert not whole.remembers(0)
    whole.fill([], ([], [], []))
    assert whole.last_at == one.last_at


def test_a_past_that_is_known_changes_nothing() -> None:
    """With each inventory that is read anew the same past comes again: no chart has to be drawn for it."""
    at = [1000.0 + number * 9 for number in range(100)]
    values = array("f", [math.nan if number % 11 == 0 else number * 0.7 % 13 for number in range(100)])
    rows = values, array("f", [0.1] * 100), array("f", [math.nan] * 100)
    track = Track()
    for point in zip(at, values, [0.1] * 100, [None] * 100, strict=True):
        track.add(*point)
    before = track.revision, track.turns, str(list(track.since(0)))
    assert not track.fill(at, rows)
    assert (track.revision, track.turns, str(list(track.since(0)))) == before
    values[50] += 5.0
    assert track.fill(at, rows)
    assert track.revision == before[0] + 1
    assert list(track.since(0))[50].high == values[50]


def test_points_that_come_one_by_one_are_what_a_search_finds() -> None:
    """Late points, failures, other bands: each bucket holds its extremes and what came with its newest."""
    dice = random.Random(5)
    track, points = Track(), list[tuple[float, float | None, float | None]]()
    at = 1000.0
    for _ in range(600):
        at += dice.choice((0.5, 1.0, 4.0))
        late = dice.random() * 20 if dice.random() < 0.2 else 0.0
        value = dice.choice((None, math.nan, 2.0, dice.random(), dice.random(), dice.random()))
        band = dice.choice((None, 0.25, 0.25, 0.25, 0.5))
        points.append((at - late, value, band))
        track.add(at - late, value, band, band)
    found = {column.at: column for column in track.since(0)}
    for middle, column in found.items():
        inside = [point for point in points if (point[0] // 5 + 0.5) * 5 == middle]
        numbers = [value for _, value, _ in inside if value is not None and not math.isnan(value)]
        assert math.isclose(column.low, min(numbers), rel_tol=1e-6) if numbers else math.isnan(column.low)
        assert math.isclose(column.high, max(numbers), rel_tol=1e-6) if numbers else math.isnan(column.high)
    assert track.turns < track.revision == 600
