"""Where Tab leads on a wall: round through a ring that the wall names, whatever was made or painted first."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from widgets.painted import Painted


def go_on(ring: Sequence[Painted], present: QWidget | None, *, following: bool) -> bool:
    """Give the focus to the next of the ring that may have it, or the one before; False without a ring.

    Whoever stands outside the ring, as on a page that has gone, comes in at its beginning.
    """
    ring = [each for each in ring if each.isVisible()]
    way = ring if following else ring[::-1]
    at = next((number for number, each in enumerate(way) if each is present), -1)
    if not ring:
        return False
    # Before the first board nothing can be chosen: the first waits for it, and goes on if it gets nothing.
    found = next((each for each in way[at + 1 :] + way[: at + 1] if each.may_have_focus()), ring[0])
    reason = Qt.FocusReason.TabFocusReason if following else Qt.FocusReason.BacktabFocusReason
    found.setFocus(reason)
    return True


class Ringed(QWidget):
    """Base of what leads through a ring; parts ask their parents where Tab leads, up to here."""

    ring: Callable[[], Sequence[Painted]] = tuple

    def focusNextPrevChild(self, following: bool) -> bool:
        """Go on in the ring, not in the order in which parts were made."""
        return go_on(self.ring(), QApplication.focusWidget(), following=following)
