"""Before nobody watches any more, somebody has said so."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.shell.dialogs.label import plain_label
from app.shell.dialogs.plain import arrange
from widgets.tr import tr


class QuitDialog(QDialog):
    """Three ways: end everything, end the window only, stay."""

    chosen = Signal(bool)  # whether the engine ends too

    def __init__(self, *, window_lost: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Quit Nocwall"))
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(tr("Stop watching?"), self, bold=True))
        if window_lost:
            layout.addWidget(
                plain_label(tr("There is no tray here from which the wall could be opened."), self)
            )
        layout.addWidget(
            plain_label(
                tr("Without the window the engine can go on watching: it notifies and sounds by itself."),
                self,
            )
        )
        buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        ends = buttons.addButton(tr("Stop watching"), role.DestructiveRole)
        leaves = buttons.addButton(tr("Close the window only"), role.AcceptRole)
        stays = buttons.addButton(tr("Stay"), role.RejectRole)
        ends.clicked.connect(lambda: self._choose(engine=True))
        leaves.clicked.connect(lambda: self._choose(engine=False))
        buttons.rejected.connect(self.reject)
        stays.setDefault(True)
        stays.setFocus()
        layout.addWidget(buttons)
        arrange(self)

    def _choose(self, *, engine: bool) -> None:
        self.accept()
        self.chosen.emit(engine)
