import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.history.blocks import Sieve, columns, thinned, unpacked
from app.history.packing import packed
from app.model.message import Point

NUMBERS = {("a", "response_time"): 1, ("a", "cpu"): 2, ("b", "response_time"): 7}
number = st.floats(allow_nan=False)
point = st.builds(
    lambda name, at, value, band: Point(
        check=name[0], series=name[1], at=at, value=value, low=band and band[0], high=band and band[1]
    ),
    st.sampled_from(sorted(NUMBERS)),
    st.floats(min_value=1e9, max_value=2e9),
    st.none() | number,
    st.none() | st.tuples(number, number),
)


@given(st.lists(point, max_size=50))
def test_what_is_packed_comes_back(points: list[Point]) -> None:
    """Every point comes back equal, to the last bit, gaps and bands included."""
    table = unpacked(packed(points, NUMBERS))
    found: list[Point] = []
    for name, key in NUMBERS.items():
        found.extend(table.chosen(table.series == key).points(name))
    assert sorted(map(repr, found)) == sorted(map(repr, points))


def test_a_point_costs_few_bytes() -> None:
    """A block of a quiet second-by-second history is far smaller than a row a sample."""
    dice = random.Random(1)
    points = [
        Point(check="a", series="cpu", at=1.7e9 + n, value=round(dice.gauss(0.3, 0.02), 3))
        for n in range(1000)
    ]
    assert len(packed(points, NUMBERS)) < 8 * len(points)


SPOILS: tuple[Callable[[bytes], bytes], ...] = (
    lambda blob: blob[:-4],
    lambda blob: b"\x09" + blob[1:],
    lambda blob: blob[:9] + b"xx" + blob[11:],
)


@pytest.mark.parametrize("spoil", SPOILS)
def test_damage_is_an_error(spoil: Callable[[bytes], bytes]) -> None:
    """A cut or changed block is refused, never read as something else."""
    blob = packed([Point(check="a", series="cpu", at=1.7e9, value=1.0)] * 5, NUMBERS)
    with pytest.raises(ValueError, match=r".+"):
        unpacked(spoil(blob))


def test_thinning_keeps_extremes_and_gaps() -> None:
    """Of 10,000 points 100 are left, among them both ends, the one spike, the one dip and the gap."""
    points = [Point(check="a", series="cpu", at=1.7e9 + n, value=math.sin(n / 500)) for n in range(10_000)]
    points[1234] = Point(check="a", series="cpu", at=1.7e9 + 1234, value=50.0)
    points[4321] = Point(check="a", series="cpu", at=1.7e9 + 4321, value=-50.0)
    points[7777] = Point(check="a", series="cpu", at=1.7e9 + 7777, value=None)
    left = list(thinned(columns(points, NUMBERS), 100).points(("a", "cpu")))
    assert len(left) <= 100
    assert left[0] == points[0]
    assert left[-1] == points[-1]
    assert points[1234] in left
    assert points[4321] in left
    assert points[7777] in left


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_thinning_respects_small_limits(limit: int) -> None:
    """However few points are asked for, no more are given, and the newest is among them."""
    points = [Point(check="a", series="cpu", at=1.7e9 + n, value=float(n)) for n in range(50)]
    left = list(thinned(columns(points, NUMBERS), limit).points(("a", "cpu")))
    assert 1 <= len(left) <= limit
    assert left[-1] == points[-1]


def test_sieve_takes_what_is_asked_by_time() -> None:
    """Only the asked series since a time come through, moved and in order."""
    late = [Point(check="a", series="cpu", at=1.7e9 + n, value=float(n)) for n in (5, 6, 7)]
    early = [Point(check=c, series="cpu", at=1.7e9 + n, value=float(n)) for n in (1, 2) for c in ("a", "b")]
    numbers = {("a", "cpu"): 1, ("b", "cpu"): 2}
    sieve = Sieve([1], 1.7e9 + 102)
    sieve.take(columns(late, numbers), 100)
    sieve.take(columns(early, numbers), 100)
    assert [p.at - 1.7e9 for p in sieve.joined().points(("a", "cpu"))] == [102, 105, 106, 107]
