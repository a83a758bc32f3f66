"""A section of tiles with strips: of its kept layer only the tiles that changed are painted anew."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, Canvas, Spot, Writing, area
from widgets.look import Look
from widgets.strip_field import StripField
from widgets.tracks import Tracks


class _Painted(NamedTuple):
    writings: Sequence[Writing]
    spots: Sequence[Spot]


class _Places(NamedTuple):
    """Where the tiles stand that were found for some boxes, in logical pixels: whole, and their values."""

    boxes: Sequence[Box]
    u: float
    tiles: Sequence[QRectF]
    values: Sequence[QRectF]


class TileField(StripField):
    """Base of grids. Subclasses say where tile n stands and paint it; ``draw_beside`` paints the rest."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._still: dict[int, _Painted] = {}
        self._values: dict[int, _Painted] = {}
        self._beside: Sequence[Writing] = ()
        self._old: set[int] = set()
        self._old_values: set[int] = set()
        self._places_of = _Places((), 0.0, (), ())

    def tile_boxes(self) -> Sequence[Box]:
        """Return the place of each tile that is shown."""
        return ()

    def draw_tile(self, canvas: Canvas, number: int, box: Box) -> None:
        """Paint one tile without its value."""

    def draw_beside(self, canvas: Canvas) -> None:
        """Paint what stands beside the tiles."""

    def draw(self, canvas: Canvas) -> None:
        """Paint all."""
        self._old.clear()
        self._old_values.clear()
        self._still.clear()
        self._values.clear()
        for number, box in enumerate(self.tile_boxes()):
            if self.look.pace.may():
                self._still[number] = _painted(canvas, partial(self.draw_tile, canvas, number, box))
                self._values[number] = _painted(canvas, partial(self.draw_value, canvas, number, box))
            else:
                self._old.add(number)  # it comes in one of the next turns
        self._beside = _painted(canvas, partial(self.draw_beside, canvas)).writings
        self._paint_on()

    def is_whole(self) -> bool:
        """Whether no tile is left for another turn."""
        return not self._old

    def value_box(self, box: Box) -> Box:
        """Return the part of a tile that changes from second to second."""
        return box

    def draw_value(self, canvas: Canvas, number: int, box: Box) -> None:
        """Paint that part, on a ground of its own."""

    def renew_tiles(self, numbers: Iterable[int], *, values: bool = False) -> None:
        """Paint some tiles anew at the next chance, or only their ``values``."""
        if self._layer is None:
            return
        places = self._tile_places()
        old, areas = (self._old_values, places.values) if values else (self._old, places.tiles)
        changed = QRegion()
        for number in numbers:
            if number < len(areas):
                old.add(number)
                changed += areas[number].toRect()
        if not changed.isEmpty():
            self.update(changed)

    @property
    def ready(self) -> bool:
        """Whether all tiles are painted."""
        return super().ready and not (self._old or self._old_values)

    def make_ready(self) -> None:
        """Paint what this turn allows."""
        super().make_ready()
        self._paint_old()

    def _tile_places(self) -> _Places:
        boxes, u = self.tile_boxes(), self.u
        if boxes is not self._places_of.boxes or u != self._places_of.u:
            tiles = [area(box, u) for box in boxes]
            values = [area(self.value_box(box), u) for box in boxes]
            self._places_of = _Places(boxes, u, tiles, values)
        return self._places_of

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bring the kept layer up to date, then show it."""
        self._paint_old()
        super().paintEvent(event)

    def _paint_on(self) -> None:
        """Come back in the next turn where tiles are left."""
        if self._old:
            QTimer.singleShot(self.look.pace.back, self, lambda: self.renew_tiles(tuple(self._old)))

    def _paint_old(self) -> None:
        if self._layer is None or not self._has_layer() or not (self._old or self._old_values):
            return
        painter = QPainter(self._layer)
        canvas = Canvas(painter, self.look, self.u, self.devicePixelRatioF())
        boxes, _, tiles, values = self._tile_places()
        done: set[int] = set()
        for number in sorted(self._old):
            if not self.look.pace.may():
                break
            done.add(number)
            painter.setClipRect(tiles[number])
            canvas.fill(boxes[number], self.look.palette.canvas)
            self._still[number] = _painted(canvas, partial(self.draw_tile, canvas, number, boxes[number]))
        for number in done | (self._old_values - self._old):
            painter.setClipRect(values[number])
            canvas.writings, canvas.spots = [], []
            self.draw_value(canvas, number, boxes[number])
            self._values[number] = _Painted(canvas.writings, canvas.spots)
        painter.end()
        self._old -= done
        self._old_values.clear()
        self._paint_on()
        self._told = False
        if done:
            self._tell()
            self.know_spots(self._spots)

    # What is written changes with each value, and is asked for by a hand or a test only.

    @property
    def writings(self) -> Sequence[Writing]:
        """All texts."""
        self._tell()
        return self._writings

    @writings.setter
    def writings(self, writings: Sequence[Writing]) -> None:
        self._writings, self._told = writings, True

    @property
    def spots(self) -> Sequence[Spot]:
        """All that can be chosen."""
        self._tell()
        return self._spots

    @spots.setter
    def spots(self, spots: Sequence[Spot]) -> None:
        self._spots = spots

    def _tell(self) -> None:
        if not self._told:
            known = (*self._still.values(), *self._values.values())
            self.writings = [*(each for part in known for each in part.writings), *self._beside]
            self._spots = [each for part in known for each in part.spots]


def _painted(canvas: Canvas, paint: Callable[[], None]) -> _Painted:
    """Paint something, and return what was noted of it."""
    texts, spots = len(canvas.writings), len(canvas.spots)
    paint()
    return _Painted(canvas.writings[texts:], canvas.spots[spots:])
