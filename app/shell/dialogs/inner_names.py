"""Names for what Qt puts into controls by itself: a screen reader comes upon those parts, too."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMenuBar,
    QTableView,
    QWidget,
)

from widgets.tr import tr


def name_parts(window: QWidget) -> None:
    """Name the parts of all controls of a window; to be called again when controls were added."""
    for combo in window.findChildren(QComboBox):
        _name(combo.view(), spoken(combo))
    for box in window.findChildren(QAbstractSpinBox):
        _name(box.lineEdit(), spoken(box))
    for field in window.findChildren(QLineEdit):
        _name(field.findChild(QAbstractButton), tr("Clear"))
    for table in window.findChildren(QTableView):
        _name(table.findChild(QAbstractButton), tr("Choose all rows"))
    for bar in window.findChildren(QMenuBar):
        _name(bar.findChild(QAbstractButton), tr("Further menus"))


def spoken(widget: QWidget) -> str:
    """Return the name by which a screen reader calls a control: its own, its text, or its label."""
    # The stub knows only objects; for a widget there is always an interface.
    told: str = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    return told


def _name(part: QWidget | None, name: str) -> None:
    if part is not None and not part.accessibleName():
        part.setAccessibleName(name)
