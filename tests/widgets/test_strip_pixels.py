"""The pixels of a strip."""

import pytest
from PySide6.QtGui import QColor

from widgets.strip_pixels import LARGE, StripPixels


@pytest.mark.parametrize("width", [20, LARGE // 100])
def test_what_was_never_written_is_transparent(width: int) -> None:
    """Small and large pictures are empty at first, and what is written stands where it was written."""
    pixels = StripPixels(width, 40)
    assert pixels.image.pixel(width - 1, 39) == pixels.image.pixel(0, 0) == 0
    pixels.fill([(width - 2, 2, 10, 12)], QColor("red"), (0, width - 1))
    assert pixels.image.pixelColor(width - 1, 11) == QColor("red")
    assert pixels.image.pixel(width - 3, 11) == pixels.image.pixel(width - 1, 12) == 0
