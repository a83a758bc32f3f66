"""The worst of many series, in arrays: a group of ten thousand members is looked through in microseconds."""

from array import array
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from app.model.message import Point
from widgets.group import Group, Key
from widgets.track import BUCKET, CAPACITY, Track

SPARE = 64  # buckets that may begin while a past is put together
Floats = npt.NDArray[np.float64]


class Newest:
    """The newest point of each member of a group, and since when the group's own track has not followed."""

    def __init__(self, group: Group, tracks: Mapping[Key, Track]) -> None:
        self.due: float | None = None  # wall seconds of the newest point that the track lacks
        self._group = group
        self._places = {member: place for place, member in enumerate(group.members)}
        number = len(group.members)
        self._at = np.full(number, -np.inf)
        self._values = np.full((3, number), np.nan)  # value, and its usual band
        self._waiting: dict[int, Point] = {}  # what goes into the arrays at the next look, all at once
        known = [(place, tracks[m]) for m, place in self._places.items() if m in tracks and len(tracks[m])]
        if known:
            places = [place for place, _ in known]
            self._at[places] = [track.last_at for _, track in known]
            self._values[:, places] = np.array([track.newest for _, track in known]).T

    def take(self, member: Key, point: Point) -> None:
        """Take the newest point of a member."""
        self._waiting[self._places[member]] = point
        self.due = point.at if self.due is None else max(self.due, point.at)

    def of(self, group: Group, tracks: Mapping[Key, Track]) -> "Newest":
        """Return the same for other members."""
        made = Newest(group, tracks)
        made.due = self.due
        return made

    def worst(self, at: float) -> tuple[float | None, float | None, float | None]:
        """Return value and band of the worst that counts at a time; the band is what the worst usually is."""
        self._take_in()
        fresh = self._values[:, at - self._at <= self._group.fresh]
        value, low, high = (row[~np.isnan(row)] for row in fresh)
        pick = np.min if self._group.below else np.max
        return (
            float(pick(value)) if value.size else None,
            float(pick(low)) if low.size else None,
            float(pick(high)) if high.size else None,
        )

    def _take_in(self) -> None:
        if self._waiting:
            places, points = list(self._waiting), self._waiting.values()
            self._at[places] = [point.at for point in points]
            rows = [(point.value, point.low, point.high) for point in points]
            self._values[:, places] = np.array(rows, dtype=np.float64).T  # None becomes NaN
            self._waiting.clear()


class Past:
    """The track of a group from the pasts of its members: at each bucket the worst that is fresh.

    It is put together some members at a time. A member that goes on meanwhile may be taken once more.
    """

    def __init__(self, group: Group, tracks: Mapping[Key, Track]) -> None:
        self._group, self._tracks = group, tracks
        self._left = dict.fromkeys(group.members)
        self._lasting = int(group.fresh // BUCKET) + 1  # buckets for which a value counts
        self._first = int(self._last_at() // BUCKET) - CAPACITY
        self._held = np.zeros(CAPACITY + SPARE, dtype=bool)
        self._worst: Floats = np.full((3, CAPACITY + SPARE), np.nan)

    @property
    def until(self) -> float:
        """Wall seconds where the newest bucket began when this did."""
        return (self._first + CAPACITY) * BUCKET

    def again(self, member: Key) -> None:
        """Take a member once more, as it has gone on."""
        self._left[member] = None

    def go_on(self, most: int) -> bool:
        """Take so many members; return whether all are taken."""
        part = [self._left.popitem()[0] for _ in range(min(most, len(self._left)))]
        filled = [self._tracks[member] for member in part if member in self._tracks]
        pasts = [track.past() for track in filled if len(track)]
        if pasts:
            self._join(pasts)
        return not self._left

    def _join(self, pasts: "Sequence[tuple[array[int], array[float], array[float], array[float]]]") -> None:
        """Let each member be a row of buckets in which its values stand for as long as they count."""
        high = len(self._held)
        index = np.concatenate([np.asarray(past[0]) for past in pasts]) - self._first
        until = np.concatenate([_until(np.asarray(past[0]), self._lasting) for past in pasts]) - self._first
        self._held[index[(index >= 0) & (index < high)]] = True
        start = np.clip(index, 0, high)
        length = np.clip(until, 0, high) - start
        row = np.repeat(np.arange(len(pasts)) * high, [len(past[0]) for past in pasts])
        before = np.cumsum(length) - length  # of the values that stand before each in one long row
        places = np.repeat(row + start - before, length) + np.arange(int(length.sum()))
        gather = np.fmin if self._group.below else np.fmax
        for number, worst in zip((1, 2, 3), self._worst, strict=True):
            values = np.concatenate([np.asarray(past[number]) for past in pasts])
            standing = np.full(len(pasts) * high, np.nan, dtype=np.float32)
            standing[places] = np.repeat(values, length)
            gather(worst, gather.reduce(standing.reshape(len(pasts), high), axis=0), out=worst)

    def _last_at(self) -> float:
        known = (self._tracks[member] for member in self._group.members if member in self._tracks)
        return max((track.last_at for track in known), default=0.0)

    def track(self, keeps: float) -> Track:
        """Return the track. ``keeps``: seconds that it keeps as it goes on."""
        held = np.flatnonzero(self._held)
        return Track.filled(
            (held + self._first).tolist(), self._worst[:, held].tolist(), self._last_at(), keeps
        )


def _until(index: npt.NDArray[np.int64], lasting: int) -> npt.NDArray[np.int64]:
    """Return for each column of one member the bucket at which it counts no more."""
    ends = index + lasting
    ends[:-1] = np.minimum(ends[:-1], index[1:])
    return ends
