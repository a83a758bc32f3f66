"""The charts page: load and response time of everything, each scaled to its own usual band."""

from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.sections.tile_grid import TileGrid
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.scene import Scene
from widgets.views.tiles import chart_tiles

MARGIN = 3.0
COLUMNS = 8


class ChartsPage(Page):
    """Small multiples: look for lines that leave their band."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._grid = TileGrid(look, tracks, COLUMNS, self)
        self._grid.setAccessibleName(tr("Charts"))
        self.add(self._grid)

    def show_scene(self, scene: Scene) -> None:
        """Show a chart for every check that measures."""
        foot = tr(
            "Last 60 min, each chart scaled to its own usual band: look for lines that leave it, "
            "read sizes as numbers"
        )
        self._grid.show_tiles(chart_tiles(scene.views, scene.now), foot, scene.now.wall)

    def arrange(self) -> None:
        """Give the grid all room."""
        wide, high = self.width() / self.u, self.height() / self.u
        place(self._grid, self.u, Box(MARGIN, 0.4, wide - 2 * MARGIN, high - 0.4))
