"""The counts of a field as pixels: signs and figures put together from ready pictures. Loads numpy.

What is put together from pictures that are there needs no object of Qt, so a thread may do it.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap

from app.model.board import Glyph
from widgets.canvas import Box, area
from widgets.density import Plan
from widgets.look import Look
from widgets.raster import Pixels, Raster
from widgets.sections.field_head import WEIGHT, Count, Counts, placed_counts, sign_size
from widgets.sign import Sign

FIGURES = "0123456789,"
Numbers = Sequence[tuple[Glyph, int]]


class CountPictures:
    """The figures and signs of counts on the ground of a panel, each size and colour made once."""

    def __init__(self, look: Look, ratio: float) -> None:
        self._look, self._ratio = look, ratio
        self.ground = look.palette.surface.rgba()
        self._figures: dict[tuple[int, str], dict[str, Pixels]] = {}
        self._signs: dict[tuple[Glyph, int], Pixels] = {}

    def make(self, count: Count, high: int, side: int) -> None:
        """Make what a count needs in figures so high and a sign so large; in the window's thread."""
        if (high, count.ink) not in self._figures:
            self._figures[high, count.ink] = {sign: self._figure(sign, high, count.ink) for sign in FIGURES}
        if (count.glyph, side) not in self._signs:
            glyph = self._look.glyph(Sign(count.glyph), side, self._ratio)
            self._signs[count.glyph, side] = self._on_ground(glyph, side)

    def figures(self, ink: str, high: int) -> dict[str, Pixels] | None:
        """Return figures and the comma, without the ``margin`` of a label."""
        return self._figures.get((high, ink))

    def sign(self, glyph: Glyph, side: int) -> Pixels | None:
        """Return a sign in its square."""
        return self._signs.get((glyph, side))

    def _figure(self, sign: str, high: int, ink: str) -> Pixels:
        label = self._look.label(sign, high, WEIGHT, self._look.palette.named(ink), self._ratio)
        made = self._on_ground(label, self._look.steps(sign, high, WEIGHT, self._ratio)[1])
        cut = margin(label.height())
        return made[cut : label.height() - cut].copy()

    def _on_ground(self, picture: QPixmap, wide: int) -> Pixels:
        whole = Raster(wide, picture.height(), self._ratio)
        whole.image.fill(self._look.palette.surface)
        painter = QPainter(whole.image)
        painter.drawPixmap(0, 0, picture)
        painter.end()
        return whole.pixels


class Patch(NamedTuple):
    """Pixels of the sheet that are written anew."""

    left: int
    top: int
    pixels: Pixels

    @property
    def area(self) -> QRect:
        """Where they stand."""
        high, wide = self.pixels.shape
        return QRect(self.left, self.top, wide, high)

    def within(self, room: QRect) -> "Patch":
        """Return as much of them as stands in a room."""
        area = self.area.intersected(room)
        x, y = area.left() - self.left, area.top() - self.top
        return Patch(area.left(), area.top(), self.pixels[y : y + area.height(), x : x + area.width()])

    def put(self, pixels: Pixels, origin: tuple[int, int] = (0, 0)) -> None:
        """Write them into a picture in which the sheet begins at ``origin``."""
        high, wide = self.pixels.shape
        x, y = self.left + origin[0], self.top + origin[1]
        pixels[y : y + high, x : x + wide] = self.pixels


