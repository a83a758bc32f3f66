"""What of a window a screen reader would have no words for."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QWidget

from widgets.painted import Painted


def nameless(window: QWidget) -> list[str]:
    """Return every control that has no name, and every picture that has no description."""
    return [
        fault
        for widget in (window, *window.findChildren(QWidget))
        if widget.isVisibleTo(window) or widget is window
        for fault in _faults(widget)
    ]


def _faults(widget: QWidget) -> Iterator[str]:
    picture = isinstance(widget, Painted) or _is_drawn(widget)
    if not picture and not isinstance(widget, QAbstractButton) and not _may_have_focus(widget):
        return
    told = QAccessible.queryAccessibleInterface(widget)
    kind = f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
    if not told.text(QAccessible.Text.Name):
        yield f"has no name: {kind}"
    # A button says by its text what it does; of a picture the description is all that can be read.
    if picture and not told.text(QAccessible.Text.Description):
        yield f"has no description: {kind}"


def _is_drawn(widget: QWidget) -> bool:
    """Whether it shows a scene of lines and shapes, which has no words of its own."""
    return type(widget).__name__ == "GraphicsView"


def _may_have_focus(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
        return False  # a part of the area, which is asked itself
    return widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
