"""Pictures of all sample boards: ``python -m tests.widgets.gallery OUTDIR [NAME …]``."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication

from tests.widgets.boards import SAMPLES, Sample
from widgets.palette import ThemeName
from widgets.wall import Wall

SIZES = {"1080p": QSize(1920, 1080), "4k": QSize(3840, 2160)}


def picture(sample: Sample, size: QSize, theme: ThemeName = "dark", page: str = "overview") -> QImage:
    """Return the wall as it shows a sample."""
    wall = Wall(theme)
    wall.resize(size)
    wall.add_points(sample.points)
    wall.set_page(page)
    wall.show_board(sample.board, sample.age, sample.lost)
    wall.grab()
    QApplication.processEvents()  # plots with axes are raised after the first paint
    pixmap: QPixmap = wall.grab()
    wall.deleteLater()
    return pixmap.toImage()


def _write(folder: Path, names: list[str]) -> None:
    for name, make in SAMPLES.items():
        if names and name not in names:
            continue
        sample = make()
        for label, size in SIZES.items():
            picture(sample, size).save(str(folder / f"{name}-{label}.png"))
    if not names:
        for theme in ("light", "high_contrast"):
            picture(SAMPLES["bad-day"](), SIZES["1080p"], theme).save(str(folder / f"bad-day-{theme}.png"))
    if not names or "pages" in names:
        for page in Wall.pages()[1:]:
            picture(SAMPLES["bad-day"](), SIZES["1080p"], page=page).save(str(folder / f"page-{page}.png"))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(sys.argv)
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    _write(out, sys.argv[2:])
