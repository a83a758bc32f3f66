"""The menu of a table's columns: which are shown, and which one sorts; all that a mouse does at the heads."""

from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from widgets.tables.arrangement import Arrangement
from widgets.tables.finding import Order
from widgets.tr import tr


class ColumnMenu(QMenu):
    """Filled whenever it is opened."""

    def __init__(self, arrangement: Arrangement, parent: QWidget) -> None:
        super().__init__(parent)
        self._arrangement = arrangement
        self.setAccessibleName(tr("Columns"))
        self._sorting = QMenu(tr("Sort by"), self)
        self._sorting.setAccessibleName(tr("Sort by"))
        self.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Offer the columns as they stand."""
        self.clear()
        self._sorting.clear()
        self.addMenu(self._sorting)
        self.addSeparator()
        arrangement = self._arrangement
        shown = {column.id for column in arrangement.table.shown_columns()}
        order = arrangement.order
        for column in arrangement.table.kind.columns:
            entry = self.addAction(tr(column.title))
            entry.setCheckable(True)
            entry.setChecked(column.id in shown)
            entry.setEnabled(shown != {column.id})
            entry.toggled.connect(partial(self._show, column.id))
            down = order.column == column.id and not order.descending
            sorts = self._sorting.addAction(tr(column.title))
            sorts.setCheckable(True)
            sorts.setChecked(order.column == column.id)
            sorts.triggered.connect(partial(self._sort, Order(column.id, descending=down)))
        self.addSeparator()
        self.addAction(tr("Columns and widths as at first"), arrangement.anew)

    def _show(self, name: str, shown: bool) -> None:
        self._arrangement.show_column(name, shown=shown)

    def _sort(self, order: Order, _checked: bool = False) -> None:
        self._arrangement.sort_by(order)
