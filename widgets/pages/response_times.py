"""The page of small multiples: one series of many checks."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.model.wall import PageView
from widgets.canvas import Box, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.picture import Parts
from widgets.sections.tile_grid import TileGrid
from widgets.tracks import Tracks
from widgets.views.multiples import multiples
from widgets.views.planned import page_title
from widgets.views.scene import Scene
from widgets.views.tiles import Tile

MARGIN = 3.0
COLUMNS = 8


class ResponseTimesPage(Page):
    """Six rows of eight at once; where there are more, parts take turns and the rest is counted."""

    def __init__(self, view: PageView, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._series = view.page.series
        self._grid = TileGrid(look, tracks, COLUMNS, self)
        self._grid.setAccessibleName(page_title(view))
        self._grid.spot_chosen.connect(lambda check: self.chosen.emit(f"chart:{check}"))

    def parts(self) -> Parts:
        """Return what makes the tiles."""
        return partial(multiples, self._series)

    def show_parts(self, parts: tuple[tuple[Tile, ...], str], scene: Scene) -> None:
        """Show the multiples."""
        self._grid.show_tiles(*parts, scene.now.wall)

    def arrange(self) -> None:
        """Give the grid all room."""
        wide, high = self.width() / self.u, self.height() / self.u
        place(self._grid, self.u, Box(MARGIN, 0.4, wide - 2 * MARGIN, high - 0.4))
