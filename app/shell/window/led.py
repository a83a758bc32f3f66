"""A window whose wall says where Tab leads, also while nothing has the focus yet."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

if TYPE_CHECKING:  # it is loaded after the first paint
    from widgets.wall import Wall


class LedByWall(QMainWindow):
    """Base of windows with a wall."""

    wall: "Wall | None" = None

    def focusNextPrevChild(self, following: bool) -> bool:
        """Leave to the wall where Tab leads."""
        if self.wall is None:
            return super().focusNextPrevChild(following)
        return self.wall.focusNextPrevChild(following)
