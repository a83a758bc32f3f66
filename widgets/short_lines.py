"""Short lines of our own words at one place, written anew each second: what they need is found once."""

from typing import NamedTuple

from PySide6.QtCore import QPointF

from widgets.canvas import Canvas, Writing, baseline
from widgets.unit import role_size, role_weight


class Words(NamedTuple):
    """How lines at one place are written: left and middle of capitals in u, and their type."""

    x: float
    y: float
    size: float
    weight: int
    ink: str
    pixels: int
    place: QPointF


def words_at(canvas: Canvas, x: float, y: float, role: str, ink: str) -> Words:
    """Return how lines at a place are written."""
    size = role_size(role)
    place = QPointF(x * canvas.u, baseline(y, size, canvas.u, canvas.dpr))
    return Words(x, y, size, role_weight(role), ink, max(1, round(size * canvas.u)), place)


def width_of(canvas: Canvas, text: str, words: Words) -> float:
    """Return the width of such a line in u."""
    return canvas.look.typeface.width(text, words.pixels, words.weight) / canvas.u


def write(canvas: Canvas, text: str, width: float, words: Words) -> None:
    """Write a line that is known to fit: as ``Canvas.text`` does, without a search."""
    x, y, size, weight, ink, pixels, place = words
    canvas.painter.setFont(canvas.look.typeface.font(pixels, weight))
    canvas.painter.setPen(canvas.palette.named(ink))
    canvas.painter.drawText(place, text)
    canvas.writings.append(Writing(text, x, y, width, size, ink, cut=False, foreign=False))
