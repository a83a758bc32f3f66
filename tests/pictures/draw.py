"""Draw the pictures: ``python -m tests.pictures.draw OUTDIR [--scale 1.5] [NAME …]``."""

import argparse
import os
import sys
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.pictures.cases import Case, cases
from tests.widgets.boards import SAMPLES
from tests.widgets.plans import PLANS
from widgets.wall import Wall


def drawn(case: Case) -> QImage:
    """Return the wall as it shows a case, in the pixels of the screen."""
    sample = SAMPLES[case.sample]()
    wall = Wall(case.theme)
    wall.resize(QSize(*case.size))
    wall.add_points(sample.points)
    wall.set_page(wall.set_plan([PLANS[case.page]])[0] if case.page in PLANS else case.page)
    wall.show_board(sample.board, sample.age, sample.lost)
    wall.grab()
    QApplication.processEvents()  # plots with axes are raised after the first paint
    picture = wall.grab().toImage()
    wall.deleteLater()
    QApplication.processEvents()
    return picture


def main() -> int:
    """Draw all cases of a scale, or the named ones."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures.draw", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--scale", type=float, default=1.0)
    arguments = parser.parse_args()
    # Both are read when the application is made, so each scale is a process of its own.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = f"{arguments.scale:g}"
    QApplication(sys.argv[:1])
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for case in cases():
        if case.scale == arguments.scale and (not arguments.names or case.name in arguments.names):
            drawn(case).save(str(arguments.folder / f"{case.name}.png"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
