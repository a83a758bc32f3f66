"""The field that searches a table: words and ``key:value``, with what may be asked for at hand."""

from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from widgets.tr import tr

_DOWN = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchField(QLineEdit):
    """Down and Enter lead to what was found; Esc empties it, then leads back."""

    left = Signal()

    def __init__(self, keys: Collection[str], example: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(tr("Search: words, or {example}", example=example))
        self.setClearButtonEnabled(True)
        for button in self.findChildren(QAbstractButton):
            button.setAccessibleName(tr("Clear the search"))
        self.setAccessibleName(tr("Search"))
        told = ", ".join(f"{key}:" for key in keys)
        words = tr("Plain words, key:value with {keys}, a comma for or, a minus for not", keys=told)
        self.setAccessibleDescription(words)
        self.setToolTip(words)

    def event(self, event: QEvent) -> bool:
        """Take Esc before it closes the window."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Escape, *_DOWN)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lead on by Down and Enter, back by Esc."""
        if event.key() in _DOWN:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)
