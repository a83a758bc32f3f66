"""All tracks of a screen, and those of groups: the worst of their members at each time."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from app.model.message import Point
from widgets.track import Column, Track

Key = tuple[str, str]  # (check or group, series)


class Group(NamedTuple):
    """Series that share one chart.

    ``below``: the smallest is the worst. ``fresh``: seconds for which a value counts.
    """

    members: tuple[Key, ...]
    below: bool = False
    fresh: float = 90.0


class Tracks:
    """Tracks by check and series. Groups follow their members."""

    SPAN = 3600.0

    def __init__(self) -> None:
        self._tracks: dict[Key, Track] = {}
        self._groups: dict[Key, Group] = {}
        self._of_member: dict[Key, list[Key]] = {}
        self._behind: set[Key] = set()  # groups that must be put together anew

    def add(self, points: Iterable[Point]) -> frozenset[Key]:
        """Take points; return the keys of all tracks that changed."""
        changed: set[Key] = set()
        for point in points:
            key = (point.check, point.series)
            track = self._tracks.setdefault(key, Track())
            late = point.at < track.last_at
            track.add(point.at, point.value, point.low, point.high)
            changed.add(key)
            for group in self._of_member.get(key, ()):
                changed.add(group)
                self._follow(group, point.at, late=late)
        return frozenset(changed)

    def track(self, key: Key) -> Track | None:
        """Return a track, or None while nothing is known."""
        if key in self._behind:
            self._behind.discard(key)
            self._tracks[key] = _put_together(self._groups[key], self._tracks)
        return self._tracks.get(key)

    def set_groups(self, groups: Mapping[Key, Group]) -> None:
        """Say which groups there are."""
        if groups == self._groups:
            return
        self._behind |= {key for key, group in groups.items() if self._groups.get(key) != group}
        self._behind &= set(groups)
        for key in set(self._groups) - set(groups):
            self._tracks.pop(key, None)
        self._groups = dict(groups)
        self._of_member = {}
        for key, group in groups.items():
            for member in group.members:
                self._of_member.setdefault(member, []).append(key)

    def keep_only(self, names: AbstractSet[str]) -> None:
        """Forget the tracks of all others: of checks that are no more."""
        for key in [key for key in self._tracks if key not in self._groups and key[0] not in names]:
            del self._tracks[key]

    def _follow(self, key: Key, at: float, *, late: bool) -> None:
        track = self._tracks.get(key)
        if late or track is None or at < track.last_at - 1 or key in self._behind:
            self._behind.add(key)
            return
        group = self._groups[key]
        members = [self._tracks[m] for m in group.members if m in self._tracks]
        fresh = [_newest(member, at) for member in members if at - member.last_at <= group.fresh]
        track.add(at, *_worst([column for column in fresh if column is not None], below=group.below))


def _newest(track: Track, at: float) -> Column | None:
    newest = list(track.since(min(at, track.last_at)))
    return newest[-1] if newest else None


def _worst(columns: Sequence[Column], *, below: bool) -> tuple[float | None, float | None, float | None]:
    """Return value and band of the worst; the band holds what the worst usually is."""
    pick = min if below else max
    values = [column.last for column in columns if column.last == column.last]
    lows = [c.usual_low for c in columns if c.usual_low == c.usual_low]
    highs = [c.usual_high for c in columns if c.usual_high == c.usual_high]
    return (
        pick(values) if values else None,
        pick(lows) if lows else None,
        pick(highs) if highs else None,
    )


def _put_together(group: Group, tracks: Mapping[Key, Track]) -> Track:
    """Return the track of a group from the pasts of its members."""
    events: list[tuple[float, int, Column]] = []
    for number, member in enumerate(group.members):
        if member in tracks:
            track = tracks[member]
            events += [(c.at, number, c) for c in track.since(track.last_at - Tracks.SPAN)]
    events.sort(key=lambda event: event[:2])
    newest: dict[int, Column] = {}
    made = Track()
    for position, (at, number, column) in enumerate(events):
        newest[number] = column
        if position + 1 == len(events) or events[position + 1][0] > at:
            fresh = [c for c in newest.values() if at - c.at <= group.fresh]
            made.add(at, *_worst(fresh, below=group.below))
    return made
