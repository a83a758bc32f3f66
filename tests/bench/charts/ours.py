"""Our charts as a process, ``ours CHARTS POINTS WIDTH HEIGHT [zoom]``: a line of JSON is frames to draw."""

import json
import os
import sys
import time
from typing import TYPE_CHECKING

from app.shell.pyside import prefer_late
from tests.bench.charts.samples import BAND, CURVES, sample
from tests.bench.charts.zoomed import START, Zoomed, add, style_of
from tests.bench.report import say

if TYPE_CHECKING:
    from widgets.track import Track

BUCKETS = 720


def main() -> None:
    """Build the wall, say so, then draw frames once a second as asked."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    prefer_late()  # as the shell does
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    sizes = [int(word) for word in sys.argv[1:5]]
    wall = _Zoomed(*sizes) if sys.argv[5:] else _Wall(*sizes)
    wall.widget.show()
    for _ in range(3):
        application.processEvents()
    say("built")
    for line in sys.stdin:
        worst = 0.0
        for _ in range(json.loads(line)["frames"]):
            began = time.monotonic()
            wall.second()
            application.processEvents()
            worst = max(worst, time.monotonic() - began)
            time.sleep(max(0.0, 1.0 - (time.monotonic() - began)))
        say(json.dumps({"worst": worst * 1000}))


class _Zoomed:
    """A page of zoomable charts."""

    def __init__(self, charts: int, points: int, width: int, height: int) -> None:
        from widgets.zoom.page import ZoomPage

        self._charts = Zoomed(charts, points)
        self.widget = ZoomPage()
        self.widget.resize(width, height)
        self.widget.show_views(self._charts.views())

    def second(self) -> None:
        """Let a second pass."""
        self._charts.second()
        self.widget.show_views(self._charts.views())


class _Wall:
    def __init__(self, charts: int, points: int, width: int, height: int) -> None:
        from widgets.look import Look
        from widgets.sections.tile_grid import TileGrid
        from widgets.track import Track
        from widgets.tracks import Tracks
        from widgets.unit import unit

        self._charts, self._now = charts, START + points
        self._style = style_of(points)
        tracks = Tracks()
        self._keys = [tuple((f"chart {n}", str(curve)) for curve in range(CURVES)) for n in range(charts)]
        self._tracks = {
            key: Track(bucket=points / BUCKETS, capacity=BUCKETS) for keys in self._keys for key in keys
        }
        tracks._tracks.update(self._tracks)
        for chart, keys in enumerate(self._keys):
            for curve, key in enumerate(keys):
                _fill(self._tracks[key], chart, curve, points)
        columns = {48: 8, 96: 12}.get(charts, 8)
        self.widget = self.grid = TileGrid(Look("dark"), tracks, columns)
        self.grid.resize(width, height)
        self.grid.set_unit(unit(width, height))
        self._show()

    def second(self) -> None:
        """Let a second pass: a sample for every curve."""
        self._now += 1
        self._add(self._now)
        self._show()

    def _add(self, at: int) -> None:
        for chart, keys in enumerate(self._keys):
            for curve, key in enumerate(keys):
                add(self._tracks[key], chart, curve, at)

    def _show(self) -> None:
        from app.model.quantity import Unit, quantity
        from app.model.state import State
        from widgets.views.tiles import Tile
        from widgets.views.vitals import Vital

        tiles = []
        for number, keys in enumerate(self._keys):
            last = self._tracks[keys[0]].last
            value = "No proof" if last is None else quantity(last, Unit.SECONDS)
            vital = Vital(keys[0], (keys[0][0],), value, "", self._style, unit=Unit.SECONDS, beside=keys[1:])
            name = f"Service {number}"
            tiles.append(
                Tile(name, (name,), None, State.OK, False, value, ("limit 350 ms",), vital, False, name)
            )
        self.grid.show_tiles(tuple(tiles), "", float(self._now))


def _fill(track: "Track", chart: int, curve: int, points: int) -> None:
    """Give a track its past: of each bucket the lowest, the highest and the last, which is what it keeps."""
    wide = points // BUCKETS
    for first in range(0, points, wide):
        held = [
            (sample(chart, curve, START + second), START + second) for second in range(first, first + wide)
        ]
        known = [(value, at) for value, at in held if value is not None]
        for value, at in sorted({min(known), max(known)} if known else set(), key=lambda each: each[1]):
            track.add(at, value, *(BAND if curve == 0 else ()))
        track.add(held[-1][1], held[-1][0], *(BAND if curve == 0 else ()))


if __name__ == "__main__":
    main()
