"""Draw the pictures: ``python -m tests.pictures.draw OUTDIR [--scale 1.5] [--whole] [NAME …]``.

Beside the pictures stands ``layout-….json``: of each one its size, and what is wrong with its layout.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.pictures.cases import Case, wall_cases
from tests.pictures.likeness import reduced
from tests.pictures.walls import Drawn, drawn

PARTS = ("wall", "windows")
FAST = 80  # of PNG: files that are soon gone need not be small


def wanted(part: str, scale: float, names: Iterable[str]) -> list[Case]:
    """Return the cases of a part at a scale, or the named ones of them."""
    from tests.pictures.beside import window_cases

    of_part = wall_cases() if part == "wall" else window_cases()
    chosen = set(names)
    return [case for case in of_part if case.scale == scale and (not chosen or case.name in chosen)]


def main() -> int:
    """Draw all cases of a scale, or the named ones."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures.draw", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--whole", action="store_true", help="in the pixels of the screen, to be looked at")
    arguments = parser.parse_args()
    # Both are read when the application is made, so each scale is a process of its own.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = f"{arguments.scale:g}"
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    layout: dict[str, object] = {}

    def keep(made: Drawn) -> None:
        picture = made.picture
        size = [picture.width(), picture.height()]
        layout[made.case.name] = {"size": size, "flaws": made.flaws}
        small = picture if arguments.whole else reduced(picture)
        if not small.save(str(folder / f"{made.case.name}.png"), quality=FAST):
            raise OSError(folder)

    for part in arguments.part or PARTS:
        chosen = wanted(part, arguments.scale, arguments.names)
        if part == "wall":
            for made in drawn(chosen):
                keep(made)
        elif chosen:
            from tests.pictures.windows import draw_windows

            draw_windows(application, chosen, keep)
    parts = "-".join(arguments.part or PARTS)
    (folder / f"layout-{parts}-{arguments.scale:g}.json").write_text(json.dumps(layout), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
