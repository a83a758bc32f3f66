"""The real wall on fast time: ``window SOCKET FOLDER SPEED BEGAN SECONDS [trace]`` tells what it saw.

Its pages turn, its theme changes, it is hidden and shown. A frame is a turn of the loop in which the window
was painted, from the beat before to the beat after; by CPU it is not lengthened by other processes.
"""

import json
import sys
import time
import tracemalloc
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.shell import application, rotation
from app.shell.options import Options
from tests.bench.soak_wall.account import FRAMES, Account, account_plots, of_shell
from tests.bench.soak_wall.memory import Reader, Reading, mappings, objects
from tests.bench.soak_wall.paced import Pace
from tests.link.parts import BUILD

if TYPE_CHECKING:
    from app.shell.session import Session

BEAT = 4  # milliseconds
AFTER = 0.2  # seconds for which frames are said to come after an event
NOTED = 8.0  # milliseconds of a frame from which on it is noted what it did
READ = 2000  # between two readings of the memory
CENSUS = 60_000  # between two counts of objects
THEME, HIDE, HIDDEN = 17_000, 23_000, 2500
THEMES = ("light", "dark", "high-contrast", "dark")
ALARMS = 60.0  # fast seconds that a page has while several are in alarm: one real second at 60x


class Watch(QObject):
    """Disturbs a session, and measures it."""

    def __init__(
        self, session: "Session", seconds: float, account: Account, frames: TextIO, *, trace: bool
    ) -> None:
        super().__init__(session)
        self._account = account
        self._session, self._window = session, session._window
        self._reader = Reader()
        self._painted = False
        self._last = (time.monotonic(), time.thread_time())
        # A line each: CPU and clock, ms; after what, on which page, what the CPU did.
        self._frames = frames
        self._why, self._until = "", 0.0
        self.memory: list[Reading] = []
        self.census: list[dict[str, float]] = []
        self.late: list[float] = []
        self.pages: Counter[str] = Counter()
        self._page = ""
        self._themes = self._hidden = 0
        self._trace = trace
        self._first: tracemalloc.Snapshot | None = None
        self._seconds = seconds
        self._walls = session._walls
        self._window.installEventFilter(self)
        self._begin()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that the window is painted in this turn."""
        if event.type() is QEvent.Type.UpdateRequest:
            self._painted = True
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        acts = ((BEAT, self._beat), (READ, self._read), (CENSUS, self._count))
        for wait, act in (*acts, (THEME, self._change_theme), (HIDE, self._hide)):
            timer = QTimer(self)
            timer.setTimerType(Qt.TimerType.PreciseTimer)
            timer.timeout.connect(act)
            timer.start(wait)
        assert self._walls is not None
        self._walls._main.rotor.stood.connect(self.late.append)
        self._session._presenter.whole.connect(partial(self._note, "whole board"))
        QTimer.singleShot(round(self._seconds * 1000), self, self._end)

    def _beat(self) -> None:
        now = (time.monotonic(), time.thread_time())
        did = self._account.closed()
        if self._painted:
            self._painted = False
            busy, clock = (now[1] - self._last[1]) * 1000, (now[0] - self._last[0]) * 1000
            why = self._why if now[0] < self._until else ""
            frame = (busy, clock, why, self._page_kind(), did if busy >= NOTED else {})
            self._frames.write(json.dumps(frame) + "\n")
        self._last = now
        wall = self._window.wall
        if wall is not None and wall.showing != self._page:
            self._page = wall.showing
            self.pages[self._page] += 1
            self._note(f"page {self._page_kind()}")

    def _note(self, why: str) -> None:
        """Know what the next frames come after: of one event there are several."""
        self._why, self._until = why, time.monotonic() + AFTER

    def _page_kind(self) -> str:
        """Return what kind of page is shown."""
        wall = self._window.wall
        return str(wall._plan[self._page].page.kind) if wall and self._page in wall._plan else self._page

    def _read(self) -> None:
        account_plots(self._account)
        self.memory.append(self._reader.read(time.monotonic()))

    def _count(self) -> None:
        """Count what may grow without end; the turn in which that is done is no frame."""
        qt = {"QObject": len(self._window.findChildren(QObject)), "QWidget": len(QApplication.allWidgets())}
        self.census.append(objects() | qt | mappings())
        if self._trace:
            self._trace_on()
        self._painted = False
        self._account.closed()
        self._last = (time.monotonic(), time.thread_time())

    def _trace_on(self) -> None:
        taken = tracemalloc.take_snapshot()
        if self._first is None:
            self._first = taken
            return
        for line in taken.compare_to(self._first, "traceback")[:12]:
            sys.stderr.write(f"{line}\n" + "\n".join(line.traceback.format(6)) + "\n")
        sys.stderr.write("\n")

    def _change_theme(self) -> None:
        self._session._set_theme(THEMES[self._themes % len(THEMES)])
        self._themes += 1
        self._note("theme")

    def _hide(self) -> None:
        self._hidden += 1
        self._window.hide()
        QTimer.singleShot(HIDDEN, self._window, self._show)

    def _show(self) -> None:
        self._window.show()
        self._note("shown")

    def _end(self) -> None:
        told = {
            "memory": self.memory,
            "census": self.census,
            "late": max(self.late, default=0.0),
            "turned": sum(self.pages.values()),
            "pages": dict(self.pages),
            "themes": self._themes,
            "hidden": self._hidden,
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        self._session.quit(engine=False)


def main(path: Path, folder: Path, pace: Pace, seconds: float, *, trace: bool) -> int:
    """Run the shell for some seconds."""
    if trace:
        tracemalloc.start(8)
    # Windows live in real time: a page is late when it comes three real seconds late.
    vars(rotation)["GRACE"] = rotation.GRACE * pace.speed
    vars(rotation)["ALARMS"] = ALARMS
    options = Options(
        role="wall",
        build=BUILD,
        who="ana",
        clock=pace,
        environment={},
        socket=path,
        preferences=folder / "preferences.json",
        sounds=folder,
        page="overview",
    )
    watches: list[Watch] = []
    account = of_shell()
    with (folder / FRAMES).open("w", encoding="utf-8") as frames:
        return application.run_session(
            options, lambda session: watches.append(Watch(session, seconds, account, frames, trace=trace))
        )


if __name__ == "__main__":
    raise SystemExit(
        main(
            Path(sys.argv[1]),
            Path(sys.argv[2]),
            Pace(float(sys.argv[3]), float(sys.argv[4])),
            float(sys.argv[5]),
            trace="trace" in sys.argv,
        )
    )
