"""The sheet over fields with marks: it shows all of them in one picture, by one call.

What differs between two pictures is written into the pixels of the window themselves, where they can be had
and the screen asks for just that. The picture that is kept follows when the screen asks for something else.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.look import Look
from widgets.pace import BACK
from widgets.sections.mark_ring import MarkRing
from widgets.views.fields import Field

if TYPE_CHECKING:  # it brings numpy along, and that is loaded after the first paint
    from widgets.sections.field_picture import FieldPicture, Sheet
    from widgets.sections.mark_changes import Changes, Standing

_PLAIN = (
    QImage.Format.Format_RGB32,
    QImage.Format.Format_ARGB32_Premultiplied,
)  # an opaque pixel is the same


class Shown(Protocol):
    """A field on the sheet."""

    @property
    def look(self) -> Look:
        """What it is painted with."""
        ...

    @property
    def field(self) -> Field | None:
        """What it shows."""
        ...

    @property
    def picture(self) -> "FieldPicture | None":
        """What is drawn of it; None where nothing is."""
        ...

    def prepare(self) -> None:
        """Draw what is lacking."""
        ...

    @property
    def u(self) -> float:
        """Its base module."""
        ...

    @property
    def ring(self) -> MarkRing:
        """Where the keyboard stands in it."""
        ...

    def hasFocus(self) -> bool:
        """Whether the keyboard is there."""
        ...

    def pos(self) -> QPoint:
        """Return the corner of the field."""
        ...


class Place:
    """Where a thread finds what is shown; it is no object of Qt. ``pointed``: the check that is read out."""

    def __init__(self) -> None:
        self.standing: Standing | None = None
        self.pointed = ""


class MarkSheet(QWidget):
    """Keeps the picture. Fields lie below it and have mouse, keyboard and words; they need not be painted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.fields: Sequence[Shown] = ()
        self.place = Place()
        self._kept: Sheet | None = None
        self._changes: Changes | None = None  # the newest, to be written
        self._behind = False  # the kept picture
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sheet(self, look: Look, u: float, ratio: float) -> "Sheet":
        """Return what is drawn into, empty where it is not as wanted."""
        wanted = QSize(self.size() * ratio)
        kept = self._kept
        if kept is None or (kept.look, kept.u, kept.raster.image.size()) != (look, u, wanted):
            from widgets.raster import Raster
            from widgets.sections.count_line import CountPictures
            from widgets.sections.field_picture import Sheet

            raster = Raster(wanted.width(), wanted.height(), ratio)
            raster.image.fill(look.palette.canvas)
            kept = self._kept = Sheet(raster, CountPictures(look, ratio), look, u, ratio)
        return kept

    def clear(self) -> None:
        """Begin anew, as fields stand elsewhere."""
        self._kept = None
        self.renew(self.geometry())

    def change(self, changes: "Changes | None") -> None:
        """Show what the fields hold by now, and ask the screen for no more than what differs."""
        self._behind = True
        self._changes = changes
        self.place.standing = None if changes is None else changes.after
        if changes is None or changes.region is None:
            self.update()
        elif not changes.region.isEmpty():
            self.update(changes.region)

    def renew(self, area: QRect) -> None:
        """Have an area shown anew in which more than marks may differ; it is in points of our parent."""
        self._changes = self.place.standing = None
        self.update(area.translated(-self.pos()))

    def follow(self) -> None:
        """Draw in the kept picture what it lacks."""
        for shown in self.fields if self._behind else ():
            if shown.picture is not None and shown.field is not None:
                shown.picture.block.follow(shown.field.codes)
                shown.picture.write(shown.field.counts)
        self._behind = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the picture where the screen asks for it, then the ring of the keyboard."""
        painter = QPainter(self)
        changes, asked = self._changes, event.region()
        if changes is None or not changes.whole or changes.region != asked or not _written(painter, changes):
            self._draw(painter, asked)
        for shown in self.fields:
            if shown.hasFocus():
                shown.ring.draw(painter, asked, shown.look, shown.u)
        painter.end()

    def _draw(self, painter: QPainter, asked: QRegion) -> None:
        if not self._loaded():
            painter.fillRect(asked.boundingRect(), self.palette().window())
            return
        if self._kept is not None and self._kept.ratio != self.devicePixelRatioF():
            self._kept = None  # we are on another screen
        self._prepare()
        self.follow()
        if self._kept is None:
            painter.fillRect(asked.boundingRect(), self.palette().window())
            return
        painter.drawImage(QPointF(0, 0), self._kept.raster.image)  # no more of it than is asked for
        self.place.standing = self._standing(painter)

    def _loaded(self) -> bool:
        """Whether it can be drawn; else come back in a while."""
        ready = all(shown.look.loads.numbers.ready() for shown in self.fields)
        if not ready:
            QTimer.singleShot(BACK, self, partial(self.update))
        return ready

    def _prepare(self) -> None:
        kept = self._kept
        for shown in self.fields:
            if kept is None or shown.picture is None or shown.picture.sheet is not kept:
                self.place.standing = None
                shown.prepare()
                kept = self._kept

    def _standing(self, painter: QPainter) -> "Standing | None":
        """Return what is shown now, and where in the window, for others to compare with."""
        from widgets.sections.mark_changes import Standing, framed, marked

        former, window = self.place.standing, _window(painter)
        if window is None or self._kept is None:
            return former
        if former is not None:
            return former.within(window.wide, window.origin)
        pictures = [shown.picture for shown in self.fields if shown.picture is not None]
        fields = [shown.field for shown in self.fields if shown.field is not None]
        if not fields or not len(pictures) == len(fields) == len(self.fields):
            return None
        return Standing(framed(pictures, self._kept.ratio, window.wide, window.origin), marked(fields))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the picture."""
        self._kept = self._changes = self.place.standing = None
        super().resizeEvent(event)


class _Window(NamedTuple):
    """What is painted on; ``wide``: pixels of a row, ``origin``: where the sheet begins."""

    image: QImage
    wide: int
    origin: tuple[int, int]


def _window(painter: QPainter) -> _Window | None:
    """Return the pixels that a painter paints on, if they are those of an image like ours."""
    image, there = painter.paintEngine().paintDevice(), painter.deviceTransform()
    left, top = int(there.dx()), int(there.dy())
    if (
        not isinstance(image, QImage)
        or image.format() not in _PLAIN
        or (left, top) != (there.dx(), there.dy())
    ):
        return None
    return _Window(image, image.bytesPerLine() // 4, (left, top))


def _written(painter: QPainter, changes: "Changes") -> bool:
    """Write changes into the window if it is as they were made for."""
    window, frame = _window(painter), changes.base.frame
    if window is None or (window.wide, window.origin) != (frame.wide, frame.origin):
        return False
    changes.write(window.image)
    return True
