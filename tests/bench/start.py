"""How long a second start of ``nocwall run`` takes: to the first paint, and to a living picture.

The screen is an Xvfb whose picture lies in a file, so looking at it costs the program nothing. First paint:
anything but black. Living picture: the wall with its charts (many colours) after the first word of starting;
it shows what is recalled. Answered: no check waits for its first answer of this start any more.
The peer is a bare PySide6 window with one label, started in turn.
"""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.report import Figure, median
from tests.bench.screen import LOOK, Screen, environment, virtual_screen

ROUNDS = 3
WITHIN = 60.0
LIVING = 200  # colours among the looked-at pixels of a wall with its charts; the starting picture has some 60
BARE = (
    "from PySide6.QtWidgets import QApplication, QLabel; a = QApplication([]); "
    "w = QLabel('bare'); w.resize(1440, 860); w.show(); a.exec()"
)


def measure(_seconds: float) -> list[Figure]:
    """Start the program once to warm its state folder, then again and again beside the peer."""
    with TemporaryDirectory(prefix="nw-") as folder, virtual_screen(Path(folder)) as screen:
        environ = environment(Path(folder), screen)
        words = [sys.executable, "-m", "app", "run", "--state", f"{folder}/state"]
        first = _started(screen, words, environ)
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(_started(screen, words, environ))
            bare.append(_started(screen, [sys.executable, "-c", BARE], environ))
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


def _started(screen: Screen, words: Sequence[str], environ: dict[str, str]) -> tuple[float, float, float]:
    """Start a program; return the seconds to its first paint, living picture and answers; end it."""
    _until(screen, lambda colours: colours == 1, time.monotonic())
    began = time.monotonic()
    program = subprocess.Popen(
        words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        painted = _until(screen, lambda colours: colours > 1, began)
        if "run" not in words:
            return painted, painted, painted
        lively = _until(screen, lambda colours: colours >= LIVING, began)
        return painted, lively, _answered(words[-1], environ, began)
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(20)


def _answered(state: str, environ: dict[str, str], began: float) -> float:
    """Ask until no check waits any more."""
    words = [sys.executable, "-m", "app", "status", "--json", "--state", state]
    while time.monotonic() < began + WITHIN:
        told = subprocess.run(words, env=environ, capture_output=True, check=False).stdout
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
