"""A picture of thousands of marks: written by arrays, not by calls of a painter.

Loads numpy: nobody may import this before the first picture stands.
"""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from widgets.hatch import hatch_tile
from widgets.lattice import Lattice
from widgets.look import Look
from widgets.marks import MARKS, NONE
from widgets.palette import tokens

MANY = 4  # more than one mark of so many, and all are drawn
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
        self._rows, self._columns = -(-lattice.number // columns), columns
        self._left, self._top = corner[0] + lattice.left, corner[1] + lattice.top
        number = np.arange(lattice.number)
        self.x, self.y = self._left + number % columns * size, self._top + number // columns * size

    @property
    def area(self) -> QRect:
        """The pixels of all places, also of those at the end of the last row where no check stands."""
        size = self.atlas.pixels
        return QRect(self._left, self._top, self._columns * size, self._rows * size)

    def lay(self, codes: bytes) -> None:
        """Draw all marks."""
        self.codes = codes
        self.lay_on(self.raster.pixels, codes)

    def lay_on(self, pixels: Pixels, codes: bytes, origin: tuple[int, int] = (0, 0)) -> None:
        """Draw all marks into other pixels, in which the raster begins at ``origin``."""
        rows, columns, size = self._rows, self._columns, self.atlas.pixels
        step = pixels.strides[0]
        begin = (self._top + origin[1]) * step + (self._left + origin[0]) * 4
        strides = (size * step, step, size * 4)
        places: npt.NDArray[np.void] = np.ndarray(
            (rows, size, columns), self.atlas.line, pixels, begin, strides
        )
        grid = np.full((rows, columns), NONE, np.intp)
        grid.reshape(-1)[: len(codes)] = np.frombuffer(codes, np.uint8)
        for row in range(size):
            places[:, row] = self.atlas.lines[row].take(grid)

    def follow(self, codes: bytes) -> None:
        """Draw those marks that are others now."""
        found = differing(self.codes, codes)
        if found.size > len(codes) // MANY:
            self.lay(codes)
            return
        self.codes, pixels = codes, self.raster.pixels
        first = self.y[found] * pixels.shape[1] + self.x[found]
        marks = self.atlas.marks[np.frombuffer(codes, np.uint8)[found]]
        line_view(pixels, self.atlas)[first[:, None] + line_steps(self.atlas, pixels.shape[1])] = marks


def differing(former: bytes, codes: bytes) -> npt.NDArray[np.intp]:
    """Return the numbers of those bytes that are others now."""
    found: npt.NDArray[np.intp] = np.flatnonzero(
        np.frombuffer(former, np.uint8) != np.frombuffer(codes, np.uint8)
    )
    return found


def line_view(pixels: Pixels, atlas: Atlas) -> npt.NDArray[np.void]:
    """Return each pixel of a picture as the beginning of a line of a mark."""
    return np.ndarray((pixels.size - atlas.pixels + 1,), atlas.line, pixels, 0, (4,))


def line_steps(atlas: Atlas, wide: int) -> npt.NDArray[np.intp]:
    """Return how far the lines of a mark stand from its first one, in a picture so many pixels wide."""
    steps: npt.NDArray[np.intp] = np.arange(atlas.pixels) * wide
    return steps
