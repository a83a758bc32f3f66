"""What hurts is asked about first."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.shell.dialogs.label import plain_label
from app.shell.dialogs.plain import arrange
from widgets.tr import tr


class ConfirmDialog(QDialog):
    """A question with a verb and a way back, which is the default; it ends with itself."""

    def __init__(self, question: str, consequence: str, verb: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(question)
        buttons = QDialogButtonBox(self)
        does = buttons.addButton(verb, QDialogButtonBox.ButtonRole.DestructiveRole)
        stays = buttons.addButton(tr("Leave it"), QDialogButtonBox.ButtonRole.RejectRole)
        does.clicked.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(question, self, bold=True))
        layout.addWidget(plain_label(consequence, self))
        layout.addWidget(buttons)
        arrange(self)
        stays.setDefault(True)
        stays.setFocus()
