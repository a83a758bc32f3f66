"""The heads of a table's columns, in line with what stands below them."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from widgets.look import Look
from widgets.tables.cells import PAD, U
from widgets.tables.column import Column
from widgets.tr import tr

_ARROW = 8  # pixels
_HIGH = 5.0  # u
_WEIGHT = 600


class Heads(QHeaderView):
    """Paints titles as cells are painted; the column that sorts has an arrow."""

    def __init__(self, look: Look, pixels: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self._pixels = pixels
        self.columns: tuple[Column[object], ...] = ()
        self.setFont(look.typeface.font(pixels, _WEIGHT))
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorShown(True)
        self.setAccessibleName(tr("Columns"))

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        self._look = look
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Return the height of a row, or of the letters where they are higher."""
        return QSize(super().sizeHint().width(), max(round(_HIGH * U), self.fontMetrics().height() + 8))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one title."""
        colours = self._look.palette
        column = self.columns[section]
        painter.fillRect(rect, colours.surface)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colours.hairline)
        pad = round(PAD * U)
        room = rect.adjusted(pad, 0, -pad, 0)
        sorts = self.sortIndicatorSection() == section
        painter.setFont(self._look.typeface.font(self._pixels, _WEIGHT))
        painter.setPen(colours.ink1 if sorts else colours.ink2)
        if sorts:
            room = self._arrow(painter, room, right=column.right)
        text = QFontMetrics(painter.font()).elidedText(
            tr(column.title), Qt.TextElideMode.ElideRight, max(0, room.width())
        )
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.fillRect(QRect(rect.right(), rect.top() + 6, 1, rect.height() - 12), colours.hairline)

    def _arrow(self, painter: QPainter, room: QRect, *, right: bool) -> QRect:
        """Paint which way it sorts; return the room that is left for the title."""
        x = room.left() if right else room.right() - _ARROW
        y = room.center().y()
        half = _ARROW / 2
        up = -1 if self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder else 1
        points = ((x, y - up * half / 2), (x + _ARROW, y - up * half / 2), (x + half, y + up * half))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.palette.ink2)
        painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))
        painter.restore()
        gap = _ARROW + 4
        return room.adjusted(gap, 0, 0, 0) if right else room.adjusted(0, 0, -gap, 0)
