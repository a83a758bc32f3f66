"""The ring of the keyboard round a mark; it is painted on the sheet over the fields."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget

from widgets.canvas import Canvas
from widgets.lattice import Lattice
from widgets.look import Look
from widgets.palette import tokens

BEYOND = 4  # points that it may reach beyond its mark


class MarkRing:
    """Where the keyboard stands in a field; ``number``: of the check, -1: on none."""

    def __init__(self, sheet: QWidget) -> None:
        self.number = -1
        self._sheet = sheet
        self._lattice: Lattice | None = None
        self._corner = QPoint()
        self._area = QRect()

    def stand(self, number: int, lattice: Lattice, corner: QPoint) -> None:
        """Stand on a check; ``corner``: of the field, in points of the sheet's parent."""
        self.ask()
        self.number, self._lattice = number, lattice
        self._corner = corner - self._sheet.pos()
        around = lattice.area(number).adjusted(-BEYOND, -BEYOND, BEYOND, BEYOND)
        self._area = around.translated(self._corner) if number >= 0 else QRect()
        self.ask()

    def ask(self) -> None:
        """Have its place shown anew."""
        if not self._area.isEmpty():
            self._sheet.update(self._area)

    def draw(self, painter: QPainter, asked: QRegion, look: Look, u: float) -> None:
        """Paint it where it lies in what is asked of the sheet."""
        lattice = self._lattice
        if lattice is None or not asked.intersects(self._area):
            return
        space = tokens().space
        painter.save()
        painter.translate(self._corner)
        canvas = Canvas(painter, look, u, lattice.ratio)
        ring, radius = space["focus_ring"], space["radius_small"]
        canvas.frame(lattice.box(self.number), look.palette.focus, ring, radius)
        painter.restore()
