"""A table whose rows are ticked, by the mouse anywhere on a row, or by space and Enter."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.shell.dialogs.plain import PlainTable, fill, shape

ROWS = 4  # that are seen at least


class TickTable(PlainTable):
    """Passive: ``turned`` tells that somebody ticked, or took a tick back."""

    turned = Signal()

    def __init__(self, name: str, heads: Sequence[str], parent: QWidget, *, wide: Sequence[int]) -> None:
        super().__init__(len(heads), parent)
        shape(self, name, heads, wide=wide)
        self._keys: list[str] = []
        self._ticked: set[str] = set()
        self.cellClicked.connect(lambda row, _column: self.tick(row))
        self.setMinimumHeight(
            self.verticalHeader().defaultSectionSize() * ROWS + self.horizontalHeader().height()
        )

    @property
    def ticked(self) -> tuple[str, ...]:
        """The keys of the rows that are ticked, in the order of the rows."""
        return tuple(key for key in self._keys if key in self._ticked)

    def show_rows(self, rows: Iterable[tuple[str, tuple[str, ...]]], *, ticked: Iterable[str] = ()) -> None:
        """Show rows by their keys; what is ticked stays so, and ``ticked`` is so from now on."""
        found = list(rows)
        self._keys = [key for key, _ in found]
        self._ticked = {*self._ticked, *ticked}.intersection(self._keys)
        fill(self, [texts for _, texts in found])
        self._mark()

    def tick(self, row: int) -> None:
        """Tick a row, or take its tick back."""
        if 0 <= row < len(self._keys) and self.isEnabled():
            self._ticked ^= {self._keys[row]}
            self._mark()
            self.turned.emit()

    def clear_ticks(self) -> None:
        """Take all ticks back."""
        self._ticked.clear()
        self._mark()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let the keyboard stand on a row."""
        super().focusInEvent(event)
        if self._keys and self.currentRow() < 0:
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick the row of the keyboard."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.tick(self.currentRow())
        else:
            super().keyPressEvent(event)

    def _mark(self) -> None:
        for row, key in enumerate(self._keys):
            item = self.item(row, 0)
            if item is not None:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                state = Qt.CheckState.Checked if key in self._ticked else Qt.CheckState.Unchecked
                if item.data(Qt.ItemDataRole.CheckStateRole) != state:
                    item.setCheckState(state)
