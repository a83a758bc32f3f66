"""A key chart of the incident column: label, value and usual, with a wide strip."""

from widgets.canvas import Box, Canvas
from widgets.views.vitals import Vital

PAD = 2.6
VALUE = 20.4  # width of the value, left of the strip


def draw_key(canvas: Canvas, vital: Vital, box: Box) -> None:
    """Write the words of a key chart."""
    ink = "ink3" if vital.style.dim else "ink1"
    x, y, room = box.x + PAD, box.y, box.w - 2 * PAD
    used = canvas.text(vital.usual, x, y + 2.2, room, "label", ink="ink3", align="right")
    canvas.text(vital.labels, x, y + 2.2, room - used - 2, "body", ink="ink2", least=2.25)
    canvas.text(vital.value, x, y + 8.4, VALUE, "value_large", ink=ink, least=4.0)


def strip_box(box: Box) -> Box:
    """Return the place of the strip within the box of a key chart."""
    return Box(box.x + PAD + VALUE + 1, box.y + 4.6, box.w - 2 * PAD - VALUE - 1, box.h - 6.6)
