"""How much two pictures differ, in small tiles: letters may be drawn a little otherwise, a state may not."""

from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

WIDE = 480  # pixels to which a picture is reduced
TILE = 8
QUALITY = 100  # without loss: less mixes colours of neighbours, by 43 in a tile
STEP = 8  # of 256 shades: a kept picture has a small part of its size, and differs by half of it at most
SAME = 5.0  # up to which a kept picture is not written anew
# Measured: letters drawn at another scale differ by at most 17 in a tile, rails and plates of a state in the
# colour of another one by 27 at least, a mark that changed by 54.
LIMIT = 20.0
# A hatch is fine lines: reduced it is a shade, far below that limit, but all over an area. Of shades over
# areas letters at another scale change 1.7, a hatch that is gone 6 to 8.
AREA = 40
SHADE = 3.5


def reduced(picture: QImage) -> QImage:
    """Return a picture as it is compared."""
    picture.setDevicePixelRatio(1.0)
    small = picture.scaledToWidth(WIDE, Qt.TransformationMode.SmoothTransformation)
    return small.convertToFormat(QImage.Format.Format_RGB888)


def read(path: Path) -> QImage:
    """Return a picture that was kept or reduced; an empty one where there is none."""
    return QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)


def keep(picture: QImage, path: Path) -> bool:
    """Write a reduced picture in fewer shades, where it is another one; return whether it was.

    Raises ``OSError``.
    """
    if path.exists() and difference(picture, read(path)).max() <= SAME:
        return False
    shades = np.ascontiguousarray(_coarse(picture).astype(np.uint8))
    high, wide, _ = shades.shape
    coarse = QImage(shades.data, wide, high, 3 * wide, QImage.Format.Format_RGB888)
    if not coarse.save(str(path), quality=QUALITY):
        raise OSError(path)
    return True


def difference(one: QImage, other: QImage) -> Any:
    """Return the mean difference of each tile, 0 to 255, as rows of an array; of another size: 255."""
    if one.size() != other.size() or one.isNull():
        return np.full((1, 1), 255.0)
    apart = np.abs(_values(one) - _values(other))
    rows, columns = apart.shape[0] // TILE, apart.shape[1] // TILE
    tiles = apart[: rows * TILE, : columns * TILE].reshape(rows, TILE, columns, TILE, 3)
    return tiles.mean(axis=(1, 3)).max(axis=2)


def shade(one: QImage, other: QImage) -> float:
    """Return how far the mean shade of any larger area is apart, 0 to 255; of another size: 255."""
    if one.size() != other.size() or one.isNull():
        return 255.0
    apart = _coarse(one) - _coarse(other)
    rows, columns = apart.shape[0] // AREA, apart.shape[1] // AREA
    if not rows or not columns:
        return float(np.abs(apart.mean(axis=(0, 1))).max())
    areas = apart[: rows * AREA, : columns * AREA].reshape(rows, AREA, columns, AREA, 3)
    return float(np.abs(areas.mean(axis=(1, 3))).max())


def _coarse(picture: QImage) -> Any:
    """Return the values in the shades of a kept picture."""
    return _values(picture) // STEP * STEP + STEP // 2


def _values(picture: QImage) -> Any:
    flat = np.frombuffer(picture.constBits(), dtype=np.uint8)
    lines = flat.reshape(picture.height(), picture.bytesPerLine())[:, : picture.width() * 3]
    return lines.reshape(picture.height(), picture.width(), 3).astype(np.int16)
