"""One curve of a strip: its ring of columns, and what of its track is in there already.

Nearly all samples move no pixel, and a wall gets hundreds a second. A curve knows which those are, tells them
by a few comparisons, and reads them into its columns when something else happens to it.
"""

import math

from widgets.columns import ColumnRing, Widened
from widgets.strip_paint import Height
from widgets.track import Track

MOST = 16  # samples that are left unread: a track remembers some times as many
SURE = 1e-3  # of a bucket, or of a pixel: so near to an edge nothing is decided here


class Curve:
    """Follows one track, None while there is none."""

    __slots__ = (
        "_height",
        "_high",
        "_low",
        "_read",
        "_seen",
        "_settled",
        "_thick",
        "_turns",
        "_until",
        "grown",
        "ring",
        "track",
    )

    def __init__(self, track: Track | None, ring: ColumnRing, right: int, thick: int) -> None:
        self.track, self.ring, self._thick = track, ring, thick
        self._height: Height | None = None
        self.grown: int | None = None  # a column whose stroke has grown, and nothing else of it has changed
        self._low = self._high = 0.0  # between them a sample moves nothing
        self._until = 0.0  # wall seconds where other columns begin
        ring.read(track, right)
        self._read = self._seen = track.revision if track is not None else 0
        self._turns = track.turns if track is not None else 0
        self._settled = False

    def serves(self, track: Track | None) -> bool:
        """Whether this can go on with a track."""
        return track is self.track and (track is None or track.remembers(self._read))

    def rests(self) -> bool:
        """Whether nothing has come that moves a pixel, as far as one sample since the last look goes."""
        track = self.track
        if track is None or track.revision == self._seen:
            return True
        revision = track.revision
        if (
            revision != self._seen + 1
            or revision > self._read + MOST
            or track.turns != self._turns
            or not self._low <= track.value <= self._high
            or track.last_at >= self._until
        ):
            return False
        self._seen = revision
        return True

    def settle(self, height: Height) -> None:
        """Find out what may come without a pixel that moves, now that all is read and drawn."""
        if self._settled and height is self._height:
            return
        self._settled, self._height, self._until = True, height, 0.0
        ring, track = self.ring, self.track
        number = ring.newest()
        if track is None or number is None or not _adjoins(ring, number) or ring.breaks(number)[1]:
            return
        low, high = height.values(round(height(ring.cell(number)[2])))
        found = ring.extremes()  # beyond these the scale may change
        self._low, self._high = max(low, found.low), min(high, found.high)
        # The first bucket whose middle lies beyond the column.
        first = math.ceil(ring.begins(number + 1) / track.bucket - 0.5 - SURE)
        self._until = (first - SURE) * track.bucket

    def move(self, right: int) -> int:
        """Let time go on to a column; return where to draw from. A clock that was ahead has left samples."""
        ring, track = self.ring, self.track
        entered = ring.right + 1
        ring.move(right)
        self._settled = False
        first = max(entered, ring.left)
        if track is None or track.last_at + track.bucket < ring.begins(first):
            return first
        ring.take(track, range(first, ring.right + 1))
        return self._from(first)

    def take(self) -> list[int]:
        """Read what has come; return from where on the line has to be drawn, beside what has ``grown``."""
        track, found = self.track, list[int]()
        self.grown = None
        if track is None or track.revision == self._read:
            return found
        left = list[float]()
        grown = track.grown(self._read, self._turns)
        if grown is None:
            left += track.changed_since(self._read) or ()
        for place, column in enumerate(grown or ()):
            widened = self.ring.widen(column)
            if widened is None:
                left = [each.at for each in (grown or ())[place:]]
                break
            if self._is_stroke(widened.number):
                self.grown = widened.number if self._moves(widened) else self.grown
            elif widened.before != widened.after:
                found.append(widened.number)
        if left:
            found += self._read_anew(track, {self.ring.number(at) for at in left})
        self._read = self._seen = track.revision
        self._turns, self._settled = track.turns, False
        return [self._from(number) for number in found]

    def _from(self, number: int) -> int:
        return self.ring.joins(number) - self._thick + 1

    def _read_anew(self, track: Track, changed: set[int]) -> list[int]:
        """Read some columns anew; return which of them are to be drawn."""
        ring = self.ring
        inside = sorted(number for number in changed if ring.left <= number <= ring.right)
        rows = self._rows_of_newest(inside)
        ring.take(track, inside)
        same = rows is not None and rows == self._rows_of_newest(inside)
        found = inside[:1] if not same else []
        if min(changed) < ring.left:
            ring.look_outside(track)
            found.append(ring.left)
        return found

    def _is_stroke(self, number: int) -> bool:
        """Whether a column is drawn as one upright stroke, and no later one hangs on it."""
        return self._height is not None and number == self.ring.newest() and _adjoins(self.ring, number)

    def _moves(self, widened: Widened) -> bool:
        """Whether what a stroke took moves a pixel."""
        height = self._height
        assert height is not None
        for old, new in zip(widened.before, widened.after, strict=True):
            if old != new and round(height(old)) != round(height(new)):
                return True
        return False

    def _rows_of_newest(self, numbers: list[int]) -> tuple[float, ...] | None:
        """Return what is drawn of the newest column, where it alone changed: most samples move no pixel."""
        ring, height = self.ring, self._height
        if height is None or len(numbers) != 1:
            return None
        number = numbers[0]
        if number != ring.newest() or not _adjoins(ring, number):
            return None
        rows = tuple(round(height(value)) for value in (*ring.cell(number), *(ring.band(number) or ())))
        return (*rows, *ring.breaks(number))


def _adjoins(ring: ColumnRing, number: int) -> bool:
    """Whether the way to a column, if any, comes from the one beside it: longer ones hang on all numbers."""
    return number > ring.left and ring.joins(number) == number
