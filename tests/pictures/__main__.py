"""Keep the pictures as they are now: ``python -m tests.pictures WHOLE``; look at those in WHOLE before.

Those of the documents are written anew as well. What looks as it was kept is left as it is.
"""

import sys
from pathlib import Path

from PySide6.QtGui import QImage

from tests.pictures.cases import SHOWN
from tests.pictures.likeness import difference, keep, reduced
from tests.pictures.studio import DOCUMENTS, REFERENCES, cases, draw_all

NOTICED = 12.0  # in a tile: from here on a picture of the documents is written anew


def main() -> int:
    """Draw all, keep them, and drop what is no case any more."""
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    whole = Path(sys.argv[1])
    draw_all(whole, whole=True)
    wanted = {case.reference: case.name for case in reversed(cases())}
    new = [
        reference
        for reference, name in sorted(wanted.items())
        if keep(reduced(QImage(str(whole / f"{name}.png"))), REFERENCES / f"{reference}.webp")
    ]
    for name, case in SHOWN.items():
        _document(QImage(str(whole / f"{case.name}.png")), DOCUMENTS / f"{name}.webp")
    for path in REFERENCES.glob("*.webp"):
        if path.stem not in wanted:
            path.unlink()
    sys.stdout.writelines(f"{name}\n" for name in new)
    sys.stdout.write(f"{len(new)} of {len(wanted)} pictures are new in {REFERENCES}; look at {whole}\n")
    return 0


def _document(picture: QImage, path: Path) -> None:
    if difference(reduced(picture), reduced(QImage(str(path)))).max() <= NOTICED:
        return
    if not picture.save(str(path), quality=80):
        raise OSError(path)


if __name__ == "__main__":
    raise SystemExit(main())
