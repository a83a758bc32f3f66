"""A section of tiles with strips: of its kept layer only the tiles that changed are painted anew."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, Canvas, Spot, Writing, area
from widgets.look import Look
from widgets.strip_field import StripField
from widgets.tracks import Tracks


class _Painted(NamedTuple):
    writings: Sequence[Writing]
    spots: Sequence[Spot]


class TileField(StripField):
    """Base of grids. Subclasses say where tile n stands and paint it; ``draw_beside`` paints the rest."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._painted: dict[int, _Painted] = {}
        self._beside: Sequence[Writing] = ()
        self._old: set[int] = set()

    def tile_boxes(self) -> Sequence[Box]:
        """Return the place of each tile that is shown."""
        return ()

    def draw_tile(self, canvas: Canvas, number: int, box: Box) -> None:
        """Paint one tile."""

    def draw_beside(self, canvas: Canvas) -> None:
        """Paint what stands beside the tiles."""

    def draw(self, canvas: Canvas) -> None:
        """Paint all."""
        self._old.clear()
        self._painted = {n: self._one(canvas, n, box) for n, box in enumerate(self.tile_boxes())}
        texts = len(canvas.writings)
        self.draw_beside(canvas)
        self._beside = canvas.writings[texts:]

    def renew_tiles(self, numbers: Iterable[int]) -> None:
        """Paint some tiles anew at the next chance."""
        if self._layer is None:
            return
        boxes = self.tile_boxes()
        changed = QRegion()
        for number in numbers:
            if number < len(boxes):
                self._old.add(number)
                changed += area(boxes[number], self.u).toRect()
        if not changed.isEmpty():
            self.update(changed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bring the kept layer up to date, then show it."""
        if self._layer is not None and self._layer.size() == self._wanted() and self._old:
            painter = QPainter(self._layer)
            canvas = Canvas(painter, self.look, self.u, self.devicePixelRatioF())
            boxes = self.tile_boxes()
            for number in sorted(self._old):
                painter.setClipRect(area(boxes[number], self.u))
                canvas.fill(boxes[number], self.look.palette.canvas)
                self._painted[number] = self._one(canvas, number, boxes[number])
            painter.end()
            self._old.clear()
            self.writings = [
                *(each for tile in self._painted.values() for each in tile.writings),
                *self._beside,
            ]
            self.spots = [each for tile in self._painted.values() for each in tile.spots]
        super().paintEvent(event)

    def _one(self, canvas: Canvas, number: int, box: Box) -> _Painted:
        texts, spots = len(canvas.writings), len(canvas.spots)
        self.draw_tile(canvas, number, box)
        return _Painted(canvas.writings[texts:], canvas.spots[spots:])
