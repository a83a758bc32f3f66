"""The page of support people in a window: its size follows the room, its sentences can be copied."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.look import Look
from widgets.sections.support_sheet import SupportSheet
from widgets.unit import LEAST_PIXELS, unit
from widgets.views.support import SupportView


class SupportPage(QWidget):
    """Tells by signals what was wished."""

    copy_wished = Signal(str)  # what to tell the player
    incident_wished = Signal(str)
    check_wished = Signal(str)
    more_wished = Signal(str)  # "incidents" or "checks"

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = SupportSheet(look, self)
        self.sheet.spot_chosen.connect(self._choose)
        self.setAccessibleName(self.sheet.accessibleName())

    def show_view(self, view: SupportView) -> None:
        """Show another moment."""
        self.sheet.show_view(view)

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        self.sheet.set_look(look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sheet all room, and letters of its size."""
        super().resizeEvent(event)
        self.sheet.set_unit(max(LEAST_PIXELS, unit(self.width(), self.height())))
        self.sheet.setGeometry(0, 0, self.width(), self.height())

    def _choose(self, spot: str) -> None:
        kind, _, name = spot.partition(":")
        view = self.sheet.view
        if kind == "copy" and view is not None:
            self.copy_wished.emit(next((each.tell for each in view.troubles if each.id == name), ""))
        elif kind == "incident":
            self.incident_wished.emit(name)
        elif kind == "check":
            self.check_wished.emit(name)
        else:
            self.more_wished.emit("incidents" if kind == "more" else "checks")
