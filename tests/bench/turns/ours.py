"""Our window as a process, ``ours pages|zoom WIDTH HEIGHT``: a line of JSON is rounds to measure."""

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tests.bench.charts.zoomed import Zoomed
from tests.bench.report import say

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from widgets.wall import Wall
    from widgets.zoom.page import ZoomPage

BEAT = 2  # milliseconds
QUIET, MOST = 0.1, 2.5  # seconds without work after which all is painted; and at most
IDLE = 0.6  # milliseconds of a turn in which nothing is done
LOADED = 20.0  # seconds that loading what draws charts may take
PLANNED = ("response_times", "provider", "grid")
CHARTS = (1, 4)
POINTS = 3600
SECONDS = 4  # after each opening of zoomable charts

Turns = dict[str, list[float]]


class Loop:
    """Turns the loop, and notes the work (CPU, ms) between two beats of it."""

    def __init__(self) -> None:
        from PySide6.QtCore import QEventLoop, Qt, QTimer

        self._loop = QEventLoop()
        self._turns: list[float] = []
        self._last = time.thread_time()
        self._worked = self._end = 0.0
        self._until: Callable[[], bool] = lambda: True
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT)

    def longest(self, act: Callable[[], object], until: Callable[[], bool] | None = None) -> float:
        """Do something in a turn, let the loop turn until all is quiet, and return the longest turn."""
        from PySide6.QtCore import QTimer

        self._turns.clear()
        self._last = time.thread_time()
        self._worked = time.monotonic()
        self._end = self._worked + MOST
        self._until = until or (lambda: True)
        QTimer.singleShot(0, act)
        self._loop.exec()
        return max(self._turns)

    def until(self, there: Callable[[], bool]) -> None:
        """Let the loop turn until something holds."""
        end = time.monotonic() + LOADED
        while not there() and time.monotonic() < end:
            self.longest(lambda: None)

    def _beat(self) -> None:
        now, spent = time.monotonic(), time.thread_time()
        turn, self._last = (spent - self._last) * 1000, spent
        self._turns.append(turn)
        if turn > IDLE:
            self._worked = now
        if now > self._end or (now > self._worked + QUIET and self._until()):
            self._loop.quit()


class Pages:
    """The window with its wall, as a kiosk has it."""

    def __init__(self, width: int, height: int) -> None:
        from app.shell.garbage import Collector
        from app.shell.window.main_window import MainWindow
        from tests.bench.wall import seconds_of
        from tests.widgets.boards import bad_day
        from tests.widgets.plans import PLANS

        self._window = MainWindow("dark", kiosk=True, demo=False)
        self._window.resize(width, height)
        self._window.show()
        self._window.may_show_wall("checks")  # every other page is opened for the first time
        sample = bad_day()
        self.wall: Wall = self._window.raise_wall()
        self.wall.add_points(sample.points)
        self.wall.show_board(sample.board)
        planned = self.wall.set_plan([PLANS[name] for name in PLANNED])
        pages = [name for name in self.wall.pages() if name not in ("api", "database", "network", "checks")]
        self._names = dict.fromkeys(pages) | dict(zip(planned, PLANNED, strict=True))
        self._second = seconds_of(self.wall, sample)
        self._collector = Collector(self._window)

    def measured(self, loop: Loop, rounds: int) -> Turns:
        """Open every page, then each again, and let seconds pass on it."""
        found: Turns = defaultdict(list)
        wall = self.wall
        loads = wall._look.loads
        loads.begin()
        for each in (loads.pages, loads.numbers, loads.plots):
            loop.until(each.ready)
        self._collector.settle()
        pages = {page: name or page for page, name in self._names.items()}
        for page, name in pages.items():
            found[f"{name} opened"].append(loop.longest(partial(wall.set_page, page)))
        for _ in range(rounds):
            for page, name in pages.items():
                found[f"{name} again"].append(loop.longest(partial(wall.set_page, page)))
                found[f"{name}, a second"].append(loop.longest(lambda: next(self._second)))
                for section in wall._current.sections():
                    if section.stepwise and section.isVisible():
                        found[f"{name}, its words anew"].append(loop.longest(section.renew))
        return {name: found[name] for name in sorted(found)}


class Zoom:
    """The window of zoomable charts, filling the screen."""

    def __init__(self, width: int, height: int) -> None:
        from PySide6.QtCore import QCoreApplication

        from app.shell.garbage import Collector

        self._size = (width, height)
        self._collector = Collector(QCoreApplication.instance())

    def measured(self, loop: Loop, rounds: int) -> Turns:
        """Open it with some charts, and let seconds pass; the first opening loads plots and is no round."""
        found: Turns = {}
        for charts in CHARTS:
            shown = Zoomed(charts, POINTS)
            rows = [self._opened(loop, shown)]
            self._collector.settle()
            rows = [self._opened(loop, shown) for _ in range(rounds)]
            found[f"{charts} zoomable opened"] = [opened for opened, _ in rows]
            found[f"{charts} zoomable, a second"] = [second for _, seconds in rows for second in seconds]
        return found

    def _opened(self, loop: Loop, shown: Zoomed) -> tuple[float, list[float]]:
        window, page = _zoom_window(self._size)
        page.show_views(shown.views())

        def open_it() -> None:
            window.show()
            page.setFocus()

        def second() -> None:
            shown.second()
            page.show_views(shown.views())

        opened = loop.longest(open_it, until=page.is_whole)
        seconds = [loop.longest(second) for _ in range(SECONDS)]
        window.close()
        window.deleteLater()
        return opened, seconds


def _zoom_window(size: tuple[int, int]) -> tuple["QWidget", "ZoomPage"]:
    """Return a window as a desk has it, and its page."""
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from app.shell.beside import beside
    from widgets.loading import Loads
    from widgets.look import Look
    from widgets.pace import Pace
    from widgets.zoom.bar import ZoomBar, ZoomFoot
    from widgets.zoom.page import ZoomPage

    window = QWidget()
    window.resize(*size)
    look = Look("dark", pace=Pace(6.0, window), loads=Loads(beside))
    page = ZoomPage("dark", window, look=look)
    box = QVBoxLayout(window)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    box.addWidget(ZoomBar(window))
    box.addWidget(page, 1)
    box.addWidget(ZoomFoot(window))

    return window, page


def main() -> None:
    """Build the window, then measure as asked."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.shell.large_blocks import give_back_large_blocks

    give_back_large_blocks()  # as the shell does: a new picture is then always new memory
    application = QApplication([])
    what, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    made = Pages(width, height) if what == "pages" else Zoom(width, height)
    for line in sys.stdin:
        say(json.dumps(made.measured(Loop(), json.loads(line)["rounds"])))
    application.quit()


if __name__ == "__main__":
    main()
