"""One field of the status grid: title and counts, below them every check in its place."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
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
from widgets.sections.field_head import counts_band, draw_counts, draw_ground, draw_title, placed_counts
from widgets.sections.field_names import draw_names
from widgets.sections.mark_ring import MarkRing
from widgets.sections.mark_sheet import MarkSheet
from widgets.views.fields import Field
from widgets.views.words import spoken_check

if TYPE_CHECKING:  # it brings numpy along, and that is loaded after the first paint
    from widgets.sections.field_picture import FieldPicture

_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class StatusField(Painted):
    """Shows a ``Field``. Its marks stand on the sheet over it, where only what changed is drawn anew."""

    pointed = Signal(str)  # the check under the mouse or the keyboard; empty: none

    def __init__(self, look: Look, sheet: MarkSheet, parent: QWidget | None = None) -> None:
        self.picture: FieldPicture | None = None
        super().__init__(look, parent)
        self.setMouseTracking(True)
        self._sheet = sheet
        self.field: Field | None = None
        self._plan: Plan | None = None
        self._columns = 1
        self._now: Moment | None = None
        self.ring = MarkRing(sheet)

    @property
    def writings(self) -> Sequence[Writing]:
        """All texts as they stand now."""
        self._sheet.follow()
        return self._writings if self.picture is None else self.picture.writings

    @writings.setter
    def writings(self, writings: Sequence[Writing]) -> None:
        self._writings = writings

    @property
    def step(self) -> Step:
        """How densely the checks stand."""
        return self._plan.step if self._plan else Step.COUNTS

    def show_field(self, field: Field, plan: Plan, columns: int, now: Moment) -> bool:
        """Show a field as planned, with so many marks in a row. Return whether just its states differ.

        They are then left to the sheet, which shows those of all fields at once.
        """
        before, former = self.field, (self._plan, self._columns)
        self._plan, self._columns = plan, columns
        if before is None or before.titles != field.titles:
            self.setAccessibleName(field.titles[0])
        self.take(field, now)
        if former[0] is None or former[0].step is not plan.step:
            self.layered = plan.step is not Step.MARKS
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
            self.setFocusPolicy(
                Qt.FocusPolicy.NoFocus if plan.step is Step.COUNTS else Qt.FocusPolicy.StrongFocus
            )
        self.ring.number = min(self.ring.number, len(field.codes) - 1)
        if before is None or former != (plan, columns) or _is_other(before, field, self.step):
            self.renew()
            return False
        return before.codes != field.codes

    def take(self, field: Field, now: Moment) -> None:
        """Take a field of which the sheet shows what differs."""
        before = self.field
        self.field, self._now = field, now
        if before is None or before.said != field.said:
            self.setAccessibleDescription(field.said)

    def renew(self) -> None:
        """Paint all anew at the next chance."""
        self.picture = None
        self._sheet.renew(self.geometry())
        super().renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the kept picture."""
        self.picture = None
        super().resizeEvent(event)

    def prepare(self) -> None:
        """Draw on the sheet what it lacks of this field."""
        if self.step is not Step.MARKS or self.field is None or self._plan is None:
            return
        sheet = self._sheet.sheet(self.look, self.u, self.devicePixelRatioF())
        if self.picture is None or self.picture.sheet is not sheet:
            from widgets.sections.field_picture import FieldPicture

            place = self.geometry().translated(-self._sheet.pos())
            self.ring.stand(self.ring.number, self._lattice(), self.pos())
            self.picture = FieldPicture(sheet, place, self.field, self._plan, self._lattice())
            self.spots = []

    def draw(self, canvas: Canvas) -> None:
        """Paint the panel, and the names where there is room for them."""
        field, plan = self.field, self._plan
        whole = Box(0, 0, self.wide(), self.high())
        draw_ground(canvas, whole, lost=field is not None and field.lost)
        if field is None or plan is None:
            return
        draw_title(canvas, field, plan, self.wide())
        band = counts_band(canvas, field.titles, plan, self.wide())
        draw_counts(canvas, placed_counts(band, field.counts, plan, self.wide()))
        if plan.step is Step.NAMES and self._now is not None:
            draw_names(canvas, field, self._now, Box(PAD, plan.head, self.wide() - 2 * PAD, self.high()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names or counts; marks stand on the sheet."""
        if self.step is not Step.MARKS:
            super().paintEvent(event)

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
        self.pointed.emit(self._id(self.ring.number) if self.hasFocus() else "")
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows, with Ctrl to the next deviation, to the ends by Home and End."""
        if self.step is not Step.MARKS or self.field is None:
            super().keyPressEvent(event)
            self.pointed.emit(self._spot)
            return
        codes = self.field.codes
        number = self._lattice().reached(
            Qt.Key(event.key()),
            max(0, self.ring.number),
            lambda place: loud(codes[place]),
            far=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier),
        )
        if number is not None:
            self._stand_on(number)
        elif event.key() in _CHOOSE and self.ring.number >= 0:
            self.spot_chosen.emit(self._id(self.ring.number))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on a check at once."""
        super().focusInEvent(event)
        if self.step is Step.MARKS and self.field is not None:
            self._stand_on(max(0, self.ring.number))
        else:
            self.pointed.emit(self._spot)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard stands on none."""
        super().focusOutEvent(event)
        self.ring.ask()
        self.pointed.emit("")

    def _lattice(self) -> Lattice:
        """Return where the marks stand; their pitch is never more than was planned."""
        ratio = self.devicePixelRatioF()
        scale = self.u * ratio
        pitch, head = (self._plan.pitch, self._plan.head) if self._plan else (1.0, 0.0)
        return Lattice(
            number=len(self.field.codes) if self.field else 0,
            columns=self._columns,
            left=round(PAD * scale),
            top=round(head * scale),
            size=max(1, int(pitch * scale + 1e-6)),
            scale=scale,
            ratio=ratio,
        )

    def _id(self, number: int) -> str:
        return self.field.views[number].id if self.field is not None and number >= 0 else ""

    def _stand_on(self, number: int) -> None:
        """Put the ring on a mark and tell of it."""
        self.ring.stand(number, self._lattice(), self.pos())
        self._spot = self._id(number)
        if self.field is not None and self._now is not None:
            words = spoken_check(self.field.views[number], self._now)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self.pointed.emit(self._spot)


def _is_other(before: Field, field: Field, step: Step) -> bool:
    """Whether more than states changed, or states are drawn with their names."""
    marked = step is Step.MARKS
    same = (before.titles, before.lost, len(before.codes)) == (field.titles, field.lost, len(field.codes))
    return not same or (not marked and (before.codes, before.names) != (field.codes, field.names))
