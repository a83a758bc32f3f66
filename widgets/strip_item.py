"""A strip item: tracks over one span as rings of pixel columns, of which only what changed is drawn."""

import math
from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from widgets.columns import ColumnRing
from widgets.curve import SURE, Curve
from widgets.scale import Extremes, Scale, nice_scale, scale_of, steady_scale
from widgets.strip_columns import draw_columns, draw_growth, parts
from widgets.strip_paint import (
    Content,
    Frame,
    StripStyle,
    content_of,
    paint_front,
    paint_ground,
    silent,
)
from widgets.strip_pixels import StripPixels
from widgets.track import Track

PART = 120_000  # pixels that are drawn in one go: some two milliseconds
LEAST, MOST = 24, 200  # columns, whatever their height


class Shown(NamedTuple):
    """What a strip shows: tracks of which the first is judged, and wall seconds at the right edge."""

    tracks: tuple[Track | None, ...]
    now: float
    style: StripStyle


class StripItem:
    """Made for one frame, one span and some tracks; where these change, or too much did, another is made.

    Picture and numbers are rings by absolute column, so time moves by drawing the newest column only. With
    ``drawn`` False nothing is drawn yet: ``draw_more`` does it part by part, while it is ``unfinished``.
    """

    def __init__(self, frame: Frame, shown: Shown, phase: float, *, drawn: bool = True) -> None:
        self._frame = frame
        self._span = shown.style.span
        self._count = frame.room
        width = self._span / frame.room
        self._rings = [ColumnRing(frame.room, width, phase) for _ in shown.tracks]
        self._picture = StripPixels(frame.room, frame.height)
        # A bucket stands at its middle, which lies ahead of now while it is the newest.
        self._lead = max((track.bucket / 2 for track in shown.tracks if track is not None), default=0.0)
        right = self._ring.number(shown.now + self._lead)
        self._curves = [
            Curve(track, ring, right, frame.thick)
            for track, ring in zip(shown.tracks, self._rings, strict=True)
        ]
        self._now = shown.now
        self._found: list[Extremes] = []
        self._content = self._made(shown.style, None)
        self._silent = self._is_silent(shown.now)
        self._until = 0.0  # wall seconds up to which time itself changes nothing; 0: not known
        self._undrawn = right + 1  # columns before this one are still to be drawn
        while drawn and self.unfinished:
            self.draw_more()

    @property
    def unfinished(self) -> bool:
        """Whether columns are still to be drawn."""
        return self._undrawn > self._ring.left

    def draw_more(self) -> None:
        """Draw another part of the columns."""
        columns = min(MOST, max(LEAST, PART // self._frame.height))
        first = max(self._ring.left, self._undrawn - columns)
        self._draw_columns(first, self._undrawn - 1, fresh=True)
        self._undrawn = first

    @property
    def scale(self) -> Scale:
        """The scale in use."""
        return self._content.scale

    @property
    def window(self) -> tuple[float, float]:
        """Wall seconds at the left edge, and where the newest column ends."""
        return self._ring.begins(self._ring.left), self._ring.begins(self._ring.right + 1)

    def serves(self, frame: Frame, shown: Shown) -> bool:
        """Whether this item can go on to what is to be shown."""
        if (
            (frame is not self._frame and frame != self._frame)
            or shown.style.span != self._span
            or len(shown.tracks) != len(self._rings)
        ):
            return False
        for track, curve in zip(shown.tracks, self._curves, strict=True):
            if not curve.serves(track):
                return False
        return 0 <= self.columns_to(shown.now) < self._count

    def columns_to(self, now: float) -> int:
        """Return by how many columns a wall time lies beyond the newest one."""
        return self._ring.number(now + self._lead) - self._ring.right

    def rests(self, now: float) -> bool:
        """Whether ``go_on`` with the same tracks and style would find nothing to draw."""
        if not self._now <= now < self._until:
            return False
        for curve in self._curves:  # noqa: SIM110 - all() of a generator takes twice as long, 48 times a second
            if not curve.rests():
                return False
        return True

    def go_on(self, shown: Shown) -> QRect | None:
        """Take what is new. Returns the area that changed, None where nothing did."""
        part = self._go_on(shown)
        self._settle()
        return part

    def _settle(self) -> None:
        """Find out what may come without a change, and for how long nothing changes without a sample."""
        for curve in self._curves:
            curve.settle(self._content.height)
        ring, style = self._ring, self._content.style
        newest = ring.newest()
        self._until = ring.begins(ring.right + 1) - self._lead - SURE * ring.width
        if newest is not None and not self._silent and not style.failing:
            self._until = min(self._until, ring.last_at(newest) + style.gap - SURE)

    def _go_on(self, shown: Shown) -> QRect | None:
        before, ring = self._content, self._rings[0]
        right = ring.right
        first = self._follow(ring.number(shown.now + self._lead))
        grown = [(n, curve.grown) for n, curve in enumerate(self._curves) if curve.grown is not None]
        self._now = shown.now
        changed = first is not None or bool(grown)
        if changed or (shown.style is not before.style and shown.style != before.style):
            self._content = self._made(shown.style, before)
        silence, self._silent = self._silent, self._is_silent(shown.now)
        if self._content is not before and _columns_differ(before, self._content):
            for curve in self._curves:
                curve.take()
            self._draw_columns(self._ring.left, self._ring.right)
            return self._whole()
        begun = self._draw_changed(first, grown)
        restyled = self._content is not before and self._content.style != before.style
        if ring.right != right or silence != self._silent or restyled:
            return self._whole()
        return None if begun is None else self._from(begun)

    def _draw_changed(self, first: int | None, grown: Sequence[tuple[int, int]]) -> int | None:
        """Draw columns from the first on, or only what has grown; return where that begins."""
        if first is None and not grown:
            return None
        starts = [number - self._frame.thick + 1 for _, number in grown]
        begun = max(min(starts if first is None else [first, *starts]), self._ring.left)
        if first is None:
            for part in parts(self._picture, begun, max(number for _, number in grown)):
                draw_growth(part, self._content, grown)
        else:
            self._draw_columns(begun, self._ring.right)
        return begun

    def draw(self, painter: QPainter) -> None:
        """Paint all layers; a unit of the painter is a device pixel, its origin our corner."""
        paint_ground(painter, self._content)
        left, count, high = self._ring.left, self._frame.room, self._frame.height
        seam = left % count
        picture = self._picture.image
        painter.drawImage(0, 0, picture, seam, 0, count - seam, high)
        if seam:
            painter.drawImage(count - seam, 0, picture, 0, 0, seam, high)
        paint_front(painter, self._content, self._now)

    @property
    def _ring(self) -> ColumnRing:
        return self._rings[0]

    def _follow(self, right: int) -> int | None:
        """Move the rings on and read what changed; return the first column that is to be drawn, if any."""
        found: list[int] = []
        moved = right > self._ring.right
        for curve in self._curves:
            if moved:
                found.append(curve.move(right))
            elif curve.rests():
                curve.grown = None
                continue
            found += curve.take()
        return max(min(found), self._ring.left) if found else None

    def _made(self, style: StripStyle, before: Content | None) -> Content:
        found = [ring.extremes() for ring in self._rings]
        if before is not None and found == self._found and style == before.style:
            return before
        self._found = found
        all_found = reduce(Extremes.joined, found)
        limit = style.warning if style.warning is not None else style.critical
        held = limit if style.hold_limit else None
        wanted = scale_of(all_found, held, decades=style.decades, spread=style.spread)
        kept = before.scale if before is not None else None
        wanted = nice_scale(wanted) if style.nice else wanted
        if wanted.high > style.cap >= max(all_found.high, held or 0.0) > wanted.low:
            wanted = wanted._replace(high=style.cap)
        scale = steady_scale(kept, wanted, all_found)
        if before is not None and scale == kept and style == before.style:
            return before
        return content_of(self._frame, self._rings, scale, style)

    def _draw_columns(self, first: int, last: int, *, fresh: bool = False) -> None:
        """Draw columns anew; ``fresh``: for the first time."""
        for part in parts(self._picture, first, last):
            draw_columns(part, self._content, fresh=fresh)

    def _is_silent(self, now: float) -> bool:
        newest = self._ring.newest()
        if newest is None or not silent(self._ring, newest, self._content.style, now):
            return False
        self._curves[0].take()  # what came and moved nothing may be unread
        return silent(self._ring, newest, self._content.style, now)

    def _whole(self) -> QRect:
        return QRect(0, 0, self._frame.width, self._frame.height)

    def _from(self, first: int) -> QRect:
        """Return the area of some columns and of the dot at their end."""
        left = max(0, first - self._ring.left - math.ceil(self._frame.radius) - 2)
        return QRect(left, 0, self._frame.width - left, self._frame.height)


def _columns_differ(before: Content, after: Content) -> bool:
    """Whether all columns have to be drawn anew; limits, marks and silence up to now are layers over them."""
    return before.scale != after.scale or any(
        getattr(before.style, name) != getattr(after.style, name)
        for name in ("gap", "gap_beside", "coloured", "coloured_from", "dim")
    )
