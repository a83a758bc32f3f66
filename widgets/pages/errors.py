"""The errors page: what fails by class of error, what the logs say, whose error rate is over zero."""

from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.picture import Parts
from widgets.sections.error_list import ErrorList
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.error_groups import ErrorSection, error_sections
from widgets.views.scene import Scene

MARGIN = 3.0


class ErrorsPage(Page):
    """Errors by kind; the messages of a log stand in the detail of its check."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._list = ErrorList(look, self)
        self.add(self._list)

    def parts(self) -> Parts:
        """Return what makes the list."""
        return errors_parts

    def show_parts(self, parts: tuple[ErrorSection, ...], scene: Scene) -> None:
        """Show the errors of all checks."""
        self._list.show_errors(parts, tr("No fresh proof") if scene.unproved else tr("No errors now"))

    def arrange(self) -> None:
        """Give the list all room."""
        wide, high = self.width() / self.u, self.height() / self.u
        place(self._list, self.u, Box(MARGIN, 0.4, wide - 2 * MARGIN, high - 0.4))


def errors_parts(scene: Scene) -> tuple[ErrorSection, ...]:
    """Return the errors of all checks."""
    return error_sections(scene.views, scene.now)
