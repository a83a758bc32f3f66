"""Which page a name means: those that every wall has, and those of a wall's plan."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.model.target import ElementClass
from app.model.wall import PageKind, PageView
from widgets.look import Look
from widgets.pages.big_number import BigNumberPage
from widgets.pages.blind import BlindPage
from widgets.pages.charts import ChartsPage
from widgets.pages.checks import ChecksPage
from widgets.pages.element import ElementPage
from widgets.pages.empty import EmptyPage
from widgets.pages.error_stream import ErrorStreamPage
from widgets.pages.errors import ErrorsPage
from widgets.pages.grid import GridPage
from widgets.pages.incidents import IncidentsPage
from widgets.pages.network_map import NetworkMapPage
from widgets.pages.overview import Overview
from widgets.pages.page import Page
from widgets.pages.provider import ProviderPage
from widgets.pages.response_times import ResponseTimesPage
from widgets.picture import Parts
from widgets.tracks import Tracks
from widgets.views.planned import page_title, scene_of_page
from widgets.views.scene import Scene

_SIMPLE: dict[str, Callable[[Look, Tracks, QWidget], Page]] = {
    "overview": Overview,
    "charts": ChartsPage,
    "incidents": IncidentsPage,
    "errors": ErrorsPage,
    "checks": ChecksPage,
    "network_map": NetworkMapPage,
    "blind": BlindPage,
    "empty": EmptyPage,
    "error_stream": ErrorStreamPage,
}

_PLANNED: dict[PageKind, Callable[[PageView, Look, Tracks, QWidget], Page]] = {
    PageKind.BIG_NUMBER: BigNumberPage,
    PageKind.PROVIDER: ProviderPage,
    PageKind.PAYMENTS: ProviderPage,
    PageKind.RESPONSE_TIMES: ResponseTimesPage,
    PageKind.GRID: GridPage,
}


def page_called(name: str, look: Look, tracks: Tracks, parent: QWidget) -> Page:
    """Return a new page of those that every wall has."""
    if name in _SIMPLE:
        return _SIMPLE[name](look, tracks, parent)
    return ElementPage(ElementClass(name), look, tracks, parent)


def page_planned(view: PageView, look: Look, tracks: Tracks, parent: QWidget) -> Page:
    """Return a new page of a plan."""
    page = view.page
    if page.kind in _PLANNED:
        return _PLANNED[page.kind](view, look, tracks, parent)
    if page.kind is PageKind.ELEMENT:
        return ElementPage(page.element, look, tracks, parent, title=page_title(view))
    return page_called(page.kind.value, look, tracks, parent)


def parts_of(page: Page, view: PageView | None) -> Parts:
    """Return what works out a page's parts; of a planned page, from what it shows of the scene."""
    parts = page.parts()
    if view is None or view.checks is None:
        return parts
    return partial(_parts_of_some, parts, view)


def _parts_of_some(parts: Parts, view: PageView, scene: Scene) -> object:
    return parts(scene_of_page(view, scene))
