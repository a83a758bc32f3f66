"""The incidents page: all open incidents with their timelines."""

from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.picture import Parts
from widgets.sections.incident_list import IncidentList, TimelineView, timeline_view
from widgets.tracks import Tracks
from widgets.views.incident_cards import IncidentsView, incidents_view
from widgets.views.scene import Scene

MARGIN = 3.0


class IncidentsPage(Page):
    """Worst and untaken first."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._list = IncidentList(look, self)
        self.add(self._list)

    def parts(self) -> Parts:
        """Return what makes the list."""
        return incidents_parts

    def show_parts(self, parts: tuple[tuple[TimelineView, ...], IncidentsView], _scene: Scene) -> None:
        """Show the open incidents, or how long it has been quiet."""
        self._list.show_list(*parts)

    def arrange(self) -> None:
        """Give the list all room."""
        wide, high = self.width() / self.u, self.height() / self.u
        place(self._list, self.u, Box(MARGIN, 0.4, wide - 2 * MARGIN, high - 0.4))


def incidents_parts(scene: Scene) -> tuple[tuple[TimelineView, ...], IncidentsView]:
    """Return the open incidents with what happened to them, and the column of a quiet day."""
    incidents = scene.board.incidents
    views = tuple(timeline_view(incident, incidents, scene.now, lost=scene.lost) for incident in incidents)
    return views, incidents_view(scene.board, scene.now, lost=scene.lost, good=scene.good)
