"""The real program with a gauge of its frames: ``python -m tests.bench.probing.gauged FILE run …``.

A timer in the window's own loop stands for a frame each 16 ms. Into FILE come, as pairs of doubles, when each
frame was due on the monotonic clock and by how many seconds it came late; frames that were missed while the
loop was held count too.
"""

import math
import sys
import time
from array import array
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.__main__ import main
from app.shell import application

FRAME = 0.016
KEPT = 500  # numbers between two writings; each is over in some microseconds
EARLY = 0.001  # seconds that a timer may come early for its frame


class FrameGauge(QObject):
    """Notes the lateness of each frame from the first turn of the loop on."""

    def __init__(self, parent: QObject, file: Path) -> None:
        super().__init__(parent)
        self._file = file
        self._noted = array("d")
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)  # one that repeats takes another phase after each hold, for ever late
        self._timer.timeout.connect(self._frame)
        self._timer.start(round(FRAME * 1000))

    def _frame(self) -> None:
        now = time.monotonic()
        self._due = self._due or now
        while self._due <= now + EARLY:
            self._noted.extend((self._due, max(0.0, now - self._due)))
            self._due += FRAME
        self._timer.start(max(0, math.ceil((self._due - now) * 1000)))
        if len(self._noted) > KEPT:
            self.write()

    def write(self) -> None:
        """Add what was noted to the file."""
        with self._file.open("ab") as file:
            self._noted.tofile(file)
        del self._noted[:]


def run(file: Path, words: list[str]) -> int:
    """Run the program with these words; return its exit code."""
    gauges: list[FrameGauge] = []
    made = application.made_application

    def gauged() -> QApplication:
        found = made()
        gauges.append(FrameGauge(found, file))
        return found

    application.made_application = gauged
    try:
        return main(words)
    finally:
        for gauge in gauges:
            gauge.write()


if __name__ == "__main__":
    raise SystemExit(run(Path(sys.argv[1]), sys.argv[2:]))
