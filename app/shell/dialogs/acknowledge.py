"""Take an incident: who has it, and a word to the others."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.model.incident import Incident
from app.model.intent import Acknowledge
from app.model.phrase import foreign
from app.model.quantity import age
from app.shell.dialogs.label import plain_label
from app.shell.dialogs.plain import arrange
from widgets.tr import tr, tr_phrase

NAME_LIMIT = 60
COMMENT_LIMIT = 500
TITLE_LIMIT = 60  # signs; the incident's own dialog has the whole
_SPANS = (1800.0, 3600.0, 2 * 3600.0, 8 * 3600.0)  # seconds


class AcknowledgeDialog(QDialog):
    """Offers the open incidents that nobody has, worst first, and asks for a name."""

    wished = Signal(object)  # Acknowledge

    def __init__(
        self, incidents: Sequence[Incident], chosen: str, who: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Take an incident"))
        self._which = QComboBox(self)
        for incident in incidents:
            title = foreign(tr_phrase(incident.title), TITLE_LIMIT)
            self._which.addItem(f"{incident.id}  {title}", incident.id)
        self._which.setCurrentIndex(max(0, self._which.findData(chosen)))
        self._who = QLineEdit(who, self)
        self._who.setMaxLength(NAME_LIMIT)
        self._comment = QLineEdit(self)
        self._comment.setMaxLength(COMMENT_LIMIT)
        self._span = QComboBox(self)
        self._span.addItem(tr("until it is over"), 0.0)
        for seconds in _SPANS:
            self._span.addItem(tr("for {span}", span=age(seconds)), seconds)
        self._sticky = QCheckBox(tr("Keep it even if it gets worse"), self)
        self._buttons = self._made_buttons()
        form = QFormLayout()
        form.addRow(tr("Incident"), self._which)
        form.addRow(tr("Your name"), self._who)
        form.addRow(tr("Comment"), self._comment)
        form.addRow(tr("You have it"), self._span)
        form.addRow("", self._sticky)
        box = QVBoxLayout(self)
        box.addWidget(plain_label(tr("The tone stops and everybody sees who has it."), self))
        box.addLayout(form)
        box.addWidget(self._buttons)
        arrange(self)
        self._who.textChanged.connect(self._judge)
        self._judge()
        (self._comment if who else self._who).setFocus()
        self.setMinimumWidth(560)

    def accept(self) -> None:
        """Send the wish and close."""
        self.wished.emit(
            Acknowledge(
                what=str(self._which.currentData()),
                who=foreign(self._who.text(), NAME_LIMIT),
                comment=foreign(self._comment.text(), COMMENT_LIMIT),
                sticky=self._sticky.isChecked(),
                seconds=float(self._span.currentData()),
            )
        )
        super().accept()

    def _made_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        self._take = buttons.addButton(tr("Take it"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _judge(self) -> None:
        """Nobody takes an incident without a name, nor one that does not exist."""
        self._take.setEnabled(bool(foreign(self._who.text()).strip()) and self._which.count() > 0)
