"""How the cells of a table are painted: signs from the look, texts in the wall's typeface."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.model.board import Glyph
from widgets.look import Look
from widgets.sign import Sign
from widgets.tables.column import Column
from widgets.tables.model import RowModel
from widgets.unit import LEAST_PIXELS, role_size

U = LEAST_PIXELS  # of a window at arm's length, in logical pixels
ROW = 4.6  # u: height of a row
PAD = 1.6  # u beside a text
SIGN = 2.6
_PLAIN, _LOUD = 500, 600
_QUIET = (Glyph.OK, Glyph.MAINTENANCE, Glyph.PENDING)  # calls nobody
_ELIDED = 4_000  # remembered texts that had no room


class Cells(QStyledItemDelegate):
    """Paints a cell by itself: Qt's own way asks the model nine questions for each."""

    def __init__(self, look: Look, model: RowModel) -> None:
        super().__init__()
        self._model = model
        self._elided: dict[tuple[str, int, int], str] = {}
        self.stale = False
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        self.look = look
        self.pixels = round(role_size("cell") * U)
        self._metrics = {
            weight: QFontMetricsF(look.typeface.font(self.pixels, weight)) for weight in (_PLAIN, _LOUD)
        }
        self._elided.clear()

    def letters(self, number: int) -> int:
        """Return the width of a column for so many letters, in pixels."""
        return round(self._metrics[_PLAIN].averageCharWidth() * number * 1.06 + 2 * PAD * U)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint ground, sign and text."""
        model, row = self._model, index.row()
        if row >= len(model.rows):
            return
        column = model.kind.columns[index.column()]
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        colours = self.look.palette
        if chosen:
            painter.fillRect(rect, colours.raised)
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colours.focus)
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), colours.focus)
        else:
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colours.grid)
        left = rect.left() + round(PAD * U)
        sign = model.sign(row, column)
        if sign is not None:
            left += self._paint_sign(painter, sign, left, rect)
        room = rect.adjusted(left - rect.left(), 0, -round(PAD * U), 0)
        painter.setPen(self._ink(column, sign))
        self._paint_text(painter, model.text(row, column), column, room)

    def _paint_sign(self, painter: QPainter, sign: Sign, left: int, rect: QRect) -> int:
        """Paint the sign; return the room that it takes."""
        ratio = painter.device().devicePixelRatioF()
        pixels = round(SIGN * U * ratio)
        picture = self.look.glyph(sign, pixels, ratio)
        size = pixels / ratio
        painter.drawPixmap(QPointF(left, rect.top() + round((rect.height() - size) / 2)), picture)
        return round(size + U)

    def _paint_text(self, painter: QPainter, text: str, column: Column[Any], room: QRect) -> None:
        if not text or room.width() <= 0:
            return
        weight = _LOUD if column.loud else _PLAIN
        painter.setFont(self.look.typeface.font(self.pixels, weight))
        if self.look.typeface.width(text, self.pixels, weight) > room.width():
            text = self._shortened(text, room.width(), weight)
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)

    def _ink(self, column: Column[Any], sign: Sign | None) -> QColor:
        colours = self.look.palette
        if self.stale:
            return colours.ink3
        quiet = sign is not None and (sign.dim or sign.glyph in _QUIET)
        return colours.ink1 if column.loud and not quiet else colours.ink2

    def _shortened(self, text: str, room: int, weight: int) -> str:
        key = (text, room, weight)
        found = self._elided.get(key)
        if found is None:
            if len(self._elided) >= _ELIDED:
                self._elided.clear()
            found = self._metrics[weight].elidedText(text, Qt.TextElideMode.ElideRight, max(0, room))
            self._elided[key] = found
        return found
