"""Calm: which samples may come into the newest column of a curve without a pixel that moves.

Nearly all samples are such, and a wall gets hundreds a second. They are told by a few comparisons, and read
into the columns when something else happens to the chart.
"""

import math

from widgets.columns import ColumnRing
from widgets.strip_paint import Height
from widgets.track import Track

MOST = 16  # samples that are left unread: a track remembers some times as many
SURE = 1e-3  # of a bucket, or of a pixel: so near to an edge nothing is decided here


class Calm:
    """Of a curve: up to which revision its ring was read, up to which nothing moved, and what may come."""

    __slots__ = ("high", "low", "read", "seen", "track", "turns", "until")

    def __init__(self, track: Track | None) -> None:
        self.track = track
        self.read = self.seen = track.revision if track is not None else 0
        self.turns = track.turns if track is not None else 0
        self.low, self.high = math.inf, -math.inf  # nothing may
        self.until = 0.0  # wall seconds where other columns begin

    def took(self) -> None:
        """Note that the ring holds all samples."""
        if self.track is not None:
            self.read = self.seen = self.track.revision
            self.turns = self.track.turns

    def settle(self, ring: ColumnRing, height: Height) -> None:
        """Find out what may come, now that the ring holds all and all is drawn."""
        self.low, self.high = math.inf, -math.inf
        number, track = ring.newest(), self.track
        if track is None or number is None or not ring.follows(number):
            return
        low, high = height.values(round(height(ring.cell(number)[2])))
        found = ring.extremes()  # beyond these the scale may change
        self.low, self.high = max(low, found.low), min(high, found.high)
        # The first bucket whose middle lies beyond the column.
        first = math.ceil(ring.begins(number + 1) / track.bucket - 0.5 - SURE)
        self.until = (first - SURE) * track.bucket


def calm(curves: list[Calm]) -> bool:
    """Whether nothing that has come moves a pixel, as far as one new sample of each curve goes."""
    for curve in curves:
        track = curve.track
        if track is None or track.revision == curve.seen:
            continue
        revision = track.revision
        if (
            revision != curve.seen + 1
            or revision > curve.read + MOST
            or track.turns != curve.turns
            or not curve.low <= track.value <= curve.high
            or track.last_at >= curve.until
        ):
            return False
        curve.seen = revision
    return True
