"""The clock: local time with seconds, date and UTC offset."""

from PySide6.QtWidgets import QWidget

from widgets.canvas import Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.tr import tr
from widgets.views.words import clock_time, date_words

WIDTH = 34.0
RIGHT = 31.0


class ClockFace(Painted):
    """Paints a wall time; it is told the time and owns no timer."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._time = ""
        self._date = ""
        self.setAccessibleName(tr("Clock"))

    def show_time(self, wall: float) -> None:
        """Show seconds since 1970 as local time."""
        words = clock_time(wall, seconds=True)
        if words != self._time:
            self._time, self._date = words, date_words(wall)
            self.setAccessibleDescription(f"{self._time}, {self._date}")
            self.renew()

    def draw(self, canvas: Canvas) -> None:
        """Paint time and date."""
        canvas.text(self._time, 0, 5.0, RIGHT, "clock", align="right", least=6.5)
        canvas.text(self._date, 0, 10.8, RIGHT, "label", ink="ink3", align="right")
