"""The checks of a field with their names."""

from app.model.clock import Moment
from widgets.canvas import Box, Canvas
from widgets.density import FOOT, ROW
from widgets.sections.cell_field import column_widths, draw_named
from widgets.views.fields import Field
from widgets.views.panel import cell_of


def draw_names(canvas: Canvas, field: Field, now: Moment, box: Box) -> None:
    """Paint the checks below a head; ``box`` ends where its panel does."""
    cells = [cell_of(view, now, lost=field.lost) for view in field.views]
    # What was planned loses up to a pixel when the panel is put on whole ones.
    rows = max(1, int((box.h - box.y - FOOT + 1 / canvas.u) / ROW))
    draw_named(canvas, cells, box, rows, column_widths(canvas, cells, rows))
