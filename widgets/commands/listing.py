"""The list of a command palette: a model of its lines, and how a line is painted."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from widgets.commands.offer import Offer
from widgets.look import Look
from widgets.palette import ThemeName
from widgets.unit import LEAST_PIXELS, role_size

U = LEAST_PIXELS  # of a window at arm's length, in logical pixels
ROW = 5.4  # u: height of a line
PAD = 1.6  # u beside a text
SIGN = 2.6
EDGE_SHARE = 0.6  # of the room of a line that the words at its edge may have at most
_PLAIN, _LOUD = 500, 600
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Offers(QAbstractListModel):
    """The lines that are shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[Offer] = ()

    def show_rows(self, rows: Sequence[Offer]) -> None:
        """Show other lines; the same ones in another state change in their place."""
        if [(row.kind, row.what) for row in rows] == [(row.kind, row.what) for row in self.rows]:
            changed = rows != self.rows
            self.rows = rows
            if changed:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return a line as text."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        offer = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return offer.text
        return offer.words if role == Qt.ItemDataRole.AccessibleTextRole else None


class Lines(QStyledItemDelegate):
    """Paints a line: its sign, what it is, and at the edge its key, its state or why it cannot be had."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._pixels = round(role_size("label") * U)
        self._aside = round(role_size("cell") * U)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return the one height of all lines."""
        return QSize(1, round(ROW * U))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one line."""
        model = index.model()
        assert isinstance(model, Offers)
        offer, box = model.rows[index.row()], QRect(option.rect)
        colours = self._look.palette
        if QStyle.StateFlag.State_Selected in option.state:
            painter.fillRect(box, colours.raised)
            painter.fillRect(QRect(box.left(), box.top(), round(U / 2), box.height()), colours.focus)
        room = box.adjusted(round(PAD * U), 0, -round(PAD * U), 0)
        room.setLeft(room.left() + self._sign(painter, offer, room))
        wide = self._words(painter, offer.edge, room, share=EDGE_SHARE, ink=colours.ink2, at_edge=True)
        room.setRight(room.right() - wide - round(PAD * U))
        ink = colours.ink2 if offer.why_not else colours.ink1
        self._words(painter, offer.text, room, share=1.0, ink=ink, at_edge=False)

    def _sign(self, painter: QPainter, offer: Offer, room: QRect) -> int:
        """Paint the sign; its room is kept where there is none, so that all texts begin in one line."""
        if offer.sign is not None:
            ratio = painter.device().devicePixelRatioF()
            picture = self._look.glyph(offer.sign, round(SIGN * U * ratio), ratio)
            top = room.top() + round((room.height() - SIGN * U) / 2)
            painter.drawPixmap(QPointF(room.left(), top), picture)
        return round((SIGN + PAD) * U)

    def _words(
        self, painter: QPainter, text: str, room: QRect, *, share: float, ink: QColor, at_edge: bool
    ) -> int:
        """Paint a text, shortened where it does not fit; return its width."""
        font = self._look.typeface.font(
            self._aside if at_edge else self._pixels, _PLAIN if at_edge else _LOUD
        )
        metrics, most = QFontMetricsF(font), max(0, int(room.width() * share))
        if metrics.horizontalAdvance(text) > most:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, most)
        painter.setFont(font)
        painter.setPen(ink)
        # Else a name that goes the other way would stand at the other edge, over what stands there.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        side = Qt.AlignmentFlag.AlignRight if at_edge else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(room, flags, text)
        return min(most, int(metrics.horizontalAdvance(text)) + 1)


class OfferList(QListView):
    """Lines of one height, of which one is chosen; the focus stays where people type."""

    def __init__(self, theme: ThemeName, parent: QWidget) -> None:
        super().__init__(parent)
        self.offers = Offers(self)
        self._lines = Lines(Look(theme), self)
        self.setModel(self.offers)
        self.setItemDelegate(self._lines)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_rows(self, rows: Sequence[Offer], *, anew: bool) -> None:
        """Show lines; ``anew``: for another search, of which the first one is chosen."""
        chosen = self.chosen()
        self.offers.show_rows(rows)
        places = {(row.kind, row.what): number for number, row in enumerate(rows)}
        kept = 0 if anew or chosen is None else places.get((chosen.kind, chosen.what), 0)
        if rows:
            self.setCurrentIndex(self.offers.index(kept))

    def chosen(self) -> Offer | None:
        """Return the chosen line."""
        row = self.currentIndex().row()
        return self.offers.rows[row] if 0 <= row < len(self.offers.rows) else None

    def step(self, lines: int) -> None:
        """Choose another line, so many further down; at the ends it stops."""
        last = len(self.offers.rows) - 1
        if last >= 0:
            row = min(last, max(0, self.currentIndex().row() + lines))
            self.setCurrentIndex(self.offers.index(row))

    def page(self) -> int:
        """Return how many lines are seen at once."""
        return max(1, self.viewport().height() // round(ROW * U))
