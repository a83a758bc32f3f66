"""The status grid: shelf, fields and read-out, arranged by how many checks there are and the room."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.model.clock import Moment
from widgets.canvas import Box, place
from widgets.density import Plan, Step, plan
from widgets.look import Look
from widgets.marks import counts_of
from widgets.sections.deviation_shelf import DeviationShelf, shelf_height
from widgets.sections.mark_sheet import MarkSheet
from widgets.sections.read_out import HEIGHT, ReadOut
from widgets.sections.status_field import StatusField
from widgets.tr import tr
from widgets.unit import role_size
from widgets.views.fields import Field, Fields, read_out, said_of

GAP = 1.0
_ALL = "all"


class StatusGrid(QWidget):
    """All checks on one page. ``chosen`` gives the id of a check."""

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.u = 8.0
        self._look = look
        self._fields: Fields | None = None
        self._plan: Plan | None = None
        self._planned: object = None  # what the plan was made for
        self._pointed = ""
        self._shelf = DeviationShelf(look, self)
        self._shelf.spot_chosen.connect(self.chosen)
        self._read_out = ReadOut(look, self)
        self._parts: dict[str, StatusField] = {}
        self._arranged: object = None  # what the parts were placed for
        self._sheet = MarkSheet(self)

    @property
    def plan(self) -> Plan | None:
        """How the fields stand now."""
        return self._plan

    def show_fields(self, fields: Fields) -> None:
        """Show the fields; only what changed is painted."""
        self._fields = fields
        self._shelf.show_shelf(fields.shelf)
        self._arrange()
        self._tell()

    def set_unit(self, u: float) -> None:
        """Take another base module; the parts have theirs from the page."""
        self.u = u
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew."""
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        fields = self._fields
        if fields is None:
            return
        wide, high = self.width() / self.u, self.height() / self.u
        shelf = shelf_height(wide, high)
        top = shelf + GAP
        shown = self._replanned(fields, wide, high - HEIGHT - GAP - top)
        arranged = (self._plan, [field.key for field in shown], wide, high, self.u)
        if arranged != self._arranged:
            self._arranged = arranged
            place(self._shelf, self.u, Box(0, 0, wide, shelf))
            place(self._read_out, self.u, Box(0, high - HEIGHT, wide, HEIGHT))
            self._place_fields(shown, Box(0, top, wide, high - HEIGHT - GAP - top))
        if self._plan is None:
            return
        differ = False
        for number, field in enumerate(shown):
            differ |= self._parts[field.key].show_field(
                field, self._plan, self._plan.columns(number), fields.now
            )
        if differ:
            self._sheet.change(shown)

    def _place_fields(self, shown: Sequence[Field], room: Box) -> None:
        for key, part in self._parts.items():
            part.setVisible(any(field.key == key for field in shown))
        self._sheet.setVisible(self._plan is not None and self._plan.step is Step.MARKS)
        place(self._sheet, self.u, room)
        self._sheet.clear()
        for field, area in zip(shown, self._plan.areas if self._plan else (), strict=False):
            place(self._part(field.key), self.u, Box(area.x, room.y + area.y, area.w, area.h))
        self._sheet.fields = [self._parts[field.key] for field in shown] if self._plan else []
        self._sheet.raise_()

    def _replanned(self, fields: Fields, wide: float, high: float) -> tuple[Field, ...]:
        """Plan anew where numbers, names or the room are others, and return the fields that are shown."""
        names = [field.names for field in fields.fields] if all(f.names for f in fields.fields) else None
        wanted = (fields.sizes, names, wide, high, self.u)
        if wanted != self._planned:
            self._planned = wanted
            widths = None if names is None else [[self._wide_of(name) for name in own] for own in names]
            self._plan = plan(fields.sizes, wide, high, widths) if fields.fields else None
        if self._plan is None or not self._plan.together:
            return fields.fields
        return (_together(fields),)

    def _wide_of(self, name: str) -> float:
        size = role_size("cell")
        return self._look.typeface.width(name, max(1, round(size * self.u)), 600) / self.u

    def _part(self, key: str) -> StatusField:
        if key not in self._parts:
            part = self._parts[key] = StatusField(self._look, self._sheet, self)
            part.u = self.u
            part.spot_chosen.connect(self.chosen)
            part.pointed.connect(self._point)
            part.setVisible(True)
        return self._parts[key]

    def set_look(self, look: Look) -> None:
        """Take another theme for parts that are still to come."""
        self._look = look

    def _point(self, check: str) -> None:
        self._pointed = check
        self._tell()

    def _tell(self) -> None:
        """Read out what is pointed at, as it is now."""
        fields = self._fields
        told = fields is not None and self._pointed
        self._read_out.show_words(_told(fields, self._pointed, fields.now) if fields and told else ())


def _told(fields: Fields, check: str, now: Moment) -> tuple[str, ...]:
    found = (view for field in fields.fields for view in field.views if view.id == check)
    return next((read_out(view, now) for view in found), ())


def _together(fields: Fields) -> Field:
    """Return all fields as one, where there is no room for more than their counts."""
    codes = b"".join(field.codes for field in fields.fields)
    views = tuple(view for field in fields.fields for view in field.views)
    counts, title = counts_of(codes), tr("All checks")
    lost = any(field.lost for field in fields.fields)
    said = said_of(title, counts, () if lost else views, fields.now)
    return Field(
        key=_ALL, titles=(title,), codes=codes, counts=counts, names=(), views=views, said=said, lost=lost
    )
