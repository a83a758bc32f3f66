"""The worst of many series, in arrays: a group of ten thousand members is looked through in microseconds."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from app.model.message import Point
from widgets.group import Group, Key
from widgets.track import BUCKET, CAPACITY, Track

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


def put_together(group: Group, tracks: Mapping[Key, Track]) -> Track:
    """Return the track of a group from the pasts of its members: at each bucket the worst that is fresh."""
    filled = [tracks[member] for member in group.members if member in tracks and len(tracks[member])]
    if not filled:
        return Track()
    pasts = [track.past() for track in filled]
    lasting = int(group.fresh // BUCKET) + 1  # buckets for which a value counts
    index = np.concatenate([np.asarray(past[0]) for past in pasts])
    until = np.concatenate([_until(np.asarray(past[0]), lasting) for past in pasts])
    numbers = [np.concatenate([np.asarray(past[row]) for past in pasts]) for row in (1, 2, 3)]
    first = max(int(index.min()), int(index.max()) - CAPACITY)
    # Not np.unique, which loads numpy.ma when it is first called: 40 ms in a turn of the window's loop.
    held = np.flatnonzero(np.bincount(index[index >= first] - first)) + first
    worst = [_spread(index - first, until - index, row, lasting, below=group.below) for row in numbers]
    return _track_of(
        held, [row[held - first] for row in worst], max(t.last_at for t in _those(group, tracks))
    )


def _those(group: Group, tracks: Mapping[Key, Track]) -> Sequence[Track]:
    return [tracks[member] for member in group.members if member in tracks]


def _until(index: npt.NDArray[np.int64], lasting: int) -> npt.NDArray[np.int64]:
    """Return for each column of one member the bucket at which it counts no more."""
    ends = index + lasting
    ends[:-1] = np.minimum(ends[:-1], index[1:])
    return ends


def _spread(
    start: npt.NDArray[np.int64], length: npt.NDArray[np.int64], numbers: Floats, lasting: int, *, below: bool
) -> Floats:
    """Return the worst number of each bucket; NaN where none counts."""
    worst = np.full(int(start.max()) + 1, np.nan)
    gather = np.fmin if below else np.fmax
    order = np.argsort(start, kind="stable")  # then runs of a bucket are gathered at once
    start, length, numbers = start[order], length[order], numbers[order]
    for step in range(lasting):
        counts = (length > step) & (start + step >= 0) & (start + step < len(worst))
        places, values = start[counts] + step, numbers[counts]
        if places.size:
            runs = np.flatnonzero(np.diff(places, prepend=places[0] - 1))
            held = places[runs]
            worst[held] = gather(worst[held], gather.reduceat(values, runs))
    return worst


def _track_of(held: npt.NDArray[np.int64], worst: Sequence[Floats], last_at: float) -> Track:
    made = Track()
    for index, value, low, high in zip(held, *worst, strict=True):
        made.add((int(index) + 0.5) * BUCKET, float(value), float(low), float(high))
    made.last_at = last_at
    return made
