"""All tracks of a screen, and those of groups: the worst of their members at each time."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from app.model.message import Point
from app.model.packed import PackedPast
from widgets.group import Group, Key
from widgets.loading import Loading
from widgets.track import BUCKET, CAPACITY, Track

if TYPE_CHECKING:  # it brings numpy along, and that is loaded after the first paint
    from widgets.worst import Newest, Past


LARGE = 500  # members of a group whose past is not put together at once
APART = 1.0  # seconds between two of them, so that no turn of the window's loop makes two
# Seconds of a track: what the charts of a wall show, and a quarter. A check that runs once a minute would
# fill its buckets with half a day: 25 KB for each series, a quarter of a gigabyte for ten thousand.
KEPT = 1.25 * CAPACITY * BUCKET
PART = 100  # members of which the past is put together in one go
IDLE = 64  # groups of other pages that are followed on
REMADE = 100  # members for each second between two times that this is done


class Tracks:
    """Tracks by check and series. Groups follow their members when they are looked at, not at each point."""

    def __init__(self, numbers: Loading | None = None) -> None:
        self._numbers = numbers or Loading()  # what puts groups together
        self._tracks: dict[Key, Track] = {}
        self._wanted: Mapping[Key, Group] = {}
        self._groups: dict[Key, Group] = {}  # those, and some that were wanted before
        self._idle: list[Key] = []  # the latter, the longest gone first
        self._of_member: dict[Key, list[Key]] = {}
        self._newest: dict[Key, Newest] = {}  # of the groups that follow
        self._behind: set[Key] = set()  # groups that must be put together anew before they are drawn
        self._lacking: dict[Key, float] = {}  # large ones whose past may wait, by when that was last made
        self._making: dict[Key, Past] = {}
        self._remade = 0.0  # when the past of any large one was made anew
        self.changes = 0  # how often a track came, went or was replaced, or other groups were wanted

    def add(self, points: Iterable[Point | PackedPast]) -> None:
        """Take points, or pasts of series; raises ``ValueError`` where one does not fit together."""
        for point in points:
            if isinstance(point, PackedPast):
                self._fill(point)
                continue
            key = (point.check, point.series)
            track = self._tracks.get(key)
            if track is None:
                track = self._tracks[key] = Track(keeps=KEPT)
                self.changes += 1
            late = point.at < track.last_at
            track.add(point.at, point.value, point.low, point.high)
            for group in self._of_member.get(key, ()):
                self._note(group, key, point, late=late)

    def _fill(self, past: PackedPast) -> None:
        at, *rows = past.columns()
        key = (past.check, past.series)
        track = self._tracks.get(key)
        if track is None:
            track = self._tracks[key] = Track(keeps=KEPT)
            self.changes += 1
        if not track.fill(at, rows):
            return
        for group in self._of_member.get(key, ()):
            if group in self._newest:
                self._lack(group)
            elif group in self._making:
                self._making[group].again(key)

    def is_behind(self, key: Key) -> bool:
        """Whether looking at a track puts it together from its members first, which takes a while."""
        return key in self._behind

    def track(self, key: Key) -> Track | None:
        """Return a track, or None while nothing is known."""
        while key in self._behind:
            self._catch_up(key)
        if key in self._newest:
            self._follow(key)
            if key in self._lacking and (key in self._making or self._is_due(key)):
                self._catch_up(key)
        return self._tracks.get(key)

    def grouped(self, keys: Iterable[Key]) -> bool:
        """Whether any of some tracks follows others when it is looked at."""
        return any(key in self._groups for key in keys)

    def prepare(self, keys: Iterable[Key], may: Callable[[], bool]) -> bool:
        """Put together what looks at some tracks need while there is time; return whether all is there."""
        for key in keys if self._behind else ():
            while key in self._behind:
                if not self._numbers.ready() or not may():
                    return False
                self._catch_up(key)
        return True

    def set_groups(self, groups: Mapping[Key, Group]) -> None:
        """Say which groups there are. Some that are not among them any more are followed on.

        So a page that comes again has its charts at once, and rotation does not put them together each time.
        """
        if groups is self._wanted or groups == self._wanted:
            return
        self.changes += 1
        gone = [key for key in self._wanted if key not in groups]
        self._wanted = groups
        self._idle = [key for key in self._idle if key not in groups and key not in gone] + gone
        for key in self._idle[:-IDLE]:
            self._forget(key)
            self._tracks.pop(key, None)
        self._idle = self._idle[-IDLE:]
        for key, group in groups.items():
            former = self._groups.get(key)
            if former != group:
                newest = self._forget(key)
                self._groups[key] = group
                for member in group.members:
                    self._of_member.setdefault(member, []).append(key)
                self._behind.add(key)
                if newest is not None:
                    self._go_on(key, newest)

    def _forget(self, key: Key) -> "Newest | None":
        """Follow a group no more; return what was known of its members."""
        former = self._groups.pop(key, None)
        for member in former.members if former is not None else ():
            left = [each for each in self._of_member[member] if each != key]
            if left:
                self._of_member[member] = left
            else:
                del self._of_member[member]
        self._behind.discard(key)
        self._lacking.pop(key, None)
        self._making.pop(key, None)
        return self._newest.pop(key, None)

    def keep_only(self, names: AbstractSet[str]) -> None:
        """Forget the tracks of all others: of checks that are no more."""
        for key in [key for key in self._tracks if key not in self._groups and key[0] not in names]:
            del self._tracks[key]
            self.changes += 1

    def _note(self, key: Key, member: Key, point: Point, *, late: bool) -> None:
        newest = self._newest.get(key)
        if newest is None:  # it is behind, and will be put together when it is looked at
            if key in self._making:
                self._making[key].again(member)
            return
        if late or point.at < self._tracks[key].last_at - BUCKET:
            self._lack(key)
            return
        if newest.due is not None and point.at // BUCKET > newest.due // BUCKET:
            self._follow(key)  # what a bucket held must be seen before the next one begins
        newest.take(member, point)

    def _go_on(self, key: Key, newest: "Newest") -> None:
        """Let a large group of other members follow on; it lacks their pasts."""
        if len(self._groups[key].members) > LARGE:
            self._behind.discard(key)
            self._newest[key] = newest.of(self._groups[key], self._tracks)
            self._lacking.setdefault(key, self._tracks[key].last_at)

    def _lack(self, key: Key) -> None:
        """Note that the past of a group is not the whole of its members' pasts."""
        if len(self._groups[key].members) > LARGE:
            self._lacking.setdefault(key, self._tracks[key].last_at)
        else:
            self._behind.add(key)
            del self._newest[key]

    def _rest(self, key: Key) -> float:
        """Return the seconds after which the past of a large group is made again, so that it costs little."""
        return len(self._groups[key].members) / REMADE

    def _is_due(self, key: Key) -> bool:
        """Whether the past of a large group may be put together anew."""
        last_at = self._tracks[key].last_at
        if last_at < max(self._lacking[key] + self._rest(key), self._remade + APART):
            return False
        self._remade = last_at
        return True

    def _catch_up(self, key: Key) -> None:
        """Put a part of the past of a group together; with the last one it is shown."""
        from widgets.worst import Newest, Past

        past = self._making.get(key)
        if past is None:
            past = self._making[key] = Past(self._groups[key], self._tracks)
        if not past.go_on(PART):
            return
        del self._making[key]
        self._lacking.pop(key, None)
        made, former = past.track(KEPT), self._tracks.get(key)
        if key in self._behind:
            self._behind.discard(key)
            self._newest[key] = Newest(self._groups[key], self._tracks)
        elif former is not None:  # which has followed while this was made
            for column in former.since(past.until):
                made.add(column.at, column.last, column.usual_low, column.usual_high)
            made.last_at = former.last_at
        self._tracks[key] = made

    def _follow(self, key: Key) -> None:
        newest, track = self._newest[key], self._tracks[key]
        if newest.due is not None:
            at = max(newest.due, track.last_at)
            track.add(at, *newest.worst(at))
            newest.due = None
