"""The page of the map: what needs what, what failed first, and what that cuts off."""

from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.picture import Parts
from widgets.sections.network_field import NetworkField
from widgets.tracks import Tracks
from widgets.views.network import MapView, MapWork
from widgets.views.scene import Scene

MARGIN = 3.0


class NetworkMapPage(Page):
    """Targets in layers. Places move only when the inventory is another."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._work = MapWork()
        self._field = NetworkField(look, self)
        self.add(self._field)

    def parts(self) -> Parts:
        """Return what makes the map."""
        return self._work

    def show_parts(self, parts: MapView, _scene: Scene) -> None:
        """Show the map."""
        self._field.show_map(parts)

    def arrange(self) -> None:
        """Give the map all room."""
        wide, high = self.width() / self.u, self.height() / self.u
        place(self._field, self.u, Box(MARGIN, 0.4, wide - 2 * MARGIN, high - 0.4))
