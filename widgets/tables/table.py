"""The table itself: follows what is found without losing selection or place, and is used by keyboard."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.model.clock import Moment
from widgets.look import Look
from widgets.tables.column import Kind
from widgets.tables.drawn_table import DrawnTable
from widgets.tables.finding import Found, Order

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_EDGES = (Qt.Key.Key_Home, Qt.Key.Key_End)


class Table(DrawnTable):
    """Tells by signals what is wished of rows; ids are those of the kind."""

    opened = Signal(object)  # id
    menu_wished = Signal(QPoint)
    letter_pressed = Signal(str)  # a key that means something for a row
    search_wished = Signal()
    back_wished = Signal()
    order_wished = Signal(object)  # Order
    LETTERS = frozenset("AJPQRWZ")

    def __init__(self, kind: Kind[Any], look: Look, parent: QWidget | None = None) -> None:
        super().__init__(kind, look, parent)
        self._order = Order(kind.sort, kind.descending)
        self.heads.sectionClicked.connect(self._clicked)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.show_order(self._order)

    def show_found(self, found: Found[Any], now: Moment) -> None:
        """Show other rows; what was chosen, and what stood at the upper edge, stays so."""
        bar = self.verticalScrollBar()
        current, top, before = self.current_id(), bar.value(), self.rows.places
        anchor = self.rows.ids[top] if 0 < top < len(self.rows.ids) else ""
        chosen = None if self._all_chosen() else self.chosen_ids()
        if not self.rows.show(found, now):
            self.refresh()
            return
        places = found.places
        if chosen is None:  # of a hundred thousand only those that are new are looked at
            new = sorted(places[name] for name in places.keys() - before.keys())
            parts = gaps(new, len(places))
        else:
            parts = runs(sorted(places[name] for name in chosen if name in places))
        self._choose(parts, places.get(current, -1))
        bar.setValue(places.get(anchor, min(top, bar.maximum())))  # Qt has gone to the row of the keyboard

    def show_order(self, order: Order) -> None:
        """Mark the column that sorts."""
        self._order = order
        names = [column.id for column in self.kind.columns]
        down = Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(names.index(order.column), down)

    def chosen_ids(self) -> list[Hashable]:
        """Return the ids of the chosen rows, from the top."""
        ids = self.rows.ids
        ranges = self.selectionModel().selection().toList()
        rows = {row for part in ranges for row in range(part.top(), part.bottom() + 1)}
        return [ids[row] for row in sorted(rows) if row < len(ids)]

    def chosen_rows(self) -> list[Any]:
        """Return the chosen rows, from the top."""
        return [self.rows.rows[self.rows.places[name]] for name in self.chosen_ids()]

    def meant_rows(self) -> list[Any]:
        """Return the rows that an act is about, that of the keyboard first; of none chosen it is that one."""
        row = self.currentIndex().row()
        current = self.rows.rows[row] if 0 <= row < len(self.rows.rows) else None
        chosen = self.chosen_rows()
        if current is None:
            return chosen
        others = [each for each in chosen if each is not current]
        return [current, *others] if len(others) < len(chosen) or not chosen else chosen

    def current_id(self) -> Hashable:
        """Return the id of the row where the keyboard stands."""
        row = self.currentIndex().row()
        return self.rows.ids[row] if 0 <= row < len(self.rows.ids) else ""

    def choose_first(self) -> None:
        """Stand on a row, so that Enter means one."""
        if self.rows.ids and not self.selectionModel().hasSelection():
            self.selectRow(max(0, self.currentIndex().row()))

    def event(self, event: QEvent) -> bool:
        """Take letters that mean something for a row before they are shortcuts of a window."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and (
                event.text().upper() in self.LETTERS or event.key() in (*_ENTER, Qt.Key.Key_Escape)
            ):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter, go back by Esc, search by /; letters act on rows and search for none."""
        letter = event.text().upper()
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() in _ENTER:
            self._open(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            self.back_wished.emit()
        elif event.text() == "/":
            self.search_wished.emit()
        elif plain and event.key() in _EDGES:
            self._stand_at(event.key())
        elif plain and letter and letter in self.LETTERS:
            self.letter_pressed.emit(letter)
        elif event.text().isalnum() and plain:
            event.ignore()  # a shortcut of the window, or nothing: not a jump to a row
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu at the pointer, or beside the row of the keyboard."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            at = event.globalPos()
        else:
            rect = self.visualRect(self.currentIndex())
            at = self.viewport().mapToGlobal(QPoint(rect.left() + 24, rect.bottom()))
        self.menu_wished.emit(at)

    def _clicked(self, section: int) -> None:
        name = self.kind.columns[section].id
        down = not self._order.descending if name == self._order.column else False
        self.order_wished.emit(Order(name, down))

    def _stand_at(self, key: int) -> None:
        """Go to the first or the last row: a row is one thing, so the ends of its columns are no places."""
        if self.rows.ids:
            row = 0 if key == Qt.Key.Key_Home else len(self.rows.ids) - 1
            self.selectRow(row)
            self.scrollTo(self.rows.index(row, 0))

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.rows.ids):
            self.opened.emit(self.rows.ids[row])

    def _all_chosen(self) -> bool:
        parts = self.selectionModel().selection().toList()
        return bool(self.rows.ids) and sum(part.height() for part in parts) == len(self.rows.ids)

    def _choose(self, parts: Iterable[tuple[int, int]], current: int) -> None:
        """Choose rows from a first to a last one; the keyboard stands on ``current``."""
        chosen = self.selectionModel()
        last = self.rows.columnCount() - 1
        selection = QItemSelection()
        for first, end in parts:
            selection.select(self.rows.index(first, 0), self.rows.index(end, last))
        if current >= 0:
            # Not the view's own: it would scroll there.
            chosen.setCurrentIndex(self.rows.index(current, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        chosen.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return ascending rows as first and last of those that stand together."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def gaps(rows: Sequence[int], number: int) -> list[tuple[int, int]]:
    """Return what lies between ascending rows, of so many, as first and last."""
    edges = (-1, *rows, number)
    return [(left + 1, right - 1) for left, right in pairwise(edges) if right - left > 1]
