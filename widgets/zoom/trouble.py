"""What stands in the middle of a zoom page that has no chart: what happened, and what can be done."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.model.board import Glyph
from widgets.look import Look
from widgets.sign import Sign
from widgets.tr import tr

SIGN = 56  # pixels
WIDEST = 620  # pixels of a line of text
TITLE = 1.6  # times the size of other text
GAP = 10


class Trouble(NamedTuple):
    """What happened, why, and what can be done; ``again``: asking once more may help."""

    title: str
    why: str = ""
    remedy: str = ""
    again: bool = True


class TroublePanel(QWidget):
    """Lies over all of its parent; passive."""

    again_wished = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: Trouble | None = None
        self._sign, self._title = QLabel(self), _line(self)
        font = QFont(self._title.font())
        font.setPointSizeF(font.pointSizeF() * TITLE)
        font.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(font)
        self._why, self._remedy = _line(self), _line(self)
        self.again = QPushButton(tr("Ask again"), self)
        self.again.setAutoDefault(False)
        self.again.setAccessibleDescription(tr("Ask the history once more"))
        self.again.clicked.connect(self.again_wished)
        box = QVBoxLayout(self)
        box.setSpacing(GAP)
        box.addStretch()
        for part in (self._sign, self._title, self._why, self._remedy, self.again):
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch()
        self.set_look(look)
        self.hide()
        parent.installEventFilter(self)

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        dpr = self.devicePixelRatioF()
        picture = look.glyph(Sign(Glyph.UNKNOWN), round(SIGN * dpr), dpr)
        self._sign.setPixmap(picture)

    def tell(self, trouble: Trouble | None) -> None:
        """Show what happened, read it aloud when it is news; None takes the panel away."""
        news, self._shown = trouble != self._shown, trouble
        if trouble is None:
            self.hide()
            return
        for label, text in (
            (self._title, trouble.title),
            (self._why, trouble.why),
            (self._remedy, trouble.remedy),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self.again.setVisible(trouble.again)
        self.again.setEnabled(True)
        words = ". ".join(text for text in trouble[:3] if text)
        self.setAccessibleName(trouble.title)
        self.setAccessibleDescription(words)
        self._fill()
        self.show()
        self.raise_()
        if news:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def wait(self) -> None:
        """Let nobody ask once more before the answer is there."""
        self.again.setEnabled(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go with the size of the parent."""
        if event.type() is QEvent.Type.Resize:
            self._fill()
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
            room = min(WIDEST, max(1, parent.width() - 4 * GAP))
            for label in (self._title, self._why, self._remedy):
                label.setFixedWidth(room)


def _line(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
