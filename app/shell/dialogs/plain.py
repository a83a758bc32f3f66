"""What dialogs are made of: text from outside is shown literally, wrapped, with no links."""

import html
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from unicodedata import bidirectional

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFont,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.model.phrase import foreign
from app.shell.dialogs.inner_names import name_parts
from widgets.tr import tr

ROOM = 16  # pixels round what a dialog holds
GAP = 10
CELL_LIMIT = 500  # signs
_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"


class TroubleLine(QLabel):
    """Says above everything else why what stands below is old or not there; else it takes no room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFrameShape(QFrame.Shape.Box)
        self.setMargin(6)
        font = self.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence, and have it read aloud when it is a new one; an empty one takes the line away."""
        before = self.text()
        self.setText(led(text[:1].upper() + text[1:]))
        self.setVisible(bool(text))
        if text and self.text() != before:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


def press(parent: QWidget, text: str, act: Callable[[], object]) -> QPushButton:
    """Return a button that only a press of its own sets off: Return in another control does not."""
    button = QPushButton(text, parent)
    button.setAutoDefault(False)
    button.clicked.connect(act)
    return button


def arrange(dialog: QDialog) -> None:
    """Give a dialog that is laid out its margins, and let Tab lead through it as it is read."""
    layout = dialog.layout()
    assert layout is not None
    layout.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
    layout.setSpacing(GAP)
    lead(dialog)


def lead(dialog: QDialog) -> None:
    """Let Tab lead as the layout goes, and name what controls hold; again when some were added."""
    layout = dialog.layout()
    assert layout is not None
    stops = list(_stops(layout))
    for one, following in pairwise(stops):
        QWidget.setTabOrder(one, following)
    name_parts(dialog)


def _stops(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield widget
            inner = widget.layout()
        if inner is not None:
            yield from _stops(inner)


def foot(dialog: QDialog, said: QLabel, buttons: Sequence[QPushButton]) -> QHBoxLayout:
    """Return the last line of a dialog: what was said, what can be done, and the way out at the edge."""
    row = QHBoxLayout()
    row.addWidget(said, 1)
    for button in (*buttons, press(dialog, tr("Close"), dialog.reject)):
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
    return row


def led(text: str) -> str:
    """Return a sentence that goes as the window does, also after a name that goes the other way."""
    strong = next((kind for sign in text if (kind := bidirectional(sign)) in ("L", "R", "AL")), "L")
    ours = QGuiApplication.layoutDirection() is Qt.LayoutDirection.LeftToRight
    return f"{_LEFT_TO_RIGHT}{text}" if ours and strong != "L" else text


def cell(text: str, *, tip: str = "") -> QTableWidgetItem:
    """Return a cell of a table: ``text`` and ``tip`` as they are, the tip never taken for markup."""
    item = QTableWidgetItem(led(foreign(text, CELL_LIMIT)))
    if tip:
        item.setToolTip(f"<span>{html.escape(foreign(tip, 500))}</span>")
    return item


class PlainTable(QTableWidget):
    """A table of texts; while it has no rows it says why, ``wraps`` shows long texts on several lines."""

    def __init__(self, columns: int, parent: QWidget, *, wraps: bool = False) -> None:
        super().__init__(0, columns, parent)
        self.filled: tuple[Sequence[Sequence[str]], Sequence[str]] = ((), ())
        self._empty = ""
        self._wraps = wraps
        self.setWordWrap(wraps)
        if wraps:
            self.horizontalHeader().sectionResized.connect(self.resizeRowsToContents)

    def say_empty(self, text: str) -> None:
        """Say this where no rows are."""
        if text != self._empty:
            self._empty = text
            self.setAccessibleDescription(text)
            self.viewport().update()

    def fit(self) -> None:
        """Give each row the height of its text."""
        if self._wraps:
            self.resizeRowsToContents()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or why there are none."""
        super().paintEvent(event)
        if self.rowCount() == 0 and self._empty:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            box = self.viewport().rect().adjusted(ROOM, ROOM, -ROOM, -ROOM)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)
            painter.end()


def plain_table(
    name: str, heads: Sequence[str], parent: QWidget, *, wide: Sequence[int], wraps: bool = False
) -> PlainTable:
    """Return an empty table of which rows are chosen; ``wide`` columns share what room is left."""
    table = PlainTable(len(heads), parent, wraps=wraps)
    shape(table, name, heads, wide=wide)
    return table


def shape(table: PlainTable, name: str, heads: Sequence[str], *, wide: Sequence[int]) -> None:
    """Give a new table its heads and the look and keys of all tables of dialogs."""
    table.setHorizontalHeaderLabels(list(heads))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    for column in wide:
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    table.setTabKeyNavigation(False)  # the key leads on to the next control
    table.setAccessibleName(name)


def fill(table: PlainTable, rows: Sequence[Sequence[str]], tips: Sequence[str] = ()) -> None:
    """Show these rows; the chosen one stays chosen by its first cell. The same rows change nothing."""
    if (rows, tips) == table.filled:
        return
    table.filled = (rows, tips)
    chosen = table.item(table.currentRow(), 0)
    kept = chosen.text() if chosen is not None and chosen.isSelected() else None
    table.setRowCount(len(rows))
    for number, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.setItem(number, column, cell(text, tip=tips[number] if tips else text))
        if cell(texts[0]).text() == kept:
            table.selectRow(number)
    table.fit()
