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
    CHARTS = "charts"
    INCIDENTS = "incidents"
    ERRORS = "errors"
    CHECKS = "checks"  # every check in its place
    BIG_NUMBER = "big_number"


class WallPage(Value, frozen=True, kw_only=True):
    """One page. Of a big number either ``check`` and ``series`` are given, or ``count``."""

    kind: PageKind
    title: str = ""  # empty: as pages of the kind are called
    match: Matchers = ()  # none: everything
    element: ElementClass | None = None
    check: str = ""
    series: str = ""
    count: Counted | None = None
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


class WallView(Value, frozen=True, kw_only=True):
    """A wall as a screen gets it."""

    name: str
    pages: tuple[PageView, ...]
    screen: str = ""
    dim: Dimming | None = None
    distance: float = 0.0
    screen_width: float = 0.0
    zone: str = ""  # of its hours; empty: the system's
