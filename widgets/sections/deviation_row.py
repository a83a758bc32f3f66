"""A deviation row: what is wrong, since when, why, who has it."""

from app.model.state import State
from widgets.canvas import Box, Canvas
from widgets.views.deviations import Row

HEIGHT = 8.7
PITCH = 9.2
BELL = 3.4
_TINT = {State.CRITICAL: "tint_critical", State.WARNING: "tint_warning", State.UNKNOWN: "tint_unknown"}
_STATE = {State.CRITICAL: "critical", State.WARNING: "warning", State.UNKNOWN: "unknown"}


def draw_row(canvas: Canvas, row: Row, x: float, y: float, width: float) -> None:
    """Paint a row of fixed height with its left upper corner at x, y."""
    name = _STATE.get(row.state, "unknown")
    ink, second = ("on_critical", "on_critical") if row.solid else ("ink1", "ink2")
    if row.solid:
        canvas.fill(Box(x, y, width, HEIGHT), canvas.palette.named(name), 1.0)
    else:
        _draw_ground(canvas, row, (x, y, width), name)
    sign = row.sign._replace(plate=row.solid)
    canvas.glyph(sign, x + 4.1, y + HEIGHT / 2, 5.0)
    right = x + width - 1.3
    used = canvas.text(row.age, x + 8, y + 3.0, right - x - 8, "age", ink=ink, align="right", least=3.0)
    room = right - x - 8 - used - 1.5
    if row.silent:
        canvas.picture("bell_slashed", right - used - 2.6, y + 2.9, BELL, canvas.palette.ink2)
        room -= BELL + 1.0
    canvas.text(row.names, x + 8, y + 2.9, room, "name", ink=ink, least=2.75, foreign=True)
    canvas.text(
        row.reasons,
        x + 8,
        y + 6.4,
        right - x - 8,
        "reason",
        ink=second,
        least=2.25,
        foreign=True,
        weight=600 if row.solid else None,
        order="whole",
    )
    canvas.spot(row.check, Box(x, y, width, HEIGHT), row.spoken)


def _draw_ground(canvas: Canvas, row: Row, place: tuple[float, float, float], name: str) -> None:
    x, y, width = place
    ground = "raised" if row.sign.taken else _TINT.get(row.state, "raised")
    canvas.fill(Box(x, y, width, HEIGHT), canvas.palette.named(ground), 1.0)
    if row.stale:
        canvas.hatch_frame(Box(x, y, width, HEIGHT))
    canvas.rail(x, y, HEIGHT, canvas.palette.named(name))
    if canvas.look.border:
        canvas.frame(Box(x, y, width, HEIGHT), canvas.palette.named(name), 0.2, 1.0)
