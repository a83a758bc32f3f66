"""The status grid: shelf, fields and read-out, arranged by how many checks there are and the room."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, place
from widgets.density import Plan, Step, plan
from widgets.look import Look
from widgets.marks import counts_of
from widgets.sections.deviation_shelf import DeviationShelf, shelf_height
from widgets.sections.mark_sheet import MarkSheet, Place
from widgets.sections.read_out import HEIGHT, ReadOut
from widgets.sections.status_field import StatusField
from widgets.tr import tr
from widgets.unit import role_size
from widgets.views.fields import Field, Fields, fields_of, read_out, said_of
from widgets.views.scene import Scene

if TYPE_CHECKING:  # it brings numpy along, and that is loaded after the first paint
    from widgets.sections.mark_changes import Changes

GAP = 1.0
_ALL = "all"


class GridParts(NamedTuple):
    """Fields, and how they differ from those that were shown when they were made; None: that is not known.

    ``told``: the check that was pointed at then, and how it is read out.
    """

    fields: Fields
    changes: "Changes | None" = None
    told: tuple[str, tuple[str, ...]] = ("", ())


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
        self._shelf = DeviationShelf(look, self)
        self._shelf.spot_chosen.connect(self.chosen)
        self._read_out = ReadOut(look, self)
        self._parts: dict[str, StatusField] = {}
        self._shown: list[StatusField] = []
        self._arranged: object = None  # what the parts were placed for
        self._sheet = MarkSheet(self)

    @property
    def plan(self) -> Plan | None:
        """How the fields stand now."""
        return self._plan

    def parts(self) -> Callable[[Scene], "GridParts"]:
        """Return what works out the fields of a scene and how they differ; it may run beside the window."""
        return partial(_parts, self._sheet.place)

    def show_parts(self, parts: GridParts) -> None:
        """Show the fields; only what changed is painted."""
        fields, changes = parts.fields, parts.changes
        self._fields = fields
        self._shelf.show_shelf(fields.shelf)
        if changes is not None and changes.base is self._sheet.place.standing:
            for part, field in zip(self._shown, fields.fields, strict=True):
                part.take(field, fields.now)
            self._sheet.change(changes)
        else:
            self._arrange()
        if parts.told[0] == self._sheet.place.pointed:
            self._read_out.show_words(parts.told[1])
        else:
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
            standing = self._sheet.place.standing
            self._sheet.change(None if standing is None else standing.changes(shown))

    def _place_fields(self, shown: Sequence[Field], room: Box) -> None:
        for key, part in self._parts.items():
            part.setVisible(any(field.key == key for field in shown))
        self._sheet.setVisible(self._plan is not None and self._plan.step is Step.MARKS)
        place(self._sheet, self.u, room)
        self._sheet.clear()
        for field, area in zip(shown, self._plan.areas if self._plan else (), strict=False):
            place(self._part(field.key), self.u, Box(area.x, room.y + area.y, area.w, area.h))
        self._shown = [self._parts[field.key] for field in shown] if self._plan else []
        self._sheet.fields = self._shown
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
        self._sheet.place.pointed = check
        self._tell()

    def _tell(self) -> None:
        """Read out what is pointed at, as it is now."""
        self._read_out.show_words(_told(self._fields, self._sheet.place.pointed) if self._fields else ())


def _parts(place: Place, scene: Scene) -> GridParts:
    fields, standing, pointed = fields_of(scene), place.standing, place.pointed
    changes = None if standing is None else standing.changes(fields.fields)
    return GridParts(fields, changes, (pointed, _told(fields, pointed)))


def _told(fields: Fields, check: str) -> tuple[str, ...]:
    """Return how a check is read out; an empty name is that of none."""
    views = (view for field in fields.fields for view in field.views) if check else ()
    return next((read_out(view, fields.now) for view in views if view.id == check), ())


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
