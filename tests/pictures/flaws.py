"""What is wrong with a picture by its layout: what a comparison with a kept one cannot know."""

from collections.abc import Iterator
from itertools import combinations, product

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontInfo, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from tests.language.seen import clashes, sections, squeezed
from tests.shell.names import nameless
from tests.widgets.seeing import faults
from widgets.painted import Painted
from widgets.tables.cells import PAD, U
from widgets.tables.drawn_table import DrawnTable
from widgets.tr import tr
from widgets.typeface import CAP_HEIGHT
from widgets.unit import LEAST, LEAST_PIXELS

ARROW = 12  # pixels that the mark of the order takes from a head
# Columns with words of ours: those have to be whole. A name or a sentence is whole in the detail.
OURS = (
    *("state", "since", "last", "class", "value"),
    *("standing", "id", "severity", "began", "lasted", "at", "kind"),
)


def of_sections(window: QWidget, *, may_cut: bool) -> Iterator[str]:
    """Yield painted texts that are cut, too small, outside, or over another; and sections over sections."""
    found = sections(window)
    for section in found:
        yield from faults(section, may_cut=may_cut)
        yield from (f"{type(section).__name__}: {clash}" for clash in clashes(section))
    for one, other in combinations(found, 2):
        if one.parent() is other.parent() and _meet(one.geometry(), other.geometry()):
            for text, below in product(_texts(one), _texts(other)):
                if _meet(text, below):
                    yield f"texts of {type(one).__name__} and {type(other).__name__} share a place"


def of_window(window: QWidget) -> Iterator[str]:
    """Yield what is wrong with a window of controls: cut, too small, nameless, outside of it."""
    yield from (f"cut: {text}" for text in squeezed(window))
    yield from nameless(window)
    for part in window.findChildren(QWidget):
        if not part.isVisibleTo(window):
            continue
        if isinstance(part, QLabel | QAbstractButton | QLineEdit):
            pixels = QFontInfo(part.font()).pixelSize()
            if pixels < LEAST * LEAST_PIXELS:
                yield f"too small, {pixels} pixels: {part.objectName() or type(part).__name__}"
        if isinstance(part, DrawnTable):
            yield from _of_table(part)


def _of_table(table: DrawnTable) -> Iterator[str]:
    """Yield heads that are cut, and cells with words of ours that are."""
    metrics, pad = QFontMetrics(table.heads.font()), round(PAD * U)
    typeface, rows = table.cells.look.typeface, min(40, len(table.rows.rows))
    for number, column in enumerate(table.kind.columns):
        if table.isColumnHidden(number):
            continue
        sorts = table.heads.sortIndicatorSection() == number
        room = table.columnWidth(number) - 2 * pad - (ARROW if sorts else 0)
        if metrics.horizontalAdvance(tr(column.title)) > room:
            yield f"cut head: {column.title}"
        sign = round(2.6 * U + U) if column.sign is not None else 0
        for row in range(rows) if column.id in OURS else ():
            words = table.rows.text(row, column)
            wide = typeface.width(words, table.cells.pixels, 600 if column.loud else 500)
            if wide > table.columnWidth(number) - 2 * pad - sign + 0.5:
                yield f"cut cell of {column.title}: {words}"


def _texts(section: Painted) -> list[QRect]:
    """Return where the texts of a section stand in its parent, in pixels."""
    u, corner = section.u, section.geometry().topLeft()
    return [
        QRect(
            corner.x() + round(text.x * u),
            corner.y() + round((text.y - text.size * CAP_HEIGHT / 2) * u),
            round(text.width * u),
            round(text.size * CAP_HEIGHT * u),
        )
        for text in (*section.writings, *section.live_writings)
    ]


def _meet(one: QRect, other: QRect) -> bool:
    shared = one.intersected(other)
    return shared.width() > 1 and shared.height() > 1
