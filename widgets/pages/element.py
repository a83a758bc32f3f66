"""The page of one class of elements: all its checks with charts and values."""

from PySide6.QtWidgets import QWidget

from app.model.state import State
from app.model.target import ElementClass
from widgets.canvas import Box, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.sections.tile_grid import TileGrid
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.scene import Scene
from widgets.views.tiles import element_tiles
from widgets.views.words import element_title

MARGIN = 3.0
COLUMNS = 6


class ElementPage(Page):
    """All checks of a class in the inventory's order."""

    def __init__(
        self, element: ElementClass, look: Look, tracks: Tracks, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, tracks, parent)
        self._element = element
        self._grid = TileGrid(look, tracks, COLUMNS, self)
        self._grid.setAccessibleName(element_title(element))
        self.add(self._grid)

    def show_scene(self, scene: Scene) -> None:
        """Show the checks of the class."""
        views = scene.by_class[self._element]
        good = sum(view.state is State.OK for view in views)
        foot = tr(
            "{title}: {good} of {total} good, last 15 min, dashed line: limit",
            title=element_title(self._element),
            good=str(good),
            total=str(len(views)),
        )
        self._grid.show_tiles(element_tiles(views, scene.now), foot, scene.now.wall)

    def arrange(self) -> None:
        """Give the grid all room."""
        wide, high = self.width() / self.u, self.height() / self.u
        place(self._grid, self.u, Box(MARGIN, 0.4, wide - 2 * MARGIN, high - 0.4))
