"""A free grid: widgets where the inventory puts them."""

from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from app.model.wall import PageView, WallCell, WidgetKind
from widgets.canvas import Box, place
from widgets.chart import LiveChart
from widgets.look import Look
from widgets.pages.page import Page
from widgets.painted import Painted
from widgets.picture import Parts
from widgets.sections.cell_plate import CellPlate
from widgets.sections.class_panel import ClassPanel
from widgets.sections.incident_column import IncidentColumn
from widgets.sections.stream_list import StreamList
from widgets.tracks import Tracks
from widgets.views.cells import CellView, Charted, cell_views
from widgets.views.error_stream import StreamView
from widgets.views.incident_cards import IncidentsView
from widgets.views.panel import PanelView
from widgets.views.planned import page_title
from widgets.views.scene import Scene

MARGIN, GAP = 3.0, 2.0
# Less than this, and a cell says in words what it would show.
LEAST = {
    WidgetKind.CHART: (36.0, 17.0),
    WidgetKind.CLASS: (44.0, 33.0),
    WidgetKind.INCIDENTS: (44.0, 29.0),
    WidgetKind.ERRORS: (84.0, 19.0),
}


class _Cell(NamedTuple):
    """A cell with its plate, and what takes the plate's place where there is room."""

    cell: WallCell
    plate: CellPlate
    large: Painted | None


class GridPage(Page):
    """Cells that span whole columns and rows."""

    def __init__(self, view: PageView, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._view = view
        self.setAccessibleName(page_title(view))
        self._cells = [_Cell(cell, CellPlate(look, self), self._large(cell)) for cell in view.page.cells]
        self._with: set[int] = set()  # cells that have something larger to show
        for _, plate, large in self._cells:
            for section in (plate, large):
                if section is not None:
                    self.add(section)

    def parts(self) -> Parts:
        """Return what makes the cells."""
        return partial(cell_views, self._view)

    def show_parts(self, parts: tuple[CellView, ...], scene: Scene) -> None:
        """Hand each cell its part."""
        with_more = {number for number, view in enumerate(parts) if view.large is not None}
        if with_more != self._with:
            self._with = with_more
            self.arrange()
        for (_, plate, large), view in zip(self._cells, parts, strict=True):
            plate.show_words(view.words)
            if large is not None and view.large is not None:
                self._show_large(large, view, scene.now.wall)

    def arrange(self) -> None:
        """Give each cell its columns and rows."""
        page = self._view.page
        wide = (self.width() / self.u - 2 * MARGIN + GAP) / max(1, page.columns)
        high = (self.height() / self.u - 0.4 + GAP) / max(1, page.rows)
        for number, (cell, plate, large) in enumerate(self._cells):
            box = Box(
                MARGIN + (cell.column - 1) * wide,
                0.4 + (cell.row - 1) * high,
                cell.wide * wide - GAP,
                cell.high * high - GAP,
            )
            least = LEAST.get(cell.widget, (0.0, 0.0))
            roomy = number in self._with and box.w >= least[0] and box.h >= least[1]
            place(plate, self.u, box)
            plate.setVisible(large is None or not roomy)
            if large is not None:
                place(large, self.u, box)
                large.setVisible(roomy)

    def _large(self, cell: WallCell) -> Painted | None:
        match cell.widget:
            case WidgetKind.CHART:
                return LiveChart(self.look, self)
            case WidgetKind.CLASS:
                return ClassPanel(self.look, self.tracks, self)
            case WidgetKind.INCIDENTS:
                return IncidentColumn(self.look, self.tracks, self)
            case WidgetKind.ERRORS:
                return StreamList(self.look, self)
            case _:
                return None

    def _show_large(self, section: Painted, view: CellView, now: float) -> None:
        match section, view.large:
            case LiveChart() as chart, Charted() as made:
                chart.show_chart(made.view, self.tracks.track(made.key), now)
            case ClassPanel() as panel, PanelView() as made:
                panel.show_panel(made, now)
            case IncidentColumn() as column, IncidentsView() as made:
                column.show_incidents(made, (), now)
            case StreamList() as stream, StreamView() as made:
                stream.show_stream(made)
            case _:
                pass
