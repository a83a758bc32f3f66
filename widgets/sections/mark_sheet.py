"""The sheet over fields with marks: it shows all of them in one picture, by one call."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.look import Look
from widgets.pace import BACK
from widgets.views.fields import Field

if TYPE_CHECKING:  # it brings numpy along, and that is loaded after the first paint
    from widgets.raster import Blocks
    from widgets.sections.field_picture import FieldPicture, Sheet


class Shown(Protocol):
    """A field on the sheet."""

    @property
    def look(self) -> Look:
        """What it is painted with."""
        ...

    @property
    def picture(self) -> "FieldPicture | None":
        """What is drawn of it; None where nothing is."""
        ...

    def prepare(self) -> None:
        """Draw what is lacking."""
        ...

    def draw_ring(self, painter: QPainter, asked: QRegion) -> None:
        """Paint the ring of the keyboard where it lies in what is asked of the sheet."""
        ...

    def hasFocus(self) -> bool:
        """Whether the keyboard is there."""
        ...

    def pos(self) -> QPoint:
        """Return the corner of the field."""
        ...


class MarkSheet(QWidget):
    """Keeps the picture. Fields lie below it and have mouse, keyboard and words; they need not be painted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.fields: Sequence[Shown] = ()
        self._kept: Sheet | None = None
        self._blocks: Blocks | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sheet(self, look: Look, u: float, ratio: float) -> "Sheet":
        """Return what is drawn into, empty where it is not as wanted."""
        wanted = QSize(self.size() * ratio)
        kept = self._kept
        if kept is None or (kept.look, kept.u, kept.raster.image.size()) != (look, u, wanted):
            from widgets.raster import Figures, Raster
            from widgets.sections.field_picture import Sheet

            raster = Raster(wanted.width(), wanted.height(), ratio)
            raster.image.fill(look.palette.canvas)
            kept = self._kept = Sheet(raster, Figures(look, ratio), look, u, ratio)
        return kept

    def clear(self) -> None:
        """Begin anew, as fields stand elsewhere."""
        self._kept = None
        self.update()

    def change(self, fields: Sequence[Field]) -> None:
        """Draw other states of all fields, and ask the screen for no more than that."""
        pictures = [shown.picture for shown in self.fields]
        held = [picture for picture in pictures if picture is not None]
        if self._kept is None or len(held) != len(fields):
            return  # all is made at the next chance
        blocks = [picture.block for picture in held]
        if self._blocks is None or self._blocks.blocks != blocks:
            from widgets.raster import Blocks

            self._blocks = Blocks(blocks)
        region = self._blocks.change([field.codes for field in fields])
        for picture, field in zip(held, fields, strict=True):
            found = picture.write(field.counts)
            if region is not None:
                region += found
        if region is None:
            self.update()
        else:
            self.update(region)

    def ask(self, area: QRect) -> None:
        """Have an area shown anew that is given in points of our parent."""
        self.update(area.translated(-self.pos()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the picture where the screen asks for it, then the ring of the keyboard."""
        if not self._loaded():
            QPainter(self).fillRect(event.rect(), self.palette().window())
            return
        if self._kept is not None and self._kept.ratio != self.devicePixelRatioF():
            self._kept = None  # we are on another screen
        self._prepare()
        painter = QPainter(self)
        if self._kept is None:
            painter.fillRect(event.rect(), self.palette().window())
        else:
            painter.drawImage(QPointF(0, 0), self._kept.raster.image)  # no more of it than is asked for
        for shown in self.fields:
            if shown.hasFocus():
                shown.draw_ring(painter, event.region())
        painter.end()

    def _loaded(self) -> bool:
        """Whether it can be drawn; else come back in a while."""
        ready = all(shown.look.loads.numbers.ready() for shown in self.fields)
        if not ready:
            QTimer.singleShot(BACK, self, self.update)
        return ready

    def _prepare(self) -> None:
        kept = self._kept
        for shown in self.fields:
            if kept is None or shown.picture is None or shown.picture.sheet is not kept:
                shown.prepare()
                kept = self._kept

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the picture."""
        self._kept = None
        super().resizeEvent(event)
