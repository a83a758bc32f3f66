"""What is drawn of a field with marks: its head, and the block of all marks below it. Loads numpy.

All fields stand in one raster. Between two boards only what changed is drawn: marks and single figures.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QRegion

from app.model.board import Glyph
from widgets.canvas import Box, Canvas, Writing
from widgets.density import Plan
from widgets.lattice import Lattice
from widgets.look import Look
from widgets.raster import Block, Figures, Pixels, Raster
from widgets.sections.field_head import (
    WEIGHT,
    Count,
    Counts,
    draw_ground,
    draw_signs,
    draw_title,
    placed_counts,
)
from widgets.views.fields import Field


class Sheet(NamedTuple):
    """Where fields are drawn: the raster of all, its figures, and what is drawn with."""

    raster: Raster
    figures: Figures
    look: Look
    u: float
    ratio: float


class _Number(NamedTuple):
    """Where a count stands in the raster: where each of its figures begins, their rows, their pictures."""

    lefts: list[int]
    top: int
    foot: int
    figures: dict[str, Pixels]
    area: QRect  # logical points of the sheet


class FieldPicture:
    """Of one field in one size; what is drawn of it later differs in states only."""

    def __init__(self, sheet: Sheet, place: QRect, field: Field, plan: Plan, lattice: Lattice) -> None:
        self.sheet, self._at, self._plan = sheet, place.topLeft(), plan
        self._wide = place.width() / sheet.u
        self._corner = round(place.x() * sheet.ratio), round(place.y() * sheet.ratio)
        painter = QPainter(sheet.raster.image)
        canvas = self._canvas(painter)
        draw_ground(canvas, Box(0, 0, self._wide, place.height() / sheet.u), lost=field.lost)
        draw_title(canvas, field, plan, self._wide)
        self._titles, self._wordings = tuple(canvas.writings), field.titles
        self._write_signs(canvas, field.counts)
        painter.end()
        for number in range(len(field.counts)):
            self._write_number(number, "")
        self.block = Block(
            sheet.raster, sheet.look.atlas(lattice.size, sheet.u, sheet.ratio), lattice, self._corner
        )
        self.block.lay(field.codes)

    @property
    def writings(self) -> list[Writing]:
        """All texts as they stand now."""
        return [*self._titles, *map(self._writing, self._counts.counts, self._texts)]

    def write(self, counts: Sequence[tuple[Glyph, int]]) -> QRegion:
        """Write other counts; return the points of the sheet that changed."""
        texts, region = [f"{number:,}" for _, number in counts], QRegion()
        if texts == self._texts and [glyph for glyph, _ in counts] == self._glyphs:
            return region
        if list(map(len, texts)) != self._lengths or [glyph for glyph, _ in counts] != self._glyphs:
            return QRegion(self._write_counts(counts))
        for number, text in enumerate(texts):
            former = self._texts[number]
            if text != former:
                self._texts[number] = text
                region += self._write_number(number, former)
        return region

    def _canvas(self, painter: QPainter) -> Canvas:
        """Return a canvas whose origin is the corner of the field."""
        left, top = self._corner
        painter.translate(QPointF(left / self.sheet.ratio, top / self.sheet.ratio))
        return Canvas(painter, self.sheet.look, self.sheet.u, self.sheet.ratio)

    def _write_counts(self, counts: Sequence[tuple[Glyph, int]]) -> QRect:
        """Write all counts anew, as there are more or longer ones."""
        painter = QPainter(self.sheet.raster.image)
        canvas = self._canvas(painter)
        band = self._write_signs(canvas, counts)
        painter.end()
        for number in range(len(counts)):
            self._write_number(number, "")
        return canvas.area(band).toAlignedRect().translated(self._at)

    def _write_signs(self, canvas: Canvas, counts: Sequence[tuple[Glyph, int]]) -> Box:
        """Place the counts and paint their signs; return the area of all."""
        self._counts = placed_counts(canvas, self._wordings, counts, self._plan, self._wide)
        canvas.fill(self._counts.band, canvas.palette.surface)
        draw_signs(canvas, self._counts)
        self._texts = [count.text for count in self._counts.counts]
        self._lengths = list(map(len, self._texts))
        self._glyphs = [count.glyph for count in self._counts.counts]
        self._numbers = self._numbers_of(self._counts)
        return self._counts.band

    def _write_number(self, number: int, former: str) -> QRect:
        """Write those figures of a count that are others than before."""
        lefts, top, foot, figures, area = self._numbers[number]
        pixels, text = self.sheet.raster.pixels, self._texts[number]
        for place, sign in enumerate(text):
            if former[place : place + 1] != sign:
                made, left = figures[sign], lefts[place]
                pixels[top:foot, left : left + made.shape[1]] = made
        return area

    def _writing(self, count: Count, text: str) -> Writing:
        size, u = self._counts.size, self.sheet.u
        wide = self.sheet.look.typeface.width(text, max(1, round(size * u)), WEIGHT) / u
        x = self._counts.label_x(count)
        return Writing(text, x, count.y, wide, size, count.ink, cut=False, foreign=False)

    def _numbers_of(self, placed: Counts) -> list[_Number]:
        look, ratio = self.sheet.look, self.sheet.ratio
        scale, pixels = self.sheet.u * ratio, max(1, round(placed.size * self.sheet.u))
        high, found = 2 * math.ceil(pixels * ratio), []  # of a label
        cut = Figures.margin(high)
        for count in placed.counts:
            steps = look.steps(count.text, pixels, WEIGHT, ratio)
            left = self._corner[0] + round(placed.label_x(count) * scale)
            top = self._corner[1] + round(count.y * scale - high / 2) + cut
            foot, lefts = top + high - 2 * cut, [left + step for step in steps]
            place = (left / ratio, top / ratio, steps[-1] / ratio, (foot - top) / ratio)
            figures = self.sheet.figures.of(pixels, WEIGHT, look.palette.named(count.ink))
            found.append(_Number(lefts, top, foot, figures, QRectF(*place).toAlignedRect()))
        return found
