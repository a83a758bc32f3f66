"""The rows of a table for Qt's views: nothing is copied, a cell is told when it is asked for."""

import html
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.model.clock import Moment
from app.model.phrase import foreign
from widgets.sign import Sign
from widgets.tables.column import Column, Kind
from widgets.tables.finding import Found
from widgets.tr import tr

Index = QModelIndex | QPersistentModelIndex
_CELL = 500  # signs
_NOWHERE = QModelIndex()


class RowModel(QAbstractTableModel):
    """Shows what a search found. ``unproved``: nothing of it is current, as while the engine is away."""

    def __init__(self, kind: Kind[Any]) -> None:
        super().__init__()
        self.kind = kind
        self.rows: Sequence[Any] = ()
        self.ids: Sequence[Hashable] = ()
        self.places: Mapping[Hashable, int] = {}
        self.now = Moment(wall=0.0, mono=0.0)

    def show(self, found: Found[Any], now: Moment) -> bool:
        """Take other rows; return whether any of them stands elsewhere than before."""
        self.now = now
        if found.ids == self.ids:
            self.rows = found.rows
            return False
        self.beginResetModel()
        self.rows, self.ids, self.places = found.rows, found.ids, found.places
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are, hidden ones too."""
        return 0 if parent.isValid() else len(self.kind.columns)

    def text(self, row: int, column: Column[Any]) -> str:
        """Return the text of a cell."""
        return foreign(column.text(self.rows[row], self.now), _CELL)

    def sign(self, row: int, column: Column[Any]) -> Sign | None:
        """Return the sign of a cell that has one."""
        return column.sign(self.rows[row]) if column.sign else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says; to the ear with the title of its column."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        column = self.kind.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(index.row(), column)
            case Qt.ItemDataRole.ToolTipRole:
                return f"<span>{html.escape(self.text(index.row(), column))}</span>"
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{tr(column.title)}: {self.text(index.row(), column) or tr('none')}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.kind.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