class CountLine(NamedTuple):
    """Where the counts of a field stand; ``corner``: of the field, in pixels of the sheet."""

    pictures: CountPictures
    band: Box
    plan: Plan
    wide: float
    corner: tuple[int, int]
    u: float
    ratio: float

    def placed(self, numbers: Numbers) -> Counts:
        """Return where counts stand, in u of the field."""
        return placed_counts(self.band, numbers, self.plan, self.wide)

    def make(self, numbers: Numbers) -> None:
        """Make the pictures that counts need; in the window's thread."""
        placed = self.placed(numbers)
        for count in placed.counts:
            self.pictures.make(count, self._high(placed), self._side(placed, count))

    def patches(self, former: Numbers, numbers: Numbers) -> list[Patch] | None:
        """Return what is to be written over other counts; None: pictures are to be made first."""
        if former == numbers:
            return []
        placed = self.placed(numbers)
        if shape(former) != shape(numbers):
            old, new = self._drawn(self.placed(former)), self._drawn(placed)
            return None if old is None or new is None else [self._whole(old, new)]
        found: list[Patch] = []
        for count, (_, before), (_, now) in zip(placed.counts, former, numbers, strict=True):
            if before != now:
                parts = self._count(placed, count)
                if parts is None:
                    return None
                found.append(_others(f"{before:,}", count.text, parts[1:]))
        return found

    def _drawn(self, placed: Counts) -> list[list[Patch]] | None:
        """Return of each count its sign and its figures; None: there is no picture of one."""
        found = [self._count(placed, count) for count in placed.counts]
        known = [parts for parts in found if parts is not None]
        return known if len(known) == len(found) else None

    def _count(self, placed: Counts, count: Count) -> list[Patch] | None:
        """Return the sign of a count and each of its figures; None: there is no picture of them."""
        scale, side, high = self.u * self.ratio, self._side(placed, count), self._high(placed)
        sign, figures = self.pictures.sign(count.glyph, side), self.pictures.figures(count.ink, high)
        if sign is None or figures is None:
            return None
        x, y = placed.sign_x(count) * scale - side / 2, count.y * scale - side / 2
        found = [Patch(self.corner[0] + round(x), self.corner[1] + round(y), sign)]
        left = self.corner[0] + round(placed.label_x(count) * scale)
        label = 2 * math.ceil(high * self.ratio)
        top = self.corner[1] + round(count.y * scale - label / 2) + margin(label)
        for character in count.text:
            found.append(Patch(left, top, figures[character]))
            left += figures[character].shape[1]
        return found

    def _whole(self, old: Sequence[Sequence[Patch]], new: Sequence[Sequence[Patch]]) -> Patch:
        """Return all signs and figures of new counts, on ground as far as the old ones reached."""
        room = self._room()
        if old:  # else nothing is known of what stands there
            parts = [part.area for own in (*old, *new) for part in own]
            room.setLeft(max(room.left(), min(area.left() for area in parts)))
            room.setRight(min(room.right(), max(area.right() for area in parts)))
        made = np.full((room.height(), room.width()), self.pictures.ground, np.uint32)
        for part in (part for own in new for part in own):
            part.within(room).put(made, (-room.left(), -room.top()))
        return Patch(room.left(), room.top(), made)

    def _room(self) -> QRect:
        """Return the pixels of the band; marks may begin at its last row."""
        band, ratio, (x, y) = area(self.band, self.u), self.ratio, self.corner
        left, top = x + round(band.left() * ratio), y + round(band.top() * ratio)
        foot = min(y + round(band.bottom() * ratio), y + round(self.plan.head * self.u * ratio))
        return QRect(left, top, round(band.width() * ratio), foot - top)

    def _high(self, placed: Counts) -> int:
        return max(1, round(placed.size * self.u))

    def _side(self, placed: Counts, count: Count) -> int:
        return max(5, round(sign_size(count.glyph, placed.size) * self.u * self.ratio))


def shape(numbers: Numbers) -> list[tuple[Glyph, int]]:
    """Return what the places of counts hang on."""
    return [(glyph, len(f"{number:,}")) for glyph, number in numbers]


def margin(high: int) -> int:
    """Return the rows above and below of a label so high in which no figure or comma has a point."""
    return high // 5


def _others(former: str, text: str, figures: Sequence[Patch]) -> Patch:
    """Return the figures of a count from the first to the last that is another now."""
    others = [place for place, sign in enumerate(text) if former[place] != sign]
    found = figures[others[0] : others[-1] + 1]
    return found[0]._replace(pixels=np.concatenate([figure.pixels for figure in found], axis=1))
