"""How a table is arranged: which columns are shown, how wide they are, and which one sorts."""

from PySide6.QtCore import QObject, Signal

from widgets.tables.finding import Order
from widgets.tables.setting import Setting
from widgets.tables.table import Table


class Arrangement(QObject):
    """Changes the table at once; ``sorted`` asks for its rows anew, ``changed`` is to be remembered."""

    sorted = Signal()
    changed = Signal()

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.table = table
        self.order = Order(table.kind.sort, table.kind.descending)
        self._hidden: tuple[str, ...] | None = None  # as at first
        table.order_wished.connect(self.sort_by)
        table.arranged.connect(self.changed)
        table.arrange(None, {})

    def setting(self, search: str) -> Setting:
        """Return all of it."""
        return Setting(
            widths=self.table.widths(),
            hidden=self._hidden,
            sort=self.order.column,
            descending=self.order.descending,
            search=search,
        )

    def restore(self, setting: Setting) -> None:
        """Arrange it as somebody has left it; a column that is not known any more is left out."""
        if setting.sort:
            self.order = Order(self.table.kind.column(setting.sort).id, setting.descending)
        self._hidden = setting.hidden
        self.table.arrange(setting.hidden, setting.widths)
        self.table.show_order(self.order)

    def sort_by(self, order: Order) -> None:
        """Sort by a column."""
        self.order = order
        self.table.show_order(order)
        self.sorted.emit()
        self.changed.emit()

    def show_column(self, name: str, *, shown: bool) -> None:
        """Show a column, or hide it; the last one stays."""
        gone = {each.id for each in self.table.kind.columns} - {
            each.id for each in self.table.shown_columns()
        }
        gone = gone - {name} if shown else gone | {name}
        if len(gone) < len(self.table.kind.columns):
            self._hidden = tuple(sorted(gone))
            self.table.arrange(self._hidden, self.table.widths())
            self.changed.emit()

    def anew(self) -> None:
        """Show the columns that are shown at first, in their first widths."""
        self._hidden = None
        self.table.arrange(None, {})
        self.changed.emit()
