"""A virtual screen, and an environment around it that is private to a run."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.report import NotHere

SIZE = (1920, 1080)
LOOK = 0.01


class Screen:
    """A virtual screen that is read from a file."""

    def __init__(self, folder: Path) -> None:
        reading, writing = os.pipe()
        shape = f"{SIZE[0]}x{SIZE[1]}x24"
        words = ["Xvfb", "-displayfd", str(writing), "-screen", "0", shape, "-fbdir", str(folder)]
        try:
            self._server = subprocess.Popen(
                [*words, "-nocursor", "-nolisten", "tcp", "-noreset"],
                pass_fds=(writing,),
                stderr=subprocess.DEVNULL,
            )
        except FileNotFoundError as absent:
            raise NotHere("no Xvfb; run: make setup PROFILE=test") from absent
        os.close(writing)
        with os.fdopen(reading) as told:
            self.display = ":" + told.readline().strip()
        self.file = folder / "Xvfb_screen0"
        while not self.file.exists():
            time.sleep(LOOK)

    def colours(self) -> int:
        """Return how many colours there are among some pixels; a screen without windows has one."""
        picture = self.file.read_bytes()[-SIZE[0] * SIZE[1] * 4 :]
        found: set[bytes] = set()
        for row in range(4, SIZE[1], 24):
            line = picture[row * SIZE[0] * 4 : (row + 1) * SIZE[0] * 4]
            found.update(line[place : place + 4] for place in range(0, len(line), 12))
        return len(found)

    def end(self) -> None:
        """End the server."""
        self._server.terminate()
        self._server.wait(10)


@contextmanager
def virtual_screen(folder: Path) -> Iterator[Screen]:
    """Give a screen whose picture lies in a folder; raises ``NotHere``."""
    made = Screen(folder)
    try:
        yield made
    finally:
        made.end()


def environment(folder: Path, screen: Screen) -> dict[str, str]:
    """Return an environment without a bus or sound, private to this run."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    (folder / "run").mkdir(mode=0o700)
    return kept | {
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "DISPLAY": screen.display,
        "QT_QPA_PLATFORM": "xcb",
        "PYTHONPATH": str(Path(__file__).parent.parent.parent),
    }
