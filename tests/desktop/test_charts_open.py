"""Opening the charts never holds the window. Measured here, where nothing runs beside it."""

import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from pytestqt.qtbot import QtBot

from tests.widgets.beside import at_once
from tests.widgets.boards import bad_day
from widgets.strip_field import StripField
from widgets.wall import Wall

BEAT = 2  # milliseconds
MOST = 100.0  # milliseconds that the window may be held, beyond what a bare process beside it is
WORK = 60.0  # milliseconds of CPU between two beats: what others on the machine do does not count
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


@pytest.mark.alone
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
    wall._look.loads.begin()
    for _ in range(3):  # again where the machine was busy with others
        gap, control, work = worst_gap(lambda: wall.set_page("charts"), 1.5)
        if gap - control < MOST and work < WORK:
            break
        wall.set_page("overview")
        qtbot.wait(300)
    assert gap - control < MOST
    assert work < WORK
    wall.set_page("charts")
    qtbot.wait(500)
    fields = [field for field in wall.findChildren(StripField) if field.isVisible()]
    assert fields
    assert not any(strip.behind for field in fields for strip in field._strips.values())
