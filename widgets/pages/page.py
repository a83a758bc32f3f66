"""A page of the wall: sections in a fixed arrangement, measured in u."""

from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.look import Look
from widgets.painted import Painted
from widgets.picture import Parts
from widgets.tracks import Tracks
from widgets.views.scene import Scene


class Page(QWidget):
    """Base of the pages. ``chosen``: the id of a check or an incident, ``page:NAME``, ``chart:CHECK``."""

    chosen = Signal(str)
    covers = False  # header and foot are not shown beside it
    says_all = False  # nor is a banner

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.tracks = tracks
        self.u = 8.0

    def parts(self) -> Parts:
        """Return what works out the page's parts of a scene; it may run beside the window."""
        return _nothing

    def show_parts(self, parts: Any, scene: Scene) -> None:
        """Show the state of affairs."""
        raise NotImplementedError

    def arrange(self) -> None:
        """Give each section its place."""
        raise NotImplementedError

    def sections(self) -> list[Painted]:
        """Return all painted sections of the page."""
        return self.findChildren(Painted)

    def in_turn(self) -> list[Painted]:
        """Return the visible sections as Tab goes through them: the worst first, else as one reads."""
        seen = [section for section in self.sections() if section.isVisible()]
        origin = QPoint()
        places = {section: section.mapTo(self, origin) for section in seen}
        return sorted(seen, key=lambda each: (each.turn, places[each].y(), places[each].x()))

    def is_ready(self) -> bool:
        """Whether all that stands still on this page is drawn."""
        return all(section.ready for section in self._expected())

    def make_ready(self) -> None:
        """Draw of that, before it is seen, what this turn allows."""
        for section in self._expected():
            if not section.ready:
                section.make_ready()

    def add(self, section: Painted) -> None:
        """Take a section in."""
        section.spot_chosen.connect(self.chosen)

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        self.look = look
        for section in self.sections():
            section.set_look(look)

    def set_unit(self, u: float) -> None:
        """Take another base module."""
        self.u = u
        for section in self.sections():
            section.set_unit(u)
        self.arrange()

    def fit(self) -> None:
        """Give each section its place and size: a hidden page is told late that it has another."""
        if self.testAttribute(Qt.WidgetAttribute.WA_PendingResizeEvent):
            self.arrange()

    def _expected(self) -> list[Painted]:
        """Return the sections that will be seen."""
        self.fit()
        return [section for section in self.sections() if section.isVisibleTo(self)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew."""
        self.arrange()
        super().resizeEvent(event)


def _nothing(_: Scene) -> None:
    return None
