"""The page of one class of elements, or of some checks: all of them with charts and values."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.model.target import ElementClass
from widgets.canvas import Box, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.picture import Parts
from widgets.sections.tile_grid import TileGrid
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.deviations import good_of
from widgets.views.scene import Scene
from widgets.views.tiles import Tile, element_tiles
from widgets.views.words import element_title

MARGIN = 3.0
COLUMNS = 6


class ElementPage(Page):
    """All checks of a class in the inventory's order; without a class, all of the scene."""

    def __init__(
        self,
        element: ElementClass | None,
        look: Look,
        tracks: Tracks,
        parent: QWidget | None = None,
        *,
        title: str = "",
    ) -> None:
        super().__init__(look, tracks, parent)
        self._element = element
        self._title = title or (element_title(element) if element is not None else tr("Checks"))
        self._grid = TileGrid(look, tracks, COLUMNS, self)
        self._grid.setAccessibleName(self._title)
        self.add(self._grid)

    def parts(self) -> Parts:
        """Return what makes the tiles."""
        return partial(element_parts, self._element, self._title)

    def show_parts(self, parts: tuple[tuple[Tile, ...], str], scene: Scene) -> None:
        """Show the checks of the class."""
        self._grid.show_tiles(*parts, scene.now.wall)

    def arrange(self) -> None:
        """Give the grid all room."""
        wide, high = self.width() / self.u, self.height() / self.u
        place(self._grid, self.u, Box(MARGIN, 0.4, wide - 2 * MARGIN, high - 0.4))


def element_parts(element: ElementClass | None, title: str, scene: Scene) -> tuple[tuple[Tile, ...], str]:
    """Return the tiles of a class and the sentence below them."""
    views = scene.by_class[element] if element is not None else scene.views
    good = good_of(views)
    foot = tr(
        "{title}: {good} of {total} good, last 15 min, dashed line: limit",
        title=title,
        good=str(good),
        total=str(len(views)),
    )
    return element_tiles(views, scene.now), foot
