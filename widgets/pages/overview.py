"""The overview: availability, six class panels, incidents."""

from PySide6.QtWidgets import QWidget

from app.model.target import ElementClass
from widgets.canvas import Box, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.sections.class_panel import ClassPanel
from widgets.sections.incident_column import IncidentColumn
from widgets.sections.service_row import ServiceRow
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.incident_cards import incidents_view
from widgets.views.panel import panel_view
from widgets.views.scene import Scene, groups, key_vitals
from widgets.views.services import service_tiles

MARGIN = 3.0
COLUMN = 68.0
COLUMN_GAP = 4.0
GAP = 2.0
ROW_GAP = 1.8
TILES = 17.6
BELOW_TILES = 2.0
LOW = 110.0  # pages lower than this, under a banner, take the room from the tiles


class Overview(Page):
    """The first page of the wall."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._services = ServiceRow(look, tracks, self)
        self._panels = {element: ClassPanel(look, tracks, self) for element in ElementClass}
        self._incidents = IncidentColumn(look, tracks, self)
        for section in (self._services, *self._panels.values(), self._incidents):
            self.add(section)

    def show_scene(self, scene: Scene) -> None:
        """Hand each section its part."""
        wall = scene.now.wall
        self.tracks.set_groups(groups(scene))
        self._services.show_tiles(service_tiles(scene.by_class, scene.now, lost=scene.lost), wall)
        for element, panel in self._panels.items():
            view = panel_view(element, scene.by_class[element], scene.now, lost=scene.lost)
            panel.show_panel(view, wall)
        column = incidents_view(scene.board, scene.now, lost=scene.lost, good=scene.good)
        keys = key_vitals(scene, _key_titles())
        self._incidents.show_incidents(column, keys, wall)

    def arrange(self) -> None:
        """Place row, panels and column; what is spare goes to the panels."""
        wide, high = self.width() / self.u, self.height() / self.u
        tiles = TILES - max(0.0, min(5.4, LOW + 2.2 - high))
        place(self._services, self.u, Box(MARGIN, 0, wide - 2 * MARGIN, tiles))
        top = tiles + BELOW_TILES
        left = wide - MARGIN - COLUMN
        width = (left - COLUMN_GAP - MARGIN - 2 * GAP) / 3
        height = (high - top - ROW_GAP) / 2
        for number, panel in enumerate(self._panels.values()):
            row, column = divmod(number, 3)
            x, y = MARGIN + column * (width + GAP), top + row * (height + ROW_GAP)
            place(panel, self.u, Box(x, y, width, height))
        place(self._incidents, self.u, Box(left, top, COLUMN, high - top))


def _key_titles() -> dict[str, str]:
    return {
        "key:load": tr("CPU load, highest"),
        "key:memory": tr("Memory, highest"),
        "key:payment": tr("Payments answer"),
        "key:provider": tr("Game providers answer"),
        "key:errors": tr("Errors, highest"),
        "key:answer": tr("Slowest answer"),
        "key:disk": tr("Disk activity, highest"),
    }
