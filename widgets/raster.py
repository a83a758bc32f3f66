"""A picture of thousands of marks: written by arrays, not by calls of a painter.

Loads numpy: nobody may import this before the first picture stands.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from widgets.hatch import hatch_tile
from widgets.lattice import Lattice
from widgets.look import Look
from widgets.marks import MARKS, NONE
from widgets.palette import tokens

MOST = 300  # marks of which each is asked of the screen; beyond that all of them
FINE = 0.5  # of the usual hatch: a mark is hardly larger than one of its lines

Pixels = npt.NDArray[np.uint32]


class Atlas:
    """The pictures of all marks in squares of ``pixels`` device pixels, on the ground of a panel."""

    def __init__(self, look: Look, pixels: int, u: float, dpr: float) -> None:
        self.pixels = pixels
        self._look, self._u, self._dpr = look, u, dpr
        self.squares: Pixels = np.empty((NONE + 1, pixels, pixels), np.uint32)
        density = tokens().density["dots"]
        self._dot = 2 * float(density["dot_diameter_of_pitch"])  # a dot takes half of its box
        self._mark = float(density["deviation_of_pitch"])
        self._stale = 0.86 * self._mark  # so that the hatch is seen round it
        for code in range(NONE + 1):
            self.squares[code] = self._square(code)
        # Lines of a mark as one value each: a gathering then copies whole lines and not single pixels.
        self.line = np.dtype((np.void, pixels * 4))
        self.marks: npt.NDArray[np.void] = self.squares.view(self.line)[:, :, 0]
        self.lines = [np.ascontiguousarray(self.marks[:, row]) for row in range(pixels)]

    def _square(self, code: int) -> Pixels:
        size = self.pixels
        made = np.empty((size, size), np.uint32)
        image = QImage(made.data, size, size, size * 4, QImage.Format.Format_RGB32)
        image.fill(self._look.palette.surface)
        if code < NONE:
            painter = QPainter(image)
            sign, stale = MARKS[code]
            if stale:
                painter.fillRect(image.rect(), self._look.palette.tint_unknown)
                tile = hatch_tile(self._look.palette.hatch, self._u * FINE, self._dpr)
                tile.setDevicePixelRatio(1.0)
                painter.drawTiledPixmap(0, 0, size, size, tile)
            share = self._dot if code == 0 else self._stale if stale else self._mark
            box = max(2, round(size * share))
            glyph = self._look.glyph(sign, box, 1.0)
            painter.drawPixmap((size - box) // 2, (size - box) // 2, glyph)
            painter.end()
        return made


class Raster:
    """A picture whose pixels are an array; a painter may paint into ``image`` too."""

    def __init__(self, width: int, height: int, ratio: float) -> None:
        self.pixels: Pixels = np.empty((height, width), np.uint32)
        self.image = QImage(self.pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(ratio)


class Block:
    """All marks of a field in their places in a raster; ``corner``: of the lattice's own, in its pixels."""

    def __init__(self, raster: Raster, atlas: Atlas, lattice: Lattice, corner: tuple[int, int]) -> None:
        size, columns = atlas.pixels, lattice.columns
        self.raster, self.atlas, self.codes = raster, atlas, b""
        rows = -(-lattice.number // columns)
        left, top = corner[0] + lattice.left, corner[1] + lattice.top
        step = raster.pixels.strides[0]
        strides = (size * step, step, size * 4)
        self._places: npt.NDArray[np.void] = np.ndarray(
            (rows, size, columns), atlas.line, raster.pixels, top * step + left * 4, strides
        )
        number = np.arange(lattice.number)
        self.x, self.y = left + number % columns * size, top + number // columns * size

    def lay(self, codes: bytes) -> None:
        """Draw all marks."""
        self.codes = codes
        rows, size, columns = self._places.shape
        grid = np.full(rows * columns, NONE, np.intp)
        grid[: len(codes)] = np.frombuffer(codes, np.uint8)
        places = grid.reshape(rows, columns)
        for row in range(size):
            self._places[:, row] = self.atlas.lines[row].take(places)


class Blocks:
    """The blocks of one raster, to draw what changed in all of them at once."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks, first = blocks, blocks[0]
        self._atlas, self._ratio = first.atlas, first.raster.image.devicePixelRatio()
        size, pixels = first.atlas.pixels, first.raster.pixels
        self._x, self._y = (
            np.concatenate(found) for found in zip(*((b.x, b.y) for b in blocks), strict=True)
        )
        wide = pixels.shape[1]
        self._first = self._y * wide + self._x  # of a mark the pixel at its corner
        self._below = np.arange(size) * wide
        # Each pixel as the beginning of a line of a mark.
        self._lines: npt.NDArray[np.void] = np.ndarray(
            (pixels.size - size + 1,), first.atlas.line, pixels, 0, (4,)
        )
        self._codes = np.frombuffer(b"".join(block.codes for block in blocks), np.uint8)

    def change(self, codes: Sequence[bytes]) -> QRegion | None:
        """Draw those marks that are others now, and return their logical points; None: they are too many."""
        fresh = np.frombuffer(b"".join(codes), np.uint8)
        found = (fresh != self._codes).nonzero()[0]
        self._codes = fresh
        if found.size > self._codes.size // 4:
            for block, own in zip(self.blocks, codes, strict=True):
                block.lay(own)
            return None
        for block, own in zip(self.blocks, codes, strict=True):
            block.codes = own
        self._lines[self._first[found][:, None] + self._below] = self._atlas.marks[fresh[found]]
        return self._region(found) if found.size <= MOST and self._ratio.is_integer() else None

    def _region(self, found: npt.NDArray[np.intp]) -> QRegion:
        ratio, size, region = int(self._ratio), self._atlas.pixels, QRegion()
        wide = size // ratio + (2 if ratio > 1 else 0)  # an edge may lie within a point
        for x, y in zip((self._x[found] // ratio).tolist(), (self._y[found] // ratio).tolist(), strict=True):
            region += QRect(x, y, wide, wide)
        return region


class Figures:
    """The figures of counts on the ground of a panel, to be put into a raster one by one."""

    def __init__(self, look: Look, ratio: float) -> None:
        self._look, self._ratio = look, ratio
        self._known: dict[tuple[int, int, int], dict[str, Pixels]] = {}

    def of(self, pixels: int, weight: int, ink: QColor) -> dict[str, Pixels]:
        """Return figures and the comma in one size and colour, without the ``margin`` of a label."""
        key = (pixels, weight, ink.rgba())
        if key not in self._known:
            self._known[key] = {sign: self._made(sign, pixels, weight, ink) for sign in "0123456789,"}
        return self._known[key]

    def _made(self, sign: str, pixels: int, weight: int, ink: QColor) -> Pixels:
        label = self._look.label(sign, pixels, weight, ink, self._ratio)
        wide = self._look.steps(sign, pixels, weight, self._ratio)[1]
        whole = Raster(wide, label.height(), self._ratio)
        whole.image.fill(self._look.palette.surface)
        painter = QPainter(whole.image)
        painter.drawPixmap(0, 0, label)
        painter.end()
        cut = self.margin(label.height())
        return whole.pixels[cut : label.height() - cut].copy()

    @staticmethod
    def margin(high: int) -> int:
        """Return the rows above and below of a label so high in which no figure or comma has a point."""
        return high // 5
