"""A lattice of marks: which stands where, in device pixels, and which is reached from another."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt

from widgets.canvas import Box

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Lattice(NamedTuple):
    """``number`` marks of ``size`` device pixels, ``columns`` in a row; ``scale``: device pixels of a u."""

    number: int
    columns: int
    left: int
    top: int
    size: int
    scale: float
    ratio: float  # device pixels of a logical one

    def box(self, number: int) -> Box:
        """Return the place of a mark in u."""
        row, column = divmod(number, self.columns)
        size = self.size / self.scale
        x, y = self.left + column * self.size, self.top + row * self.size
        return Box(x / self.scale, y / self.scale, size, size)

    def area(self, number: int) -> QRect:
        """Return the logical points that a mark touches."""
        row, column = divmod(number, self.columns)
        x, y = self.left + column * self.size, self.top + row * self.size
        ratio = self.ratio
        return QRectF(x / ratio, y / ratio, self.size / ratio, self.size / ratio).toAlignedRect()

    def at(self, x: float, y: float) -> int:
        """Return which mark stands at a point in u, -1: none."""
        column = int((x * self.scale - self.left) // self.size)
        row = int((y * self.scale - self.top) // self.size)
        number = row * self.columns + column
        return number if row >= 0 and 0 <= column < self.columns and number < self.number else -1

    def reached(
        self, key: Qt.Key, present: int, deviates: Callable[[int], bool], *, far: bool = False
    ) -> int | None:
        """Return where a key leads to from a mark: arrows, Home, End; ``far``: on to the next that deviates.

        Not by Page Up and Down: those turn the pages of the wall, wherever the keyboard stands.
        """
        last = self.number - 1
        if far and key in _STEPS:
            on = range(present + 1, last + 1) if sum(_STEPS[key]) > 0 else range(present - 1, -1, -1)
            return next(filter(deviates, on), present)
        if key in _STEPS:
            across, down = _STEPS[key]
            wanted = present + across + down * self.columns
            return wanted if 0 <= wanted <= last else present
        return {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}.get(key)
