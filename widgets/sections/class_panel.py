"""A class panel: title, shelf with vital charts or deviations, cells."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.sections.cell_field import draw_cells
from widgets.sections.deviation_row import PITCH, draw_row
from widgets.strip_field import Chart, StripField
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.unit import role_size, role_weight
from widgets.views.panel import PanelView
from widgets.views.vitals import Vital

PAD = 2.2
TITLE_Y = 3.8
SHELF_Y = 7.0
CELLS_Y = 25.8
ROW_INSET = 1.4
ROOMY = 35.0  # a lower panel shows what deviates and then, as far as they have room, its cells
LEAST_CELLS = 4.0


class Shelf(NamedTuple):
    """What a panel has room for: rows of what deviates, whether charts, and where its cells begin."""

    rows: int
    charts: bool
    cells: float


def shelf_of(view: PanelView, high: float) -> Shelf:
    """Return what of a view has room on a panel of this height, in u."""
    if high >= ROOMY:
        return Shelf(len(view.rows), charts=True, cells=CELLS_Y)
    rows = min(len(view.rows), int((high - SHELF_Y) / PITCH))
    if rows:
        return Shelf(rows, charts=False, cells=SHELF_Y + rows * PITCH + 0.6)
    charts = high >= CELLS_Y
    return Shelf(0, charts=charts, cells=CELLS_Y if charts else SHELF_Y)


class ClassPanel(StripField):
    """Paints a ``PanelView``; a chosen spot is a check's id."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._view: PanelView | None = None

    def show_panel(self, view: PanelView, now: float) -> None:
        """Show the class; ``now`` is wall seconds at the right edge of the charts."""
        if view != self._view:
            self._view = view
            self.setAccessibleName(view.titles[0])
            self.setAccessibleDescription(view.spoken)
            self.renew()
        self.show_strips(now)

    def draw(self, canvas: Canvas) -> None:
        """Paint all but the charts."""
        view = self._view
        canvas.panel(Box(0, 0, self.wide(), self.high()), canvas.palette.surface)
        if view is None:
            return
        if view.lost:
            canvas.hatch_frame(Box(0, 0, self.wide(), self.high()))
        self._draw_title(canvas, view)
        if not view.cells:
            canvas.text(tr("Nothing watched here"), PAD, 12, self.wide() - 2 * PAD, "body", ink="ink3")
            return
        shelf = shelf_of(view, self.high())
        if not view.rows and not view.vitals and shelf.charts:
            canvas.text(tr("No answer yet"), PAD, 12, self.wide() - 2 * PAD, "body", ink="ink3")
        for number, row in enumerate(view.rows[: shelf.rows]):
            draw_row(canvas, row, ROW_INSET, SHELF_Y + number * PITCH, self.wide() - 2 * ROW_INSET)
        for vital, area in zip(view.vitals if shelf.charts else (), self._places(view), strict=False):
            self._draw_words(canvas, vital, area, one=len(view.rows) == 1)
        height = self.high() - shelf.cells - 1.0
        if height >= LEAST_CELLS:
            box = Box(PAD + 0.2, shelf.cells, self.wide() - 2 * PAD + 0.6, height)
            draw_cells(canvas, view.cells, box, view.signs)

    def charts(self) -> Iterator[Chart]:
        """Yield the charts of the shelf."""
        view = self._view
        if view is None or not view.cells or not shelf_of(view, self.high()).charts:
            return
        one = len(view.rows) == 1
        for number, (vital, (x, y, width)) in enumerate(zip(view.vitals, self._places(view), strict=False)):
            box = Box(x + 18.6, y, width - 18.6, 6.3) if one else Box(x, y + 9.9, width, 6.6)
            yield Chart(str(number), box, (vital.key,), vital.style)

    def _draw_title(self, canvas: Canvas, view: PanelView) -> None:
        room = self.wide() - 2 * PAD
        title = canvas.measure(view.titles[0], role_size("heading"), role_weight("heading"))
        right = self._right_words(canvas, view, room - 1.2 - title)
        used = canvas.text(right, PAD, TITLE_Y, room, "body", ink="ink3", align="right")
        canvas.text(view.titles, PAD, TITLE_Y, room - used - 1.2, "heading", least=3.0)

    def _right_words(self, canvas: Canvas, view: PanelView, width: float) -> str:
        """Return how many rows are left out, and how many checks are good; in full where there is room."""
        left_out = view.deviating - shelf_of(view, self.high()).rows
        if left_out <= 0 or not view.rows:
            return view.good_words
        mores = (tr("+{n} more", n=str(left_out)), tr("+{n}", n=str(left_out)))
        words = [" · ".join(part for part in (more, view.good_words) if part) for more in mores]
        size, weight = role_size("body"), role_weight("body")
        return next((each for each in words if canvas.measure(each, size, weight) <= width), words[-1])

    def _places(self, view: PanelView) -> list[tuple[float, float, float]]:
        """Return left, top and width of each vital on the shelf."""
        inner = self.wide() - 2 * PAD
        if len(view.rows) == 1:
            return [(PAD, SHELF_Y + PITCH + 1.6, inner)]
        half = (inner - 2.6) / 2
        if len(view.vitals) == 1:
            return [(PAD, SHELF_Y, inner)]
        return [(PAD, SHELF_Y, half), (PAD + half + 2.6, SHELF_Y, half)]

    def _draw_words(
        self, canvas: Canvas, vital: Vital, place: tuple[float, float, float], *, one: bool
    ) -> None:
        x, y, width = place
        ink = "ink3" if vital.style.dim else "ink1" if vital.strong else "ink2"
        room = 17.6 if one else width
        canvas.text(vital.labels, x, y + 1.2, room, "label", ink="ink3", least=2.25, foreign=True)
        canvas.text(vital.value, x, y + 5.2, room, "name", ink=ink)
        if not one and vital.usual:
            # Just over the dashed line it speaks of.
            canvas.text(vital.usual, x, y + 8.7, width, "tick", ink="ink3", align="right", foreign=True)
