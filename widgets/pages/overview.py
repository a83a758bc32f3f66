"""The overview: availability, six class panels, incidents."""

from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from app.model.target import ElementClass
from widgets.canvas import place
from widgets.group import Group, Key
from widgets.look import Look
from widgets.pages.arrangement import overview_places
from widgets.pages.page import Page
from widgets.picture import Parts
from widgets.sections.class_panel import ClassPanel
from widgets.sections.incident_column import IncidentColumn
from widgets.sections.service_row import ServiceRow
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.incident_cards import IncidentsView, incidents_view
from widgets.views.panel import PanelView, panel_view
from widgets.views.scene import Scene, groups, key_picks, key_vitals
from widgets.views.services import ServiceTile, service_tiles
from widgets.views.vitals import Vital


class OverviewParts(NamedTuple):
    """What the page shows of a scene."""

    groups: dict[Key, Group]
    services: tuple[ServiceTile, ...]
    panels: dict[ElementClass, PanelView]
    incidents: IncidentsView
    keys: tuple[Vital, ...]


class OverviewWork:
    """Makes the parts. What is as it was stays the same object, so that the window need not compare it."""

    def __init__(self) -> None:
        self._groups: dict[Key, Group] = {}
        self._panels: dict[ElementClass, PanelView] = {}

    def __call__(self, scene: Scene) -> OverviewParts:
        """Return the parts of a scene."""
        picks = key_picks(scene)
        drawn = groups(scene, picks)
        if drawn != self._groups:
            self._groups = drawn
        for element, views in scene.by_class.items():
            panel = panel_view(
                element, views, scene.now, lost=scene.lost, series=scene.measured_by_class[element]
            )
            before = self._panels.get(element)
            if before is not None and panel.cells == before.cells:
                panel = panel._replace(cells=before.cells)
            self._panels[element] = panel
        return OverviewParts(
            groups=self._groups,
            services=service_tiles(scene.by_class, scene.now, lost=scene.lost),
            panels=dict(self._panels),
            incidents=incidents_view(scene.board, scene.now, lost=scene.lost, good=scene.good),
            keys=key_vitals(picks, _key_titles(), lost=scene.lost),
        )


class Overview(Page):
    """The first page of the wall."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._work = OverviewWork()
        self._services = ServiceRow(look, tracks, self)
        self._panels = {element: ClassPanel(look, tracks, self) for element in ElementClass}
        self._incidents = IncidentColumn(look, tracks, self)
        for section in (self._services, *self._panels.values(), self._incidents):
            self.add(section)

    def parts(self) -> Parts:
        """Return what makes the sections' parts."""
        return self._work

    def show_parts(self, parts: OverviewParts, scene: Scene) -> None:
        """Hand each section its part."""
        wall = scene.now.wall
        self.tracks.set_groups(parts.groups)
        self._services.show_tiles(parts.services, wall)
        for element, panel in self._panels.items():
            panel.show_panel(parts.panels[element], wall)
        self._incidents.show_incidents(parts.incidents, parts.keys, wall)

    def arrange(self) -> None:
        """Give all their places; without room for the tiles the panels tell of everything."""
        found = overview_places(self.width() / self.u, self.height() / self.u, len(self._panels))
        self._services.setVisible(found.services is not None)
        if found.services is not None:
            place(self._services, self.u, found.services)
        for panel, box in zip(self._panels.values(), found.panels, strict=True):
            place(panel, self.u, box)
        place(self._incidents, self.u, found.incidents)


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
