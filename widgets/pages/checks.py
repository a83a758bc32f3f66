"""The page of all checks: every one in its place, whatever their number."""

from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.picture import Parts
from widgets.sections.status_grid import GridParts, StatusGrid
from widgets.tracks import Tracks
from widgets.views.scene import Scene

MARGIN = 3.0


class ChecksPage(Page):
    """Shows the status grid."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._grid = StatusGrid(look, self)
        self._grid.chosen.connect(self.chosen)

    def parts(self) -> Parts:
        """Return what makes the fields."""
        return self._grid.parts()

    def show_parts(self, parts: GridParts, scene: Scene) -> None:  # noqa: ARG002 - every page is given it
        """Show all checks."""
        self._grid.show_parts(parts)

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        self._grid.set_look(look)
        super().set_look(look)

    def set_unit(self, u: float) -> None:
        """Take another base module."""
        super().set_unit(u)
        self._grid.set_unit(u)

    def arrange(self) -> None:
        """Give the grid all room."""
        wide, high = self.width() / self.u, self.height() / self.u
        place(self._grid, self.u, Box(MARGIN, 0.4, wide - 2 * MARGIN, high - 0.4))
