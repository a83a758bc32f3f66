"""Labels for text that may come from outside: shown literally, wrapped, with no links."""

import html
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QWidget

from app.model.phrase import foreign


def plain_label(text: str = "", parent: QWidget | None = None, *, bold: bool = False) -> QLabel:
    """Return a label that shows ``text`` as it is."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setText(text)
    if bold:
        font = label.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        label.setFont(font)
    return label


def literal(text: str) -> str:
    """Return ``text`` for a button or a menu entry, where a single & marks a key."""
    return text.replace("&", "&&")


def cell(text: str, *, tip: str = "") -> QTableWidgetItem:
    """Return a cell of a table: ``text`` and ``tip`` as they are, the tip never taken for markup."""
    item = QTableWidgetItem(foreign(text))
    if tip:
        item.setToolTip(f"<span>{html.escape(foreign(tip, 500))}</span>")
    return item


def plain_table(name: str, heads: Sequence[str], parent: QWidget, *, wide: Sequence[int]) -> QTableWidget:
    """Return an empty table of which rows are chosen; ``wide`` columns share what room is left."""
    table = QTableWidget(0, len(heads), parent)
    table.setHorizontalHeaderLabels(list(heads))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    for column in wide:
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.setTabKeyNavigation(False)  # the key leads on to the next control
    table.setAccessibleName(name)
    return table


def fill(table: QTableWidget, rows: Sequence[Sequence[str]], tips: Sequence[str] = ()) -> None:
    """Show these rows; the chosen one stays chosen by its first cell."""
    chosen = table.item(table.currentRow(), 0)
    kept = chosen.text() if chosen is not None and chosen.isSelected() else None
    table.setRowCount(len(rows))
    for number, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.setItem(number, column, cell(text, tip=tips[number] if tips else text))
        if cell(texts[0]).text() == kept:
            table.selectRow(number)
