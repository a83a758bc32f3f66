"""The page of errors as they came, whoever looked or did not."""

from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.picture import Parts
from widgets.sections.stream_list import StreamList
from widgets.tracks import Tracks
from widgets.views.error_stream import StreamView, stream_view
from widgets.views.scene import Scene

MARGIN = 3.0


class ErrorStreamPage(Page):
    """The newest first; repeats of one error stand together."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._list = StreamList(look, self)
        self.add(self._list)

    def parts(self) -> Parts:
        """Return what makes the stream."""
        return stream_view

    def show_parts(self, parts: StreamView, _scene: Scene) -> None:
        """Show the stream."""
        self._list.show_stream(parts)

    def arrange(self) -> None:
        """Give the list all room."""
        wide, high = self.width() / self.u, self.height() / self.u
        place(self._list, self.u, Box(MARGIN, 0.4, wide - 2 * MARGIN, high - 0.4))
