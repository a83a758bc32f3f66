"""What stands in place of rows: why there are none, and the way to have some again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from widgets.tr import tr


class EmptyNote(QWidget):
    """Lies over a table that has no rows."""

    clear_wished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.clear = QPushButton(tr("Clear the search"), self)
        self.clear.setAutoDefault(False)
        self.clear.clicked.connect(self.clear_wished)
        box = QVBoxLayout(self)
        box.addStretch()
        box.addWidget(self.words)
        box.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch()
        box.setSpacing(12)
        self.hide()

    def say(self, words: str, *, may_clear: bool) -> None:
        """Say why there are no rows; an empty text takes the note away."""
        self.words.setText(words)
        self.clear.setVisible(may_clear)
        self.setVisible(bool(words))
