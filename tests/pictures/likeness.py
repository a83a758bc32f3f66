"""How much two pictures differ, in small tiles: letters may be drawn a little otherwise, a state may not."""

from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

WIDE = 480  # pixels to which a picture is reduced
TILE = 8
QUALITY = 100  # without loss


def reduced(picture: QImage) -> QImage:
    """Return a picture as it is kept."""
    picture.setDevicePixelRatio(1.0)
    small = picture.scaledToWidth(WIDE, Qt.TransformationMode.SmoothTransformation)
    return small.convertToFormat(QImage.Format.Format_RGB888)


def keep(picture: QImage, path: Path) -> None:
    """Write a reduced picture; raises ``OSError``."""
    if not picture.save(str(path), quality=QUALITY):
        raise OSError(path)


def difference(one: QImage, other: QImage) -> Any:
    """Return the mean difference of each tile, 0 to 255, as rows of an array; of another size: 255."""
    if one.size() != other.size():
        return np.full((1, 1), 255.0)
    apart = np.abs(_values(one) - _values(other))
    rows, columns = apart.shape[0] // TILE, apart.shape[1] // TILE
    tiles = apart[: rows * TILE, : columns * TILE].reshape(rows, TILE, columns, TILE, 3)
    return tiles.mean(axis=(1, 3)).max(axis=2)


def _values(picture: QImage) -> Any:
    flat = np.frombuffer(picture.constBits(), dtype=np.uint8)
    lines = flat.reshape(picture.height(), picture.bytesPerLine())[:, : picture.width() * 3]
    return lines.reshape(picture.height(), picture.width(), 3).astype(np.float64)
