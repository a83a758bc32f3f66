"""How the cells of a table are painted: signs from the look, texts in the wall's typeface."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from app.model.board import Glyph
from widgets.look import Look
from widgets.sign import Sign
from widgets.tables.column import Column
from widgets.tables.model import RowModel
from widgets.typeface import CAP_HEIGHT, direction_of
from widgets.unit import LEAST_PIXELS, role_size

U = LEAST_PIXELS  # of a window at arm's length, in logical pixels
ROW = 4.6  # u: height of a row
PAD = 1.6  # u beside a text
SIGN = 2.6
FOCUS = 0.5
_PLAIN, _LOUD = 500, 600
_QUIET = (Glyph.OK, Glyph.MAINTENANCE, Glyph.PENDING)  # calls nobody
_ELIDED = 4_000  # remembered texts that had no room


Place = tuple[Column[Any], int, int]  # a column, its left edge and its width in pixels


class Cells:
    """Paints rows from the model: Qt's way by a delegate costs four times as much for the same picture."""

    def __init__(self, look: Look, model: RowModel) -> None:
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

    def paint_row(
        self, painter: QPainter, row: int, rect: QRect, places: Sequence[Place], *, chosen: bool
    ) -> None:
        """Paint ground, signs and texts of a row; ``rect`` is all of it, ``places`` are its columns."""
        colours, model = self.look.palette, self._model
        width, top, bottom = rect.width(), rect.top(), rect.bottom()
        if chosen:
            painter.fillRect(rect, colours.raised)
            painter.fillRect(QRect(rect.left(), top, width, 1), colours.focus)
        painter.fillRect(QRect(rect.left(), bottom, width, 1), colours.focus if chosen else colours.grid)
        pad = round(PAD * U)
        for column, x, wide in places:
            left, sign = x + pad, model.sign(row, column)
            if sign is not None:
                left += self._paint_sign(painter, sign, left, rect)
            text = model.text(row, column)
            if text:
                painter.setPen(self._ink(column, sign))
                self._paint_text(
                    painter, text, column, QRect(left, top, x + wide - pad - left, rect.height())
                )

    def paint_focus(self, painter: QPainter, rect: QRect) -> None:
        """Mark the row where the keyboard stands, chosen or not."""
        painter.fillRect(
            QRect(rect.left(), rect.top(), round(FOCUS * U), rect.height()), self.look.palette.focus
        )

    def _paint_sign(self, painter: QPainter, sign: Sign, left: int, rect: QRect) -> int:
        """Paint the sign; return the room that it takes."""
        ratio = painter.device().devicePixelRatioF()
        pixels = round(SIGN * U * ratio)
        picture = self.look.glyph(sign, pixels, ratio)
        size = pixels / ratio
        painter.drawPixmap(QPointF(left, rect.top() + round((rect.height() - size) / 2)), picture)
        return round(size + U)

    def _paint_text(self, painter: QPainter, text: str, column: Column[Any], room: QRect) -> None:
        """Write at a point: within a rectangle Qt would lay each text out anew, at five times the cost."""
        space = room.width()
        if not text or space <= 0:
            return
        weight = _LOUD if column.loud else _PLAIN
        typeface = self.look.typeface
        wide = typeface.width(text, self.pixels, weight)
        if wide > space:
            text = self._shortened(text, space, weight)
            wide = typeface.width(text, self.pixels, weight)
        painter.setFont(typeface.font(self.pixels, weight))
        left = room.left() + (space - wide if column.right else 0.0)
        middle = room.top() + room.height() / 2
        painter.setLayoutDirection(direction_of(text))
        painter.drawText(QPointF(left, round(middle + self.pixels * CAP_HEIGHT / 2)), text)

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
