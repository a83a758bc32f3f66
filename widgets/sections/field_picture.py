"""What is drawn of a field with marks: its head, and the block of all marks below it. Loads numpy.

All fields stand in one raster. Between two boards only what changed is drawn: marks and single figures.
"""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter

from widgets.canvas import Box, Canvas, Writing
from widgets.density import Plan
from widgets.lattice import Lattice
from widgets.look import Look
from widgets.raster import Block, Raster
from widgets.sections.count_line import CountLine, CountPictures, Numbers
from widgets.sections.field_head import WEIGHT, Count, Counts, counts_band, draw_ground, draw_title
from widgets.views.fields import Field


class Sheet(NamedTuple):
    """Where fields are drawn: the raster of all, pictures of counts, and what is drawn with."""

    raster: Raster
    pictures: CountPictures
    look: Look
    u: float
    ratio: float


class FieldPicture:
    """Of one field in one size; what is drawn of it later differs in states only."""

    def __init__(self, sheet: Sheet, place: QRect, field: Field, plan: Plan, lattice: Lattice) -> None:
        self.sheet = sheet
        wide, u, ratio = place.width() / sheet.u, sheet.u, sheet.ratio
        corner = round(place.x() * ratio), round(place.y() * ratio)
        painter = QPainter(sheet.raster.image)
        painter.translate(QPointF(corner[0] / ratio, corner[1] / ratio))
        canvas = Canvas(painter, sheet.look, u, ratio)
        draw_ground(canvas, Box(0, 0, wide, place.height() / u), lost=field.lost)
        draw_title(canvas, field, plan, wide)
        band = counts_band(canvas, field.titles, plan, wide)
        painter.end()
        self._titles = tuple(canvas.writings)
        self.line = CountLine(sheet.pictures, band, plan, wide, corner, u, ratio)
        self._counts: Numbers = ()
        self.write(field.counts)
        self.block = Block(sheet.raster, sheet.look.atlas(lattice.size, u, ratio), lattice, corner)
        self.block.lay(field.codes)

    @property
    def writings(self) -> list[Writing]:
        """All texts as they stand now."""
        placed = self.line.placed(self._counts)
        return [*self._titles, *(self._writing(placed, count) for count in placed.counts)]

    def write(self, counts: Numbers) -> None:
        """Write other counts."""
        self.line.make(counts)
        for patch in self.line.patches(self._counts, counts) or ():
            patch.put(self.sheet.raster.pixels)
        self._counts = counts

    def _writing(self, placed: Counts, count: Count) -> Writing:
        size, u = placed.size, self.sheet.u
        wide = self.sheet.look.typeface.width(count.text, max(1, round(size * u)), WEIGHT) / u
        x = placed.label_x(count)
        return Writing(count.text, x, count.y, wide, size, count.ink, cut=False, foreign=False)
