"""How long a second start of ``nocwall run`` takes: to the first paint, and to a living picture.

The screen is an Xvfb whose picture lies in a file, so looking at it costs the program nothing. First paint:
anything but black. Living picture: the wall with its charts (many colours) after the first word of starting;
it shows what is recalled. Answered: no check waits for its first answer of this start any more.
The peer is a bare PySide6 window with one label, started in turn.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.report import Figure, NotHere, median

SIZE = (1920, 1080)
ROUNDS = 3
WITHIN = 60.0
LOOK = 0.01
LIVING = 200  # colours among the looked-at pixels of a wall with its charts; the starting picture has some 60
BARE = (
    "from PySide6.QtWidgets import QApplication, QLabel; a = QApplication([]); "
    "w = QLabel('bare'); w.resize(1440, 860); w.show(); a.exec()"
)


class Screen:
    """A virtual screen that is read from a file."""

    def __init__(self, folder: Path) -> None:
        reading, writing = os.pipe()
        shape = f"{SIZE[0]}x{SIZE[1]}x24"
        words = ["Xvfb", "-displayfd", str(writing), "-screen", "0", shape, "-fbdir", str(folder)]
        try:
            self._server = subprocess.Popen(
                [*words, "-nolisten", "tcp", "-noreset"], pass_fds=(writing,), stderr=subprocess.DEVNULL
            )
        except FileNotFoundError as absent:
            raise NotHere("no Xvfb; run: make setup PROFILE=test") from absent
        os.close(writing)
        with os.fdopen(reading) as told:
            self.display = ":" + told.readline().strip()
        self._file = folder / "Xvfb_screen0"
        while not self._file.exists():
            time.sleep(LOOK)

    def colours(self) -> int:
        """Return how many colours there are among some pixels; a screen without windows has one."""
        picture = self._file.read_bytes()[-SIZE[0] * SIZE[1] * 4 :]
        found: set[bytes] = set()
        for row in range(4, SIZE[1], 24):
            line = picture[row * SIZE[0] * 4 : (row + 1) * SIZE[0] * 4]
            found.update(line[place : place + 4] for place in range(0, len(line), 12))
        return len(found)

    def end(self) -> None:
        """End the server."""
        self._server.terminate()
        self._server.wait(10)


def measure(_seconds: float) -> list[Figure]:
    """Start the program once to warm its state folder, then again and again beside the peer."""
    with TemporaryDirectory(prefix="nw-") as folder, _screen(Path(folder)) as screen:
        environment = _environment(Path(folder), screen)
        words = [sys.executable, "-m", "app", "run", "--state", f"{folder}/state"]
        first = _started(screen, words, environment)
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(_started(screen, words, environment))
            bare.append(_started(screen, [sys.executable, "-c", BARE], environment))
    painted, lively, answered = (median([each[part] for each in ours]) for part in range(3))
    peer = median([each[0] for each in bare])
    return [
        Figure("first start, first paint", first[0], "s"),
        Figure("first start, living picture", first[1], "s"),
        Figure("first start, answered", first[2], "s"),
        Figure("second start, first paint", painted, "s"),
        Figure("second start, living picture", lively, "s", 3.0),
        Figure("second start, answered", answered, "s"),
        Figure("a bare PySide6 window, first paint", peer, "s"),
        Figure("first paint / bare PySide6 window", painted / peer, "x"),
    ]


@contextmanager
def _screen(folder: Path) -> Iterator[Screen]:
    made = Screen(folder)
    try:
        yield made
    finally:
        made.end()


def _environment(folder: Path, screen: Screen) -> dict[str, str]:
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


def _started(screen: Screen, words: Sequence[str], environment: dict[str, str]) -> tuple[float, float, float]:
    """Start a program; return the seconds to its first paint, living picture and answers; end it."""
    _until(screen, lambda colours: colours == 1, time.monotonic())
    began = time.monotonic()
    program = subprocess.Popen(
        words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        painted = _until(screen, lambda colours: colours > 1, began)
        if "run" not in words:
            return painted, painted, painted
        lively = _until(screen, lambda colours: colours >= LIVING, began)
        return painted, lively, _answered(words[-1], environment, began)
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(20)


def _answered(state: str, environment: dict[str, str], began: float) -> float:
    """Ask until no check waits any more."""
    words = [sys.executable, "-m", "app", "status", "--json", "--state", state]
    while time.monotonic() < began + WITHIN:
        told = subprocess.run(words, env=environment, capture_output=True, check=False).stdout
        checks = json.loads(told)["checks"] if told else []
        if checks and not any(check["state"] == "PENDING" for check in checks):
            return time.monotonic() - began
        time.sleep(0.2)
    raise RuntimeError("checks wait for their first answer")


def _until(screen: Screen, holds: Callable[[int], bool], began: float) -> float:
    end = time.monotonic() + WITHIN
    while time.monotonic() < end:
        if holds(screen.colours()):
            return time.monotonic() - began
        time.sleep(LOOK)
    raise RuntimeError(f"the picture did not come; it has {screen.colours()} colours")
