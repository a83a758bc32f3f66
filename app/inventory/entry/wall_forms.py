"""Walls as they stand in the file."""

from typing import Annotated

import msgspec

from app.inventory.entry.planned_forms import MaintainedMatch
from app.inventory.entry.routing_forms import Clock
from app.model.target import ElementClass
from app.model.value import Value
from app.model.wall import Counted, PageKind, WidgetKind

Dwell = Annotated[float, msgspec.Meta(ge=5, le=3600, extra={"form": "duration"})]
WallName = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
ScreenName = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
PageTitle = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Metres = Annotated[float, msgspec.Meta(ge=0.5, le=50)]
ScreenWidth = Annotated[float, msgspec.Meta(ge=0.1, le=20)]
CellText = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
FigureName = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Level = Annotated[float, msgspec.Meta(ge=0.2, le=1)]
Lines = Annotated[int, msgspec.Meta(ge=1, le=12)]  # columns or rows of a grid
Pair = Annotated[
    tuple[Annotated[int, msgspec.Meta(ge=1, le=12)], ...], msgspec.Meta(min_length=2, max_length=2)
]


class CellForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One widget of a grid."""

    widget: WidgetKind
    at: Pair
    span: Pair = (1, 1)
    title: PageTitle | None = None
    element: ElementClass | None = msgspec.field(default=None, name="class")
    match: MaintainedMatch | None = None
    check: str | None = None
    series: str | None = None
    count: Counted | None = None
    text: CellText | None = None


class WallPageForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One page of a wall; they are shown in turn."""

    kind: PageKind
    title: PageTitle | None = None
    element: ElementClass | None = msgspec.field(default=None, name="class")
    match: MaintainedMatch | None = None
    check: str | None = None
    series: str | None = None
    count: Counted | None = None
    columns: Lines | None = None
    rows: Lines | None = None
    cells: Annotated[tuple[CellForm, ...], msgspec.Meta(max_length=60)] = ()
    figures: Annotated[tuple[FigureName, ...], msgspec.Meta(max_length=6)] = ()
    dwell: Dwell = 20.0
    dwell_bad: Dwell | None = None


class DimForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours in which a wall is darker; an open critical incident that nobody has undims it."""

    starts: Clock = msgspec.field(name="from")
    ends: Clock = msgspec.field(name="to")
    level: Level = 0.5


class WallForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pages of a wall in a room, and the screen that it is bound to."""

    name: WallName
    pages: Annotated[tuple[WallPageForm, ...], msgspec.Meta(min_length=1, max_length=30)]
    screen: ScreenName = ""
    distance: Metres | None = None
    screen_width: ScreenWidth | None = None
    dim: DimForm | None = None
