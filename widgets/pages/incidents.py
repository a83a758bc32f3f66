"""The incidents page: all open incidents with their timelines."""

from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.sections.incident_list import IncidentList, timeline_view
from widgets.tracks import Tracks
from widgets.views.incident_cards import incidents_view
from widgets.views.scene import Scene

MARGIN = 3.0


class IncidentsPage(Page):
    """Worst and untaken first."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._list = IncidentList(look, self)
        self.add(self._list)

    def show_scene(self, scene: Scene) -> None:
        """Show the open incidents, or how long it has been quiet."""
        incidents = scene.board.incidents
        views = tuple(timeline_view(incident, incidents, scene.now) for incident in incidents)
        column = incidents_view(scene.board, scene.now, lost=scene.lost, good=scene.good)
        self._list.show_list(views, column)

    def arrange(self) -> None:
        """Give the list all room."""
        wide, high = self.width() / self.u, self.height() / self.u
        place(self._list, self.u, Box(MARGIN, 0.4, wide - 2 * MARGIN, high - 0.4))
