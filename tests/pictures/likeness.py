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
# Measured: letters drawn at another scale differ by at most 17 in a tile, a state that changed by 54.
LIMIT = 28.0


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
    shades = np.ascontiguousarray(_values(picture).astype(np.uint8) // STEP * STEP + STEP // 2)
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


def _values(picture: QImage) -> Any:
    flat = np.frombuffer(picture.constBits(), dtype=np.uint8)
    lines = flat.reshape(picture.height(), picture.bytesPerLine())[:, : picture.width() * 3]
    return lines.reshape(picture.height(), picture.width(), 3).astype(np.int16)
