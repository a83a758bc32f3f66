"""The real shell on the board of a feeder, with a heartbeat in its loop.

``python -m tests.shell.steady.window SOCKET FOLDER PAGE SECONDS`` prints a line of JSON: the gaps between beats
in milliseconds at the start (from the first paint on) and later, and how many checks it showed.
"""

import json
import sys
import time
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

from app.shell import application
from app.shell.options import Options
from app.shell.session import Session
from tests.link.parts import BUILD, RealClock

BEAT = 2  # milliseconds
START = 8.0  # seconds that count as the start


class Heartbeat:
    """Notes when the loop turned."""

    def __init__(self, session: Session, seconds: float) -> None:
        self._session = session
        self._beats: list[float] = []
        self._boards: list[int] = []
        self._timer = QTimer(session)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._beats.append(time.monotonic()))
        self._seconds = seconds
        session._window.first_painted.connect(self._begin, Qt.ConnectionType.SingleShotConnection)
        if "-v" in sys.argv:
            session._bridge.lost.connect(lambda why: sys.stderr.write(f"lost {why}\n"))
            session._bridge.found.connect(lambda _: sys.stderr.write("found\n"))
            session._bridge.pushed.connect(lambda p: sys.stderr.write(f"push {len(p.board.checks)} {p.whole}\n"))
        session._presenter.shown.connect(lambda board, *_: self._boards.append(len(board.checks)))

    def _begin(self) -> None:
        self._timer.start(BEAT)
        QTimer.singleShot(round(self._seconds * 1000), self._session, self._end)

    def _end(self) -> None:
        begun = self._beats[0]
        gaps = [(later, (later - earlier) * 1000) for earlier, later in pairwise(self._beats)]
        early = [gap for at, gap in gaps if at - begun <= START]
        late = [gap for at, gap in gaps if at - begun > START]
        told = {"start": sorted(early)[-20:], "later": sorted(late)[-50:], "beats": len(late)}
        told["checks"] = self._boards[-1:]
        sys.stdout.write(json.dumps(told) + "\n")
        self._session.quit(engine=False)


def main(path: Path, folder: Path, page: str, seconds: float) -> int:
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
    made = application.Session
    hearts: list[Heartbeat] = []

    def session(*parts: object) -> Session:
        found = made(*parts)  # type: ignore[arg-type]  # as it was asked for
        hearts.append(Heartbeat(found, seconds))
        found._window.resize(1920, 1080)
        return found

    application.Session = session  # type: ignore[misc,assignment]
    return application.run_session(options)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], float(sys.argv[4])))
