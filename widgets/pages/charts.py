"""The charts page: load and response time with axes and limits, then every check as a small multiple."""

from dataclasses import replace
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, place
from widgets.chart import ChartView, LiveChart
from widgets.group import Group, Key
from widgets.look import Look
from widgets.pages.page import Page
from widgets.picture import Parts
from widgets.sections.tile_grid import TileGrid
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.marks import board_marks
from widgets.views.scene import Scene, groups, key_picks
from widgets.views.tiles import HOUR, Tile, chart_tiles
from widgets.views.vitals import Pick, big_chart, load_and_answer

MARGIN, GAP = 3.0, 2.0
COLUMNS = 8
CHARTS = 34.0


class ChartsParts(NamedTuple):
    """What the page shows of a scene."""

    picks: tuple[Pick, ...]
    groups: dict[Key, Group]
    tiles: tuple[Tile, ...]


class ChartsPage(Page):
    """Two live charts with axes; below them small multiples: look for lines that leave their band."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._charts = (LiveChart(look, self), LiveChart(look, self))
        self._grid = TileGrid(look, tracks, COLUMNS, self)
        self._grid.setAccessibleName(tr("Charts"))
        self._shown = 0
        self._wanted: dict[int, tuple[Pick, Scene]] = {}  # charts whose turn has not come
        self._grid.spot_chosen.connect(lambda check: self.chosen.emit(f"chart:{check}"))

    def parts(self) -> Parts:
        """Return what makes charts and tiles."""
        return charts_parts

    def show_parts(self, parts: ChartsParts, scene: Scene) -> None:
        """Show a chart for every check that measures."""
        self.tracks.set_groups(parts.groups)
        self._wanted = {number: (chosen, scene) for number, chosen in enumerate(parts.picks)}
        self._show_charts()
        if len(parts.picks) != self._shown:
            self._shown = len(parts.picks)
            self.arrange()
        foot = tr("Last 60 min, each on a scale of its own: look for lines that leave their band")
        self._grid.show_tiles(parts.tiles, foot, scene.now.wall)

    def arrange(self) -> None:
        """Place the two charts side by side, the grid below."""
        wide, high = self.width() / self.u, self.height() / self.u
        number = max(1, self._shown)
        width = (wide - 2 * MARGIN - (number - 1) * GAP) / number
        for column, chart in enumerate(self._charts):
            chart.setVisible(column < self._shown)
            place(chart, self.u, Box(MARGIN + column * (width + GAP), 0.4, width, CHARTS))
        top = CHARTS + 2.2 if self._shown else 0.4
        place(self._grid, self.u, Box(MARGIN, top, wide - 2 * MARGIN, high - top))

    def _show_charts(self) -> None:
        """Show the large charts; one whose group must be put together first may wait for another turn."""
        for number, (chosen, scene) in list(self._wanted.items()):
            if not self.tracks.prepare((chosen.key,), self.look.pace.may):
                QTimer.singleShot(self.look.pace.back, self, partial(self._show_charts))
                return
            del self._wanted[number]
            self._show_chart(self._charts[number], chosen, scene)

    def _show_chart(self, chart: LiveChart, chosen: Pick, scene: Scene) -> None:
        vital = big_chart(chosen, HOUR, lost=scene.lost)
        notes = (vital.usual,)
        unit = chosen.series[0].series.unit
        title = " · ".join((vital.labels[0], tr("last 60 min")))
        style = replace(vital.style, marks=board_marks(scene.board))
        view = ChartView(title, vital.value, notes, unit, style)
        chart.show_chart(view, self.tracks.track(chosen.key), scene.now.wall)


def charts_parts(scene: Scene) -> ChartsParts:
    """Return the series of the large charts, the groups of both pages, and the tiles."""
    picks = load_and_answer(scene.measured)
    drawn = groups(scene, key_picks(scene)) | {chosen.key: chosen.group for chosen in picks}
    return ChartsParts(picks, drawn, chart_tiles(scene.views, scene.now))
