"""What is wrong with a dialog, by its layout: nothing of it is judged by eye."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from tests.language.seen import clashes, sections, squeezed
from tests.shell.names import nameless
from tests.widgets.seeing import contrast, linear

LEAST_TEXT, LEAST_EDGE = 4.5, 3.0  # contrast, WCAG 2.2 (1.4.3, 1.4.11)
_PARTS = (QLabel, QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractScrollArea)


def faults(dialog: QDialog) -> list[str]:
    """Return all that is wrong."""
    return [
        *(f"cut: {text}" for text in squeezed(dialog)),
        *_overlaps(dialog),
        *(fault for section in sections(dialog) for fault in clashes(section)),
        *nameless(dialog),
        *_leaps(dialog),
        *_faint(dialog),
        *_defaults(dialog),
    ]


def _parts(dialog: QDialog) -> list[QWidget]:
    """Return what is seen of controls and texts; what a control is made of is none of it."""
    found = [each for each in dialog.findChildren(QWidget) if isinstance(each, _PARTS) and each.isVisible()]
    return [each for each in found if not any(isinstance(above, _PARTS) for above in _above(each, dialog))]


def _above(widget: QWidget, dialog: QDialog) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None and parent is not dialog:
        yield parent
        parent = parent.parentWidget()


def _place(widget: QWidget, dialog: QDialog) -> QRect:
    return QRect(widget.mapTo(dialog, QPoint(0, 0)), widget.size())


def _overlaps(dialog: QDialog) -> Iterator[str]:
    places = {part: _place(part, dialog) for part in _parts(dialog)}
    for part, place in places.items():
        if not dialog.rect().contains(place):
            yield f"leaves the dialog: {_name(part)}"
    for one, other in combinations(places, 2):
        if places[one].intersects(places[other]):
            yield f"overlap: {_name(one)} | {_name(other)}"


def _stops(dialog: QDialog) -> list[QWidget]:
    """Return where Tab leads, in its order."""
    found: list[QWidget] = []
    widget = dialog.nextInFocusChain()
    while widget is not None and widget is not dialog:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
            found.append(widget)
        widget = widget.nextInFocusChain()
    parts = _parts(dialog)
    return [each for each in found if each in parts]


def _leaps(dialog: QDialog) -> Iterator[str]:
    """Yield where Tab leads back: up, or to the left within a line. Begun where one reads first."""
    ring = _stops(dialog)
    places = [_place(stop, dialog) for stop in ring]
    first = min(range(len(ring)), key=lambda n: (places[n].bottom() // 8, places[n].left()), default=0)
    for one, following in pairwise((*ring[first:], *ring[:first])):
        here, there = _place(one, dialog), _place(following, dialog)
        aside = here.top() < there.bottom() and there.top() < here.bottom()
        if there.bottom() <= here.top() or (aside and there.right() <= here.left()):
            yield f"Tab leads back: {_name(one)} > {_name(following)}"


def _faint(dialog: QDialog) -> Iterator[str]:
    """Yield texts and edges that can hardly be seen."""
    picture = dialog.grab().toImage()
    scale = picture.devicePixelRatio()
    ground = dialog.palette().color(QPalette.ColorRole.Window)
    for part in _parts(dialog):
        if isinstance(part, QLabel) and part.text() and part.isEnabled():
            ink = part.palette().color(QPalette.ColorRole.WindowText)
            if _contrast(ink, ground) < LEAST_TEXT:
                yield f"faint: {part.text()}"
        if not part.isEnabled():
            continue  # what cannot be used may be dim (WCAG says so, too)
        if isinstance(part, QLineEdit | QComboBox) or (isinstance(part, QCheckBox) and not part.text()):
            place = _place(part, dialog)
            edge = max(
                _contrast(
                    picture.pixelColor(round((place.left() + dx) * scale), round(place.center().y() * scale)),
                    ground,
                )
                for dx in (0, 0.5, 1, 1.5)
            )
            if edge < LEAST_EDGE:
                yield f"its edge cannot be seen: {_name(part)} ({edge:.1f})"


def _contrast(one: QColor, other: QColor) -> float:
    return contrast(*(linear(each.red(), each.green(), each.blue()) for each in (one, other)))


def _defaults(dialog: QDialog) -> Iterator[str]:
    """Yield what Return would do beside the one thing that it is meant for, and hurts."""
    buttons = [each for each in dialog.findChildren(QPushButton) if each.isDefault()]
    if len(buttons) > 1:
        yield f"several defaults: {[each.text() for each in buttons]}"


def _name(widget: QWidget) -> str:
    spoken = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    return f"{type(widget).__name__} {spoken[:40]}"
