"""Pages open without holding the window: what is built is built over several turns."""

import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from pytestqt.qtbot import QtBot

from tests.widgets.boards import bad_day
from widgets.pace import Pace
from widgets.plot_loading import PlotLoading
from widgets.strip_field import StripField
from widgets.wall import Wall

T = TypeVar("T")

BEAT = 2  # milliseconds
MOST = 100.0  # milliseconds that the window may be held, beyond what a bare process beside it is
WORK = 45.0  # milliseconds of CPU between two beats: what others on the machine do does not count
CONTROL_FREE = 50.0
CONTROL = """
import sys, time
worst, last = 0.0, time.monotonic()
end = last + float(sys.argv[1])
while last < end:
    time.sleep(0.002)
    now = time.monotonic()
    worst, last = max(worst, now - last), now
print(worst * 1000)
"""


class Done:
    """Work that was done at once: the plots have been loaded before."""

    def __init__(self, value: object) -> None:
        self._value = value

    def done(self) -> bool:
        return True

    def result(self) -> object:
        return self._value


def at_once(work: Callable[[], T]) -> Done:
    return Done(work())


def worst_gap(act: Callable[[], None], seconds: float) -> tuple[float, float, float]:
    """Return the worst gap of the loop, that of a bare process beside it, and the most work in a gap; ms."""
    command = [sys.executable, "-c", CONTROL, str(seconds)]
    control = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    beats = [(time.monotonic(), time.process_time())]
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append((time.monotonic(), time.process_time())))
    timer.start(BEAT)
    act()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QCoreApplication.processEvents()
    timer.stop()
    said, _ = control.communicate(timeout=30)
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(beats)]
    work = [later[1] - earlier[1] for earlier, later in pairwise(beats)]
    return max(gaps) * 1000, float(said), max(work) * 1000


def test_opening_the_charts_never_holds_the_window(qtbot: QtBot) -> None:
    """A wall with its plots loaded opens the page of thirty charts, and its heartbeat goes on."""
    wall = Wall(beside=at_once)  # type: ignore[arg-type]  # its work is done at once
    qtbot.addWidget(wall)
    wall.resize(1920, 1080)
    sample = bad_day()
    wall.add_points(sample.points)
    wall.show_board(sample.board)
    wall.show()
    qtbot.wait(300)
    wall._look.plots.begin()
    gap, control, work = worst_gap(lambda: wall.set_page("charts"), 1.5)
    if control > CONTROL_FREE:
        wall.set_page("overview")
        qtbot.wait(300)
        gap, control, work = worst_gap(lambda: wall.set_page("charts"), 1.5)
    assert gap - control < MOST
    assert work < WORK
    fields = [field for field in wall.findChildren(StripField) if field.isVisible()]
    assert fields
    assert not any(strip.behind for field in fields for strip in field._strips.values())


def test_a_turn_has_its_measure_of_work(qtbot: QtBot) -> None:
    """One piece is always let through; another once the turn's time is over waits for the next turn."""
    pace = Pace(3.0)
    assert pace.may()
    time.sleep(0.005)
    assert not pace.may()
    qtbot.waitUntil(pace.may, timeout=1000)
    qtbot.wait(20)
    assert all(Pace().may() for _ in range(3))


def test_plots_are_loaded_once_and_beside(qtbot: QtBot) -> None:  # noqa: ARG001 - needs Qt
    """Where there is a thread the plots are ready when it has loaded them; without one they are."""
    begun: list[Callable[[], object]] = []

    class Later:
        done_now = False

        def done(self) -> bool:
            return self.done_now

        def result(self) -> None:
            return None

    work = Later()

    def begin(load: Callable[[], object]) -> Later:
        begun.append(load)
        return work

    loading = PlotLoading(begin)  # type: ignore[arg-type]  # its work gives nothing
    assert not loading.ready()
    assert not loading.ready()
    assert len(begun) == 1
    work.done_now = True
    assert loading.ready()
    assert PlotLoading().ready()


@pytest.mark.parametrize("theme", ["light", "high_contrast"])
def test_another_theme_or_size_builds_all_anew(qtbot: QtBot, theme: str) -> None:
    """After a change of theme and size every strip is there again, though over several turns."""
    wall = Wall(beside=at_once)  # type: ignore[arg-type]  # its work is done at once
    qtbot.addWidget(wall)
    wall.resize(1280, 720)
    sample = bad_day()
    wall.add_points(sample.points)
    wall.show_board(sample.board)
    wall.show()
    qtbot.wait(200)
    wall.set_theme(theme)  # type: ignore[arg-type]  # one of the names
    wall.resize(1600, 900)

    def whole() -> bool:
        fields = [field for field in wall.findChildren(StripField) if field.isVisible()]
        strips = [(field, chart) for field in fields for chart in field.charts()]
        return bool(strips) and all(f.strip(c.name).has(f._frame(c)) for f, c in strips)

    qtbot.waitUntil(whole, timeout=5000)
