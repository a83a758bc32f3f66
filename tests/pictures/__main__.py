"""Keep the pictures as they are now: ``python -m tests.pictures WHOLE``; look at those in WHOLE before.

Those of the documents are written anew as well.
"""

import sys
from pathlib import Path

from PySide6.QtGui import QImage

from tests.pictures.cases import SHOWN, cases
from tests.pictures.likeness import keep, reduced
from tests.pictures.studio import DOCUMENTS, REFERENCES, draw_all


def main() -> int:
    """Draw all, keep them, and drop what is no case any more."""
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    whole = Path(sys.argv[1])
    draw_all(whole)
    wanted = {case.name for case in cases()}
    for name in sorted(wanted):
        keep(reduced(QImage(str(whole / f"{name}.png"))), REFERENCES / f"{name}.webp")
    for name, case in SHOWN.items():
        if not QImage(str(whole / f"{case.name}.png")).save(str(DOCUMENTS / f"{name}.webp"), quality=90):
            raise OSError(DOCUMENTS / name)
    for path in REFERENCES.glob("*.webp"):
        if path.stem not in wanted:
            path.unlink()
    sys.stdout.write(f"{len(wanted)} pictures kept in {REFERENCES}; look at those in {whole}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
