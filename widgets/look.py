"""A look: everything that the painting of one theme shares, each picture made once."""

import math
from itertools import accumulate
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from widgets.glyphs import BOX, GlyphStore
from widgets.hatch import hatch_tile
from widgets.loading import Loads
from widgets.pace import Pace
from widgets.palette import Palette, ThemeName, palette, tokens
from widgets.pictograms import Pictogram, paint_pictogram
from widgets.sign import Sign
from widgets.typeface import CAP_HEIGHT, Typeface

if TYPE_CHECKING:  # it brings numpy along, and that is loaded after the first paint
    from widgets.raster import Atlas

LABELS = 4000  # pictures of numbers: a kilobyte or two each
ATLASES = 4  # sizes of marks that are kept: those of one page and of the page before


class Look:
    """Palette, typeface and ready pictures of a theme. Needs a running QGuiApplication."""

    def __init__(
        self,
        theme: ThemeName = "dark",
        typeface: Typeface | None = None,
        pace: Pace | None = None,
        loads: Loads | None = None,
    ) -> None:
        self.theme: ThemeName = theme
        self.pace = pace or Pace()
        self.loads = loads or Loads()
        self.palette: Palette = palette(theme)
        self.typeface = typeface or Typeface()
        rules = tokens().theme_rules.get(theme, {})
        self.border: tuple[str, float] | None = rules.get("panel_border")
        self._glyphs = GlyphStore(theme)
        self._hatches: dict[tuple[float, float, int], QPixmap] = {}
        self._dashes: dict[float, QPixmap] = {}
        self._dots: dict[tuple[float, int], QPixmap] = {}
        self._labels: dict[tuple[str, int, int, int, float], QPixmap] = {}
        self._atlases: dict[tuple[int, float, float], Atlas] = {}
        self._pictures: dict[tuple[str, int, int, int], QPixmap] = {}

    def in_theme(self, theme: ThemeName) -> "Look":
        """Return the look of another theme: texts are as wide in it, and what is under way goes on."""
        return Look(theme, self.typeface, self.pace, self.loads)

    def glyph(self, sign: Sign, pixels: int, dpr: float) -> QPixmap:
        """Return a sign as a square picture of ``pixels`` device pixels."""
        return self._glyphs.pixmap(sign, pixels, dpr)

    def hatch(self, u: float, dpr: float, colour: QColor | None = None) -> QPixmap:
        """Return the tile of the hatch."""
        ink = colour or self.palette.hatch
        key = (u, dpr, ink.rgba())
        if key not in self._hatches:
            self._hatches[key] = hatch_tile(ink, u, dpr)
        return self._hatches[key]

    def dot(self, colour: QColor, u: float) -> QPixmap:
        """Return the dot of a chart's last value; ``u`` in device pixels."""
        key = (u, colour.rgba())
        if key not in self._dots:
            self._dots[key] = _dot(colour, self.palette.surface, u)
        return self._dots[key]

    def dash(self, u: float) -> QPixmap:
        """Return one stroke of a limit's line, and the space after it; ``u`` in device pixels."""
        if u not in self._dashes:
            self._dashes[u] = _dash(self.palette.quiet, u)
        return self._dashes[u]

    def label(self, text: str, pixels: int, weight: int, colour: QColor, dpr: float) -> QPixmap:
        """Return a short text as a picture, twice as high as its size; its capitals stand in the middle.

        Its signs begin on whole device pixels, see ``steps``: one of them can be exchanged by itself.
        """
        key = (text, pixels, weight, colour.rgba(), dpr)
        found = self._labels.get(key)
        if found is None:
            if len(self._labels) >= LABELS:
                self._labels.clear()
            found = self._labels[key] = self._label(text, pixels, weight, colour, dpr)
        return found

    def _label(self, text: str, pixels: int, weight: int, colour: QColor, dpr: float) -> QPixmap:
        steps = self.steps(text, pixels, weight, dpr)
        made = QPixmap(steps[-1] + math.ceil(2 * dpr), 2 * math.ceil(pixels * dpr))
        made.setDevicePixelRatio(dpr)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setFont(self.typeface.font(pixels, weight))
        painter.setPen(colour)
        baseline = round(made.height() / 2 + pixels * dpr * CAP_HEIGHT / 2) / dpr
        for sign, left in zip(text, steps, strict=False):
            painter.drawText(QPointF(left / dpr, baseline), sign)
        painter.end()
        return made

    def steps(self, text: str, pixels: int, weight: int, dpr: float) -> list[int]:
        """Return where each sign of a label begins and the last one ends, in device pixels."""
        wide = self.typeface.width
        return [0, *accumulate(round(wide(sign, pixels, weight) * dpr) for sign in text)]

    def atlas(self, pixels: int, u: float, dpr: float) -> "Atlas":
        """Return the pictures of all marks in squares of ``pixels`` device pixels; a few sizes are kept."""
        key = (pixels, u, dpr)
        if key not in self._atlases:
            from widgets.raster import Atlas

            if len(self._atlases) >= ATLASES:
                self._atlases.clear()
            self._atlases[key] = Atlas(self, pixels, u, dpr)
        return self._atlases[key]

    def picture(
        self, name: Pictogram, colour: QColor, pixels: int, dpr: float, ground: QColor | None = None
    ) -> QPixmap:
        """Return a pictogram as a square picture of ``pixels`` device pixels."""
        gap = ground or self.palette.canvas
        key = (name, colour.rgba(), gap.rgba(), pixels)
        if key not in self._pictures:
            made = QPixmap(pixels, pixels)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(pixels / 2, pixels / 2)
            painter.scale(pixels / BOX, pixels / BOX)
            paint_pictogram(painter, name, colour, gap)
            painter.end()
            made.setDevicePixelRatio(dpr)
            self._pictures[key] = made
        return self._pictures[key]


def _dash(colour: QColor, u: float) -> QPixmap:
    measures = tokens().chart["limit"]
    stroke, space = (max(1, round(float(part) * u)) for part in measures["dash"])
    made = QPixmap(stroke + space, max(1, round(float(measures["stroke"][1]) * u)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.fillRect(0, 0, stroke, made.height(), colour)
    painter.end()
    return made


def _dot(colour: QColor, ground: QColor, u: float) -> QPixmap:
    measures = tokens().chart
    radius, edge = float(measures["dot"]) / 2 * u, float(measures["dot_edge"]) * u
    size = math.ceil(2 * radius + edge) + 1
    made = QPixmap(size, size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ground, edge))
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(size / 2, size / 2), radius, radius)
    painter.end()
    return made
