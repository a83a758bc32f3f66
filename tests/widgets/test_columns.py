"""The ring of pixel columns holds what a search through all samples would find, whatever their order."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from widgets.columns import ColumnRing
from widgets.track import BUCKET, Track

COUNT, START = 24, 10_000.0

seconds = st.integers(-400, 400).map(lambda number: START + number)
values = st.one_of(st.none(), st.integers(-50, 50).map(float))
samples = st.lists(st.tuples(seconds, values), max_size=60)


class Found(NamedTuple):
    low: float
    high: float


def brute_force(points: Sequence[tuple[float, float | None]], ring: ColumnRing) -> dict[int, Found]:
    """Return the extremes of every column of the window that has numbers."""
    found: dict[int, list[float]] = {}
    for at, value in points:
        number = ring.number((at // BUCKET + 0.5) * BUCKET)
        if value is not None and ring.left <= number <= ring.right:
            found.setdefault(number, []).append(value)
    return {number: Found(min(held), max(held)) for number, held in found.items()}


def held(ring: ColumnRing) -> dict[int, Found]:
    pieces = ring.pieces(ring.left, ring.right, math.inf)
    return {piece.end: Found(*ring.cell(piece.end)[:2]) for piece in pieces}


def breaks(ring: ColumnRing, gap: float) -> list[tuple[int | None, int, bool]]:
    return list(ring.pieces(ring.left, ring.right, gap))


@settings(max_examples=120, deadline=None)
@given(samples, st.sampled_from([1.3, 5.0, 7.0, 18.5]), st.lists(st.integers(0, 40), max_size=60))
def test_a_ring_that_followed_equals_a_search_through_all(
    points: list[tuple[float, float | None]], width: float, steps: list[int]
) -> None:
    """Late samples, gaps, and a clock that steps change the columns as if all had been read at once."""
    track, ring = Track(), ColumnRing(COUNT, width, 0.25)
    right = ring.number(START - 100)
    ring.read(track, right)
    for place, point in enumerate(points):
        revision, turns = track.revision, track.turns
        track.add(*point)
        right += steps[place] if place < len(steps) and steps[place] < 5 else 0
        if ring.right != right:
            entered = ring.right + 1
            ring.move(right)
            ring.take(track, range(max(entered, ring.left), right + 1))
        changed = ring.number((point[0] // BUCKET + 0.5) * BUCKET)
        grown = track.grown(revision, turns)
        if grown is not None and len(grown) == 1 and ring.widen(grown[0]):
            continue
        if ring.left <= changed <= ring.right:
            ring.take(track, (changed,))
        elif changed < ring.left:
            ring.look_outside(track)
    anew = ColumnRing(COUNT, width, 0.25)
    anew.read(track, right)
    assert held(ring) == held(anew) == brute_force(points, ring)
    assert breaks(ring, 30.0) == breaks(anew, 30.0)
    assert ring.extremes() == anew.extremes()
    numbers = [piece.end for piece in anew.pieces(anew.left, anew.right, math.inf)]
    for read in (ColumnRing.cell, ColumnRing.band, ColumnRing.breaks, ColumnRing.last_at):
        assert [read(ring, number) for number in numbers] == [read(anew, number) for number in numbers]


def test_a_gap_breaks_and_a_short_silence_does_not() -> None:
    """A failure or a long silence breaks the line; a pause shorter than the gap is bridged."""
    track, ring = Track(), ColumnRing(COUNT, BUCKET)
    for at, value in ((0, 1.0), (10, 2.0), (15, None), (20, 3.0), (90, 4.0)):
        track.add(float(at), value)
    ring.read(track, ring.number(95.0))
    assert breaks(ring, 30.0) == [(None, 0, False), (0, 2, False), (2, 4, True), (4, 18, True)]


def test_numbers_that_left_are_where_the_line_enters() -> None:
    """The last numbers before the left edge are kept, with the gap after them."""
    track, ring = Track(), ColumnRing(4, BUCKET)
    track.add(0.0, 7.0)
    ring.read(track, 0)
    for right in range(1, 9):
        ring.move(right)
    track.add(40.0, 9.0)
    ring.take(track, (8,))
    assert breaks(ring, 60.0) == [(0, 8, False)]
    assert ring.cell(0) == (7.0, 7.0, 7.0)
    assert breaks(ring, 30.0) == [(0, 8, True)]
