"""What drawing costs: a full repaint of a page, and an update once a second, with an hour of points.

Offscreen, on a board of the gallery: 96 checks. The peer is pyqtgraph as it comes, with as many plots as
there are charts, each with value and band (three curves) of as many points, in turn; it draws no word beside
its axes. A second brings one new sample for every tenth check.
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from app.model.message import Point
from tests.bench.report import Figure, median

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from tests.widgets.boards import Sample

SIZES = {"1080p": (1920, 1080), "4K": (3840, 2160)}
PAGES = ("overview", "charts")
REPAINTS = 5
POINTS = 360  # an hour, each 10 s
TURN = 10  # a check has a new sample every so many seconds
# The target is 0.35 of uPlot in a browser, which cost 0.17 of pyqtgraph as it comes where both were measured.
PEER_TARGET = 0.06


def measure(seconds: float) -> list[Figure]:
    """Measure each page at each size."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import pyqtgraph  # noqa: F401 - all of it, before our plots load their parts of it
    from PySide6.QtWidgets import QApplication

    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication([])
    part = seconds / len(SIZES) / len(PAGES) / 2
    figures: list[Figure] = []
    for page in PAGES:
        for size in SIZES:
            figures += _measured(application, page, size, part)
    return figures


def _measured(application: "QApplication", page: str, size: str, part: float) -> list[Figure]:
    from tests.widgets.boards import bad_day

    ours, charts = _wall(application, bad_day(), page, SIZES[size])
    peer = _pyqtgraph(SIZES[size], charts)
    peer.widget.show()
    application.processEvents()
    full, theirs = _in_turn(
        lambda: _cost(application, ours.repaint), lambda: _cost(application, peer.repaint), part
    )
    second, their_second = _in_turn(
        lambda: _cost(application, ours.second), lambda: _cost(application, peer.second), part
    )
    for window in (ours, peer):
        window.widget.close()
        window.widget.deleteLater()
    what = f"{page} {size}"
    return [
        Figure(f"{what}, charts", charts),
        Figure(f"{what}, full repaint, CPU", median(full), "ms"),
        Figure(f"{what}, full repaint, pyqtgraph", median(theirs), "ms"),
        Figure(f"{what}, a second, CPU", median(second), "ms"),
        Figure(f"{what}, a second, worst of {len(second)}", max(second), "ms"),
        Figure(f"{what}, a second, pyqtgraph", median(their_second), "ms"),
        Figure(f"{what}, a second / pyqtgraph", median(second) / median(their_second), "x", PEER_TARGET),
    ]


class Drawn:
    """A window that is drawn: whole, or after a second has passed."""

    def __init__(self, widget: "QWidget", repaint: Callable[[], None], second: Callable[[], None]) -> None:
        self.widget = widget
        self.repaint = repaint
        self.second = second


def _in_turn(
    ours: Callable[[], float], theirs: Callable[[], float], part: float
) -> tuple[list[float], list[float]]:
    """Measure both in turn, until the time is over but at least ``REPAINTS`` times."""
    ours(), theirs()  # what is made only once
    found: tuple[list[float], list[float]] = ([], [])
    end = time.monotonic() + part
    while time.monotonic() < end or len(found[0]) < REPAINTS:
        found[0].append(ours())
        found[1].append(theirs())
    return found


def _cost(application: "QApplication", act: Callable[[], None]) -> float:
    """Return the CPU milliseconds of an act and of all that it makes Qt paint."""
    before = time.process_time()
    act()
    application.processEvents()
    return (time.process_time() - before) * 1000


def _wall(
    application: "QApplication", sample: "Sample", page: str, size: tuple[int, int]
) -> tuple[Drawn, int]:
    """Return the wall, and how many strips are on it."""
    from widgets.painted import Painted
    from widgets.strip import Strip
    from widgets.wall import Wall

    wall = Wall("dark")
    wall.resize(*size)
    wall.add_points(sample.points)
    wall.set_page(page)
    seen: set[int] = set()
    paint = Strip.draw_here

    def counting(strip: Strip, *what: Any) -> None:
        seen.add(id(strip))
        paint(strip, *what)

    Strip.draw_here = counting  # type: ignore[method-assign, assignment]
    try:
        wall.show_board(sample.board)
        wall.show()
        for _ in range(3):
            application.processEvents()  # charts with axes are loaded after the first picture
    finally:
        Strip.draw_here = paint  # type: ignore[method-assign]

    def repaint() -> None:
        for section in wall.findChildren(Painted):
            section.renew()
        wall.repaint()

    seconds = seconds_of(wall, sample)
    return Drawn(wall, repaint, lambda: next(seconds)), len(seen)


def seconds_of(wall: Any, sample: "Sample") -> Iterator[None]:
    """Give the wall a new board each time, as after a second."""
    board = sample.board
    number = 0
    while True:
        number += 1
        now = board.now.later(1.0)
        checks, points = [], []
        for place, view in enumerate(board.checks):
            if (place + number) % TURN or view.stale:
                checks.append(view)
                continue
            series = tuple(
                replace(each, value=each.value * (1.01 if number % 2 else 0.99) if each.value else each.value)
                for each in view.series
            )
            checks.append(replace(view, series=series, last=now))
            points += [Point(check=view.id, series=s.name, at=now.wall, value=s.value) for s in series]
        board = replace(board, now=now, checks=tuple(checks))
        wall.add_points(points)
        wall.show_board(board)
        yield


def _pyqtgraph(size: tuple[int, int], charts: int) -> Drawn:
    """Return as many plots of pyqtgraph as there are charts on ours, as it comes."""
    import numpy as np
    import pyqtgraph as pg

    pg.setConfigOptions(antialias=False)
    window = pg.GraphicsLayoutWidget()
    window.resize(*size)
    columns = max(1, round(charts**0.5))
    x = np.arange(POINTS, dtype=float)
    dice = np.random.default_rng(7)
    values = [dice.normal(size=POINTS) for _ in range(charts)]
    lines = []
    for number in range(charts):
        if number and number % columns == 0:
            window.nextRow()
        plot = window.addPlot()
        lines.append([plot.plot(x, values[number] + part) for part in (-1, 0, 1)])

    def second() -> None:
        for number, curves in enumerate(lines):
            if number % TURN == 0:
                values[number] = np.append(values[number][1:], dice.normal())
            for part, line in enumerate(curves):
                line.setData(x, values[number] + part - 1)

    return Drawn(window, lambda: window.viewport().repaint(), second)
