"""A table that paints its rows itself, and knows which of its columns are shown and how wide."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView, QWidget

from app.model.clock import Moment
from widgets.look import Look
from widgets.tables.cells import ROW, Cells, Place, U
from widgets.tables.column import Column, Kind
from widgets.tables.heads import Heads
from widgets.tables.model import RowModel
from widgets.tr import tr

_NARROWEST = 40  # pixels of a column


class DrawnTable(QTableView):
    """Rows of one kind. Columns keep their order."""

    arranged = Signal()  # a column has another width

    def __init__(self, kind: Kind[Any], look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.rows = RowModel(kind)
        self.cells = Cells(look, self.rows)
        self.setModel(self.rows)
        self.heads = Heads(look, self.cells.pixels, self)
        self.heads.columns = tuple(kind.columns)
        self.setHorizontalHeader(self.heads)
        self.heads.sectionResized.connect(lambda *_: self.arranged.emit())
        self._set_up()

    def refresh(self, now: Moment | None = None) -> None:
        """Paint what is seen anew: ages have grown."""
        if now is not None:
            self.rows.now = now
        self.viewport().update()

    def shown_columns(self) -> list[Column[Any]]:
        """Return the columns that are shown, as they stand."""
        return [column for n, column in enumerate(self.kind.columns) if not self.isColumnHidden(n)]

    def widths(self) -> dict[str, int]:
        """Return the widths of the columns that are shown, in pixels."""
        return {
            column.id: self.columnWidth(n)
            for n, column in enumerate(self.kind.columns)
            if not self.isColumnHidden(n)
        }

    def arrange(self, hidden: Iterable[str] | None, widths: dict[str, int]) -> None:
        """Hide columns (None: those that are at first), give others their widths; one stays at least."""
        gone = {c.id for c in self.kind.columns if c.hidden} if hidden is None else set(hidden)
        if all(column.id in gone for column in self.kind.columns):
            gone = set()
        header = self.horizontalHeader()
        for n, column in enumerate(self.kind.columns):
            self.setColumnHidden(n, column.id in gone)
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(n, mode.Stretch if column.stretch else mode.Interactive)
            if not column.stretch:
                wanted = widths.get(column.id, self.cells.letters(column.wide))
                self.setColumnWidth(n, max(_NARROWEST, wanted))

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        self.cells.set_look(look)
        self.heads.set_look(look)
        self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are to be seen anew."""
        painter = QPainter(self.viewport())
        dirty = event.rect()
        painter.fillRect(dirty, self.palette().color(QPalette.ColorRole.Base))
        first, last = self.rowAt(dirty.top()), self.rowAt(dirty.bottom())
        if first >= 0:
            last = last if last >= 0 else len(self.rows.rows) - 1
            chosen_parts = self.selectionModel().selection().toList()
            edges = [(part.top(), part.bottom()) for part in chosen_parts]
            parts = [part for part in edges if part[0] <= last and part[1] >= first]
            current = self.currentIndex().row() if self.hasFocus() else -1
            places = self._places(dirty)
            width = self.horizontalHeader().length() - self.horizontalHeader().offset()
            for row in range(first, min(last + 1, len(self.rows.rows))):
                chosen = any(top <= row <= bottom for top, bottom in parts)
                rect = QRect(0, self.rowViewportPosition(row), width, self.rowHeight(row))
                self.cells.paint_row(painter, row, rect, places, chosen=chosen)
                if row == current:
                    self.cells.paint_focus(painter, rect)
        painter.end()

    def _places(self, dirty: QRect) -> list[Place]:
        """Return the columns that meet an area, with their places."""
        found = []
        for number, column in enumerate(self.kind.columns):
            left, wide = self.columnViewportPosition(number), self.columnWidth(number)
            if wide and left <= dirty.right() and left + wide > dirty.left():
                found.append((column, left, wide))
        return found

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):  # Qt's own, which nobody sees
            corner.setAccessibleName(tr("Choose all rows"))
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(round(ROW * U))
        rows.hide()
