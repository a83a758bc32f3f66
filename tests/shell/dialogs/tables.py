"""What stands in a table."""

from PySide6.QtWidgets import QTableWidget


def shown(table: QTableWidget, row: int) -> list[str]:
    """Return the texts of a row."""
    cells = [table.item(row, column) for column in range(table.columnCount())]
    return [cell.text() if cell is not None else "" for cell in cells]


def tip(table: QTableWidget, row: int) -> str:
    """Return what the first cell of a row says when it is pointed at."""
    cell = table.item(row, 0)
    return cell.toolTip() if cell is not None else ""
