"""Labels and texts that show what they are given as it is; the first window needs no more of the dialogs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


def plain_label(text: str = "", parent: QWidget | None = None, *, bold: bool = False) -> QLabel:
    """Return a label that shows ``text`` as it is."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setText(text)
    if bold:
        font = label.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        label.setFont(font)
    return label


def literal(text: str) -> str:
    """Return ``text`` for a button or a menu entry, where a single & marks a key."""
    return text.replace("&", "&&")
