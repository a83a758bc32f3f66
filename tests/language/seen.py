"""What a person sees and hears of a window, as texts with their places."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

from widgets.canvas import Canvas, Writing
from widgets.painted import Painted
from widgets.typeface import CAP_HEIGHT


class Painting(NamedTuple):
    """One text that was painted: its wordings, the lines it became, and whether it holds foreign text."""

    wordings: tuple[str, ...]
    lines: tuple[Writing, ...]
    foreign: bool


class Record:
    """All texts that were painted since it was made."""

    def __init__(self) -> None:
        self.paintings: list[Painting] = []

    @contextmanager
    def listening(self, patch: pytest.MonkeyPatch) -> Iterator["Record"]:
        """Note each text on its way to a canvas."""
        paint = Canvas.text

        def noted(canvas: Canvas, words: str | Sequence[str], *place: Any, **how: Any) -> float:
            before = len(canvas.writings)
            width = paint(canvas, words, *place, **how)
            wordings = (words,) if isinstance(words, str) else tuple(words)
            lines = tuple(canvas.writings[before:])
            self.paintings.append(Painting(wordings, lines, bool(how.get("foreign"))))
            return width

        with patch.context() as patched:
            patched.setattr(Canvas, "text", noted)
            yield self


def sections(window: QWidget) -> list[Painted]:
    """Return the painted widgets of a window that can be seen."""
    found = [widget for widget in window.findChildren(Painted) if widget.isVisibleTo(window)]
    return [window, *found] if isinstance(window, Painted) else found


def spoken(window: QWidget) -> set[str]:
    """Return what a screen reader says of a window and all in it."""
    told = {spot.words for section in sections(window) for spot in section.spots}
    for widget in (window, *window.findChildren(QWidget)):
        told |= {widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()}
    return told - {""}


def written(window: QWidget) -> set[str]:
    """Return the texts of a window's labels, buttons, lists and menus, and its title."""
    told = {window.windowTitle()}
    told |= {label.text() for label in window.findChildren(QLabel)}
    told |= {button.text() for button in window.findChildren(QAbstractButton)}
    told |= {line.placeholderText() for line in window.findChildren(QLineEdit)}
    told |= {action.text() for action in window.findChildren(QAction)}
    for box in window.findChildren(QComboBox):
        told |= {box.itemText(number) for number in range(box.count())}
    return told - {""}


def squeezed(window: QWidget) -> list[str]:
    """Return the labels and buttons that have less room than their text needs."""
    found = []
    labels: list[QLabel | QAbstractButton] = [*window.findChildren(QLabel)]
    for widget in (*labels, *window.findChildren(QAbstractButton)):
        if not widget.isVisibleTo(window) or not widget.text():
            continue
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        least = widget.minimumSizeHint()
        high = widget.heightForWidth(widget.width()) if wraps else least.height()
        if widget.width() < least.width() or widget.height() < high:
            found.append(widget.text())
    return found


def clashes(section: Painted) -> list[str]:
    """Return pairs of texts that stand one upon the other, and texts that leave their section."""
    texts = [*section.writings, *section.live_writings]
    found = [f"leaves its section: {text.text}" for text in texts if _leaves(text, section)]
    for number, one in enumerate(texts):
        found += [f"{one.text} | {other.text}" for other in texts[number + 1 :] if _meet(one, other)]
    return found


def _leaves(text: Writing, section: Painted) -> bool:
    half = text.size * CAP_HEIGHT / 2
    across = text.x < -0.1 or text.x + text.width > section.wide() + 0.1
    return across or text.y - half < -0.1 or text.y + half > section.high() + 0.1


def _meet(one: Writing, other: Writing) -> bool:
    """Whether the capitals of two texts share a place."""
    apart = (one.size + other.size) * CAP_HEIGHT / 2
    aside = one.x + one.width <= other.x + 0.05 or other.x + other.width <= one.x + 0.05
    return not aside and abs(one.y - other.y) < apart - 0.05
