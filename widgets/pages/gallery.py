"""Which page a name means: those that every wall has, and those of a wall's plan.

A page's module is loaded when the page is opened first, which takes a few milliseconds.
"""

import importlib
from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtWidgets import QWidget

from app.model.target import ElementClass
from app.model.wall import PageKind, PageView
from widgets.look import Look
from widgets.pages.page import Page
from widgets.picture import Parts
from widgets.tracks import Tracks
from widgets.views.planned import page_title, scene_of_page
from widgets.views.scene import Scene

_SIMPLE = {  # module and class
    "overview": ("overview", "Overview"),
    "charts": ("charts", "ChartsPage"),
    "incidents": ("incidents", "IncidentsPage"),
    "errors": ("errors", "ErrorsPage"),
    "checks": ("checks", "ChecksPage"),
    "network_map": ("network_map", "NetworkMapPage"),
    "blind": ("blind", "BlindPage"),
    "empty": ("empty", "EmptyPage"),
    "error_stream": ("error_stream", "ErrorStreamPage"),
}
_PLANNED = {
    PageKind.BIG_NUMBER: ("big_number", "BigNumberPage"),
    PageKind.PROVIDER: ("provider", "ProviderPage"),
    PageKind.PAYMENTS: ("provider", "ProviderPage"),
    PageKind.RESPONSE_TIMES: ("response_times", "ResponseTimesPage"),
    PageKind.GRID: ("grid", "GridPage"),
}


def page_called(name: str, look: Look, tracks: Tracks, parent: QWidget) -> Page:
    """Return a new page of those that every wall has."""
    if name not in _SIMPLE:
        return _element(ElementClass(name), look, tracks, parent)
    made = cast("Callable[[Look, Tracks, QWidget], Page]", _found(*_SIMPLE[name]))
    return made(look, tracks, parent)


def page_planned(view: PageView, look: Look, tracks: Tracks, parent: QWidget) -> Page:
    """Return a new page of a plan."""
    page = view.page
    if page.kind in _PLANNED:
        made = cast("Callable[[PageView, Look, Tracks, QWidget], Page]", _found(*_PLANNED[page.kind]))
        return made(view, look, tracks, parent)
    if page.kind is PageKind.ELEMENT:
        return _element(page.element, look, tracks, parent, title=page_title(view))
    return page_called(page.kind.value, look, tracks, parent)


def _element(
    element: ElementClass | None, look: Look, tracks: Tracks, parent: QWidget, *, title: str = ""
) -> Page:
    from widgets.pages.element import ElementPage

    return ElementPage(element, look, tracks, parent, title=title)


def module_of(name: str) -> str:
    """Return the module of a page that every wall has."""
    return f"widgets.pages.{_SIMPLE[name][0] if name in _SIMPLE else 'element'}"


def modules() -> tuple[str, ...]:
    """Return the modules of all pages."""
    named = {module for module, _ in (*_SIMPLE.values(), *_PLANNED.values())} | {"element"}
    return tuple(f"widgets.pages.{module}" for module in sorted(named))


def _found(module: str, name: str) -> object:
    return getattr(importlib.import_module(f"widgets.pages.{module}"), name)


def parts_of(page: Page, view: PageView | None) -> Parts:
    """Return what works out a page's parts; of a planned page, from what it shows of the scene."""
    parts = page.parts()
    if view is None or view.checks is None:
        return parts
    return partial(_parts_of_some, parts, view)


def _parts_of_some(parts: Parts, view: PageView, scene: Scene) -> object:
    return parts(scene_of_page(view, scene))
