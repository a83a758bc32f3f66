"""One field of the status grid: title and counts, below them every check in its place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from app.model.clock import Moment
from widgets.canvas import Box, Canvas, Writing
from widgets.density import PAD, Plan, Step
from widgets.lattice import Lattice
from widgets.look import Look
from widgets.marks import loud
from widgets.painted import Painted
from widgets.palette import tokens
from widgets.sections.field_head import draw_counts, draw_title
from widgets.sections.field_names import draw_names
from widgets.views.fields import Field
from widgets.views.words import spoken_check

if TYPE_CHECKING:  # it brings numpy along, and that is loaded after the first paint
    from widgets.raster import Raster

_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class StatusField(Painted):
    """Paints a ``Field``. Marks are kept in one picture, in which only what changed is drawn anew."""

    pointed = Signal(str)  # the check under the mouse or the keyboard; empty: none

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.setMouseTracking(True)
        self._field: Field | None = None
        self._plan: Plan | None = None
        self._columns = 1
        self._now: Moment | None = None
        self._raster: Raster | None = None
        self._titles: list[Writing] = []
        self._present = -1  # the check that the keyboard stands on

    @property
    def step(self) -> Step:
        """How densely the checks stand."""
        return self._plan.step if self._plan else Step.COUNTS

    def show_field(self, field: Field, plan: Plan, columns: int, now: Moment) -> None:
        """Show a field as planned, with so many marks in a row."""
        before, former = self._field, (self._plan, self._columns)
        self._field, self._plan, self._columns, self._now = field, plan, columns, now
        if before is None or before.said != field.said:
            self.setAccessibleName(field.titles[0])
            self.setAccessibleDescription(field.said)
        self.setFocusPolicy(
            Qt.FocusPolicy.NoFocus if plan.step is Step.COUNTS else Qt.FocusPolicy.StrongFocus
        )
        self._present = min(self._present, len(field.codes) - 1)
        if before is None or former != (plan, columns) or self._is_other(before, field):
            self.renew()
        elif before.codes != field.codes:
            self._change(field, counts=before.counts != field.counts)

    def renew(self) -> None:
        """Paint all anew at the next chance."""
        self._raster = None
        super().renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the kept picture."""
        self._raster = None
        super().resizeEvent(event)

    def draw(self, canvas: Canvas) -> None:
        """Paint the panel, and the names where there is room for them."""
        field, plan = self._field, self._plan
        whole = Box(0, 0, self.wide(), self.high())
        canvas.panel(whole, canvas.palette.surface)
        if field is None or plan is None:
            return
        if field.lost:
            canvas.hatch_frame(whole)
        draw_title(canvas, field, plan, self.wide())
        self._titles = list(canvas.writings)
        draw_counts(canvas, field, plan, self.wide())
        if plan.step is Step.NAMES and self._now is not None:
            draw_names(canvas, field, self._now, Box(PAD, plan.head, self.wide() - 2 * PAD, self.high()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the kept picture where the screen asks for it, then the ring of the keyboard."""
        if self.step is not Step.MARKS:
            super().paintEvent(event)
            return
        raster = self._kept()
        painter = QPainter(self)
        painter.drawImage(QPointF(0, 0), raster.image)  # no more of it than the screen asks for
        if self.hasFocus() and self._present >= 0:
            space = tokens().space
            canvas = Canvas(painter, self.look, self.u, self.devicePixelRatioF())
            ring, radius = space["focus_ring"], space["radius_small"]
            canvas.frame(self._lattice().box(self._present), self.look.palette.focus, ring, radius)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the check under the mouse."""
        number = (
            self._lattice().at(event.position().x() / self.u, event.position().y() / self.u)
            if self.step is Step.MARKS
            else -1
        )
        if number < 0:
            super().mousePressEvent(event)
        else:
            self._stand_on(number)
            self.spot_chosen.emit(self._id(number))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which check is under the mouse."""
        if self.step is Step.MARKS:
            self.pointed.emit(
                self._id(self._lattice().at(event.position().x() / self.u, event.position().y() / self.u))
            )
        else:
            spot = self._spot_at(event.position())
            self.pointed.emit(spot.id if spot else "")
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell of the check that the keyboard stands on, if on any."""
        self.pointed.emit(self._id(self._present) if self.hasFocus() else "")
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows, to the next deviation by Page Up and Down, to the ends by Home and End."""
        if self.step is not Step.MARKS or self._field is None:
            super().keyPressEvent(event)
            self.pointed.emit(self._spot)
            return
        codes = self._field.codes
        number = self._lattice().reached(
            Qt.Key(event.key()), max(0, self._present), lambda place: loud(codes[place])
        )
        if number is not None:
            self._stand_on(number)
        elif event.key() in _CHOOSE and self._present >= 0:
            self.spot_chosen.emit(self._id(self._present))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on a check at once."""
        super().focusInEvent(event)
        if self.step is Step.MARKS and self._field is not None:
            self._stand_on(max(0, self._present))
        else:
            self.pointed.emit(self._spot)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard stands on none."""
        super().focusOutEvent(event)
        self.pointed.emit("")

    def _is_other(self, before: Field, field: Field) -> bool:
        """Whether more than states changed, or states are drawn with their names."""
        marked = self.step is Step.MARKS
        same = (before.titles, before.lost, len(before.codes)) == (field.titles, field.lost, len(field.codes))
        return not same or (not marked and (before.codes, before.names) != (field.codes, field.names))

    def _kept(self) -> "Raster":
        """Return the picture, made anew where there is none."""
        if self._raster is None:
            self._raster = self._painted_raster()
        return self._raster

    def _painted_raster(self) -> "Raster":
        from widgets.raster import Raster

        ratio = self.devicePixelRatioF()
        wanted = QSize(self._wanted())
        raster = Raster(wanted.width(), wanted.height(), ratio)
        raster.image.fill(self.look.palette.canvas)
        painter = QPainter(raster.image)
        canvas = Canvas(painter, self.look, self.u, ratio)
        self.draw(canvas)
        painter.end()
        self.writings, self.spots = canvas.writings, canvas.spots
        if self._field is not None:
            lattice = self._lattice()
            raster.lay(self.look.atlas(lattice.size, self.u, ratio), self._field.codes, lattice)
        return raster

    def _change(self, field: Field, *, counts: bool) -> None:
        """Draw what changed into the kept picture, and ask the screen for no more than that."""
        raster, plan = self._raster, self._plan
        if raster is None or plan is None:
            return  # it is made whole at the next chance
        changed, lattice = raster.change(field.codes), self._lattice()
        if counts:
            painter = QPainter(raster.image)
            canvas = Canvas(painter, self.look, self.u, self.devicePixelRatioF())
            band = draw_counts(canvas, field, plan, self.wide(), anew=True)
            painter.end()
            self.writings = [*self._titles, *canvas.writings]
            self.update(canvas.area(band).toAlignedRect())
        region = lattice.region(changed)
        if region is None:
            self.update()
        else:
            self.update(region)

    def _lattice(self) -> Lattice:
        """Return where the marks stand; their pitch is never more than was planned."""
        ratio = self.devicePixelRatioF()
        scale = self.u * ratio
        pitch, head = (self._plan.pitch, self._plan.head) if self._plan else (1.0, 0.0)
        return Lattice(
            number=len(self._field.codes) if self._field else 0,
            columns=self._columns,
            left=round(PAD * scale),
            top=round(head * scale),
            size=max(1, int(pitch * scale + 1e-6)),
            scale=scale,
            ratio=ratio,
        )

    def _id(self, number: int) -> str:
        return self._field.views[number].id if self._field is not None and number >= 0 else ""

    def _stand_on(self, number: int) -> None:
        """Put the ring on a mark and tell of it."""
        former, self._present = self._present, number
        self._spot = self._id(number)
        for place in {former, number} - {-1}:
            self.update(self._lattice().area(place).adjusted(-4, -4, 4, 4))
        if self._field is not None and self._now is not None:
            words = spoken_check(self._field.views[number], self._now)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self.pointed.emit(self._spot)
