"""Draw all pictures, each scale in a process of its own."""

import subprocess
import sys
from pathlib import Path

from tests.pictures.cases import SCALES

ROOT = Path(__file__).parents[2]
REFERENCES = Path(__file__).parent / "references"
DOCUMENTS = ROOT / "docs" / "pictures"


def draw_all(folder: Path) -> None:
    """Draw every case into a folder; raises ``RuntimeError`` with what a process said."""
    commands = [
        [sys.executable, "-m", "tests.pictures.draw", str(folder), "--scale", str(scale)] for scale in SCALES
    ]
    drawing = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for command in commands]
    said = [process.communicate()[1] for process in drawing]
    for process, text in zip(drawing, said, strict=True):
        if process.returncode:
            raise RuntimeError(text.decode(errors="replace"))
