"""Walls as they are wished for: pages in turn, bound to a screen."""

import enum
from typing import Literal

from app.model.matcher import Matchers
from app.model.target import ElementClass
from app.model.value import Value

Counted = Literal["critical", "warning", "unknown", "maintenance", "ok", "incidents", "untaken"]


class PageKind(enum.StrEnum):
    """What a page of a wall shows."""

    OVERVIEW = "overview"
    ELEMENT = "element"  # the checks of one class, or those that match
    PROVIDER = "provider"  # one provider, or what else matches: figures, checks, incidents
    PAYMENTS = "payments"  # the same of all that pays
    NETWORK_MAP = "network_map"  # targets, and what they need
    CHARTS = "charts"
    RESPONSE_TIMES = "response_times"  # one series of many checks, each on a scale of its own
    INCIDENTS = "incidents"
    ERRORS = "errors"  # those of now, by kind
    ERROR_STREAM = "error_stream"  # as they came, the newest first
    CHECKS = "checks"  # every check in its place
    BIG_NUMBER = "big_number"
    GRID = "grid"  # widgets where the inventory puts them


class WidgetKind(enum.StrEnum):
    """What a cell of a grid shows."""

    NUMBER = "number"
    CHART = "chart"
    STATE = "state"  # the worst of some checks, in glyph and word
    CLASS = "class"
    INCIDENTS = "incidents"
    ERRORS = "errors"
    CLOCK = "clock"
    TEXT = "text"


class WallCell(Value, frozen=True, kw_only=True):
    """One widget of a grid. Columns and rows are counted from 1."""

    widget: WidgetKind
    column: int
    row: int
    wide: int = 1
    high: int = 1
    title: str = ""
    match: Matchers = ()
    element: ElementClass | None = None
    check: str = ""
    series: str = ""
    count: Counted | None = None
    text: str = ""


class WallPage(Value, frozen=True, kw_only=True):
    """One page. Of a big number either ``check`` and ``series`` are given, or ``count``."""

    kind: PageKind
    title: str = ""  # empty: as pages of the kind are called
    match: Matchers = ()  # none: everything
    element: ElementClass | None = None
    check: str = ""
    series: str = ""
    count: Counted | None = None
    columns: int = 0  # of a grid
    rows: int = 0
    cells: tuple[WallCell, ...] = ()
    figures: tuple[str, ...] = ()  # series of a provider or of payments; none: those of the business first
    dwell: float = 20.0  # seconds in a round of the pages
    dwell_bad: float = 40.0  # the same while something on it is bad; not below ``dwell``


class Dimming(Value, frozen=True, kw_only=True):
    """Hours in which the wall is darker, in minutes of the local day; the end may lie on the next one."""

    starts: int
    ends: int
    level: float = 0.5  # of the light; 1: as by day


class WallPlan(Value, frozen=True, kw_only=True):
    """A wall with a name. ``screen``: the name or identity of the screen that it is bound to; empty: any.

    ``distance``: metres from which it is read; ``screen_width``: metres, 0: as the screen says itself.
    """

    name: str
    pages: tuple[WallPage, ...]
    screen: str = ""
    dim: Dimming | None = None
    distance: float = 0.0
    screen_width: float = 0.0


class PageView(Value, frozen=True, kw_only=True):
    """A page as a screen gets it: which checks match is decided where the labels are."""

    page: WallPage
    checks: tuple[str, ...] | None = None  # ids; None: all
    cells: tuple[tuple[str, ...] | None, ...] = ()  # the same for each cell of a grid


class WallView(Value, frozen=True, kw_only=True):
    """A wall as a screen gets it."""

    name: str
    pages: tuple[PageView, ...]
    screen: str = ""
    dim: Dimming | None = None
    distance: float = 0.0
    screen_width: float = 0.0
    zone: str = ""  # of its hours; empty: the system's
