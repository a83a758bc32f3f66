"""The real shell on the board of a feeder, with a heartbeat in its loop.

``python -m tests.shell.steady.window SOCKET FOLDER PAGE START SECONDS`` prints as JSON the longest gaps
between beats in milliseconds: by the clock, and by the CPU time of the window's thread alone, which other
processes do not lengthen; at the start (so many seconds from the first paint on) and later.
"""

import json
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from app.shell import application
from app.shell.options import Options
from tests.link.parts import BUILD, RealClock

if TYPE_CHECKING:
    from app.shell.session import Session

BEAT = 2  # milliseconds


class Heartbeat:
    """Notes when the loop turned, and what it had cost by then."""

    def __init__(self, session: "Session", start: float, seconds: float) -> None:
        self._session = session
        self._start, self._seconds = start, seconds
        self._beats: list[tuple[float, float]] = []
        self._boards: list[int] = []
        self._timer = QTimer(session)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._beats.append((time.monotonic(), time.thread_time())))
        session._presenter.shown.connect(lambda board, *_: self._boards.append(len(board.checks)))
        self._begin()  # the window is on the screen

    def _begin(self) -> None:
        self._timer.start(BEAT)
        QTimer.singleShot(round((self._start + self._seconds) * 1000), self._session, self._end)

    def _end(self) -> None:
        border = self._beats[0][0] + self._start
        early = [pair for pair in pairwise(self._beats) if pair[1][0] <= border]
        late = [pair for pair in pairwise(self._beats) if pair[1][0] > border]
        told = {
            "start": _gaps(early),
            "later": _gaps(late),
            "boards": len(self._boards),
            "checks": self._boards[-1:],
        }
        sys.stdout.write(json.dumps(told) + "\n")
        self._session.quit(engine=False)


def _gaps(pairs: list[tuple[tuple[float, float], tuple[float, float]]]) -> dict[str, list[float]]:
    """Return the longest gaps, the longest first."""
    clock = sorted(((b[0] - a[0]) * 1000 for a, b in pairs), reverse=True)
    busy = sorted(((b[1] - a[1]) * 1000 for a, b in pairs), reverse=True)
    return {"clock": [round(gap, 1) for gap in clock[:12]], "busy": [round(gap, 1) for gap in busy[:12]]}


def main(path: Path, folder: Path, page: str, start: float, seconds: float) -> int:
    """Run the shell for some seconds."""
    options = Options(
        role="wall",
        build=BUILD,
        who="ana",
        clock=RealClock(),
        environment={},
        socket=path,
        preferences=folder / "preferences.json",
        sounds=folder,
        page=page,
    )
    hearts: list[Heartbeat] = []

    def look(session: "Session") -> None:
        session._window.resize(1920, 1080)
        hearts.append(Heartbeat(session, start, seconds))

    return application.run_session(options, look)


if __name__ == "__main__":
    raise SystemExit(
        main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], float(sys.argv[4]), float(sys.argv[5]))
    )
