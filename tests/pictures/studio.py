"""Draw all pictures, each scale in a process of its own, and windows beside the wall in another."""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.pictures.beside import window_cases
from tests.pictures.cases import SCALES, Case, wall_cases

ROOT = Path(__file__).parents[2]
REFERENCES = Path(__file__).parent / "references"
DOCUMENTS = ROOT / "docs" / "pictures"


class Layout(NamedTuple):
    """A picture's size in pixels of the screen, and what is wrong with the layout."""

    size: tuple[int, int]
    flaws: tuple[str, ...]


def cases() -> tuple[Case, ...]:
    """Return all pictures."""
    return (*wall_cases(), *window_cases())


def draw_all(folder: Path, *, whole: bool) -> dict[str, Layout]:
    """Draw every case into a folder, reduced or whole; raises ``RuntimeError`` with what a process said."""
    command = [sys.executable, "-m", "tests.pictures.draw", str(folder), *(["--whole"] if whole else [])]
    parts = [(part, scale) for scale in SCALES for part in ("wall", "windows")]
    drawing = [
        subprocess.Popen([*command, "--part", part, "--scale", str(scale)], cwd=ROOT, stderr=subprocess.PIPE)
        for part, scale in parts
    ]
    said = [process.communicate()[1] for process in drawing]
    for process, text in zip(drawing, said, strict=True):
        if process.returncode:
            raise RuntimeError(text.decode(errors="replace"))
    found: dict[str, Layout] = {}
    for path in folder.glob("layout-*.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        found |= {name: Layout(tuple(each["size"]), tuple(each["flaws"])) for name, each in told.items()}
    return found
