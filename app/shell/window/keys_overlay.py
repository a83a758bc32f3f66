"""A sheet over the wall that names the keys; any key or click takes it away."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QLabel, QWidget
from shiboken6 import isValid

from app.model.target import ElementClass
from app.shell.dialogs.label import plain_label
from app.shell.window.keys import PAGE_KEYS, Key
from widgets.tr import tr
from widgets.views.words import element_title


def page_title(page: str) -> str:
    """Return the name of a page as people say it."""
    if page in tuple(ElementClass):
        return element_title(ElementClass(page))
    names = {
        "overview": tr("Overview"),
        "charts": tr("Charts"),
        "incidents": tr("Incidents"),
        "errors": tr("Errors"),
        "checks": tr("All checks"),
        "network_map": tr("Map"),
    }
    return names.get(page, page)


class KeysOverlay(QFrame):
    """Lies in the middle of its parent; a child of it, never a window of its own."""

    def __init__(self, keys: Sequence[Key], pages: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.Box)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)  # also over a wall whose window has another
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Keys"))
        self._lines: list[str] = []
        self._before: QWidget | None = None  # who had the focus
        grid = QGridLayout(self)
        grid.setContentsMargins(32, 24, 32, 24)
        grid.setHorizontalSpacing(32)
        lines = [(" ".join(key.keys), tr(key.text)) for key in keys]
        lines += [
            (key_of_page, tr("Page: {name}", name=page_title(page)))
            for key_of_page, page in zip(PAGE_KEYS, pages, strict=False)
        ]
        half = -(-len(lines) // 2)  # in one column they would leave a small window
        for number, (sign, text) in enumerate(lines):
            column, row = divmod(number, half)
            self._put(grid, (row, 2 * column), sign, text)
        self.setAccessibleDescription("; ".join(self._lines))
        self.hide()

    def show_over(self) -> None:
        """Show in the middle of the parent."""
        self.adjustSize()
        parent = self.parentWidget()
        if parent is not None:
            self.move((parent.width() - self.width()) // 2, (parent.height() - self.height()) // 2)
        self._before = QApplication.focusWidget()
        self.show()
        self.raise_()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Take every key before it is a shortcut of the window."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, _event: QKeyEvent) -> None:
        """Go away."""
        self.hide()

    def focusNextPrevChild(self, following: bool) -> bool:  # noqa: ARG002 - so Qt calls it
        """Keep the focus: Tab takes the sheet away like every key."""
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the focus back to who had it; where nobody had, keep it from swallowing every further key."""
        super().hideEvent(event)
        before, self._before = self._before, None
        self.clearFocus()
        if before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Go away."""
        self.hide()

    def _put(self, grid: QGridLayout, place: tuple[int, int], keys: str, text: str) -> None:
        row, column = place
        self._lines.append(f"{keys}: {text}")
        grid.addWidget(plain_label(keys, self, bold=True), row, column, Qt.AlignmentFlag.AlignRight)
        what: QLabel = plain_label(text, self)
        what.setWordWrap(False)
        grid.addWidget(what, row, column + 1)
