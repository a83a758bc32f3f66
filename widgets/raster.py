"""A picture of thousands of marks: written by arrays, not by calls of a painter.

Loads numpy: nobody may import this before the first picture stands.
"""

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage, QPainter

from widgets.hatch import hatch_tile
from widgets.lattice import Lattice
from widgets.look import Look
from widgets.marks import MARKS, NONE
from widgets.palette import tokens

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
    """One picture with a block of marks in it. Other parts are painted into ``image`` by a painter."""

    def __init__(self, width: int, height: int, ratio: float) -> None:
        self._pixels: Pixels = np.empty((height, width), np.uint32)
        self.image = QImage(self._pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(ratio)
        self._codes = np.empty(0, np.uint8)
        self._block: npt.NDArray[np.uint32] | None = None
        self._atlas: Atlas | None = None

    def lay(self, atlas: Atlas, codes: bytes, lattice: Lattice) -> None:
        """Draw all marks in their places."""
        self._atlas, size = atlas, atlas.pixels
        self._codes = np.frombuffer(codes, np.uint8)
        left, top, columns = lattice.left, lattice.top, lattice.columns
        rows = -(-len(codes) // columns)
        line = self._pixels.strides[0]
        part = self._pixels[top : top + rows * size, left : left + columns * size]
        self._block = np.lib.stride_tricks.as_strided(
            part, (rows, size, columns, size), (line * size, line, 4 * size, 4)
        )
        grid = np.full(rows * columns, NONE, np.uint8)
        grid[: len(codes)] = self._codes
        places = grid.reshape(rows, columns)
        for row in range(size):
            self._block[:, row] = atlas.squares[:, row][places]

    def change(self, codes: bytes) -> list[int]:
        """Draw those marks that are others now, and return which; the number of marks stays."""
        fresh = np.frombuffer(codes, np.uint8)
        found = np.flatnonzero(fresh != self._codes)
        if found.size and self._block is not None and self._atlas is not None:
            rows, columns = np.divmod(found, self._block.shape[2])
            self._block[rows, :, columns] = self._atlas.squares[fresh[found]]
        self._codes = fresh
        places: list[int] = found.tolist()
        return places
