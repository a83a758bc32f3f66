"""The columns of a strip, written into memory: a painter's calls cost several times more.

A picture is premultiplied, and what is written covers what was there: colours of charts are opaque.
"""

import mmap
from array import array
from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtGui import QColor, QImage

from widgets.spans import Span

CLEAR = QColor(0, 0, 0, 0)
LARGE = (
    1_000_000  # bytes, from which on a picture is memory that the system clears page by page, when it is used
)


class StripPixels:
    """A picture whose pixels are ours, transparent at first; a painter may paint into ``image`` too."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        size = 4 * width * height
        # A whole screen is 6,000 pages: cleared in one go they would hold the window for 15 milliseconds.
        kept = memoryview(mmap.mmap(-1, size) if size >= LARGE else bytearray(size))
        self._pixels = kept.cast("I")
        self.image = QImage(kept, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)

    def clear(self, first: int, last: int) -> None:
        """Let some columns of the picture, both included, be transparent."""
        self.fill(((first, last - first + 1, 0, self.height),), CLEAR, (first, last))

    def fill(self, spans: Iterable[Span], colour: QColor, within: tuple[int, int], origin: int = 0) -> None:
        """Fill spans of columns of which ``origin`` stands at 0; nothing beyond some columns."""
        pixels, wide, high = self._pixels, self.width, self.height
        run = _run(colour.rgba(), max(wide, high))
        least, most = within[0], within[1] + 1
        for number, columns, top, bottom in spans:
            left = number - origin
            right = left + columns
            if left < least or right > most or top < 0 or bottom > high:
                left, right = max(left, least), min(right, most)
                rows = range(max(top, 0), min(bottom, high))
            else:
                rows = range(top, bottom)
            if len(rows) < right - left:
                part = run[: right - left]
                for row in rows:
                    pixels[row * wide + left : row * wide + right] = part
            elif rows:
                part = run[: len(rows)]
                for x in range(rows.start * wide + left, rows.start * wide + right):
                    pixels[x : rows.stop * wide : wide] = part


@lru_cache(maxsize=64)
def _run(colour: int, length: int) -> memoryview:
    """Return pixels of one opaque or wholly transparent colour."""
    return memoryview(array("I", [colour]) * length)
