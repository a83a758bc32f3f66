"""Pages of a wall's plan: what they are called, what of a scene they show, what of it is bad."""

from collections.abc import Container, Iterable, Iterator, Mapping

from msgspec.structs import replace as with_fields

from app.model.board import Board
from app.model.incident import Incident
from app.model.own import is_own
from app.model.state import State
from app.model.verdict import Level
from app.model.wall import PageKind, PageView
from widgets.tr import tr
from widgets.views.scene import Scene, scene_from
from widgets.views.words import element_title


def named_pages(
    plan: Iterable[PageView], former: Mapping[str, PageView], fresh: Iterator[int]
) -> dict[str, PageView]:
    """Return the pages of a plan by name. One that was there before keeps its name, wherever it stands now.

    No name is given twice: a picture that was begun for a page finds no other under it. ``fresh``: numbers
    for those that are new.
    """
    left, named = dict(former), dict[str, PageView]()
    for view in plan:
        known = next((name for name, each in left.items() if each == view), None)
        if known is not None:
            del left[known]
        named[known or f"plan:{next(fresh)}"] = view
    return named


def page_title(view: PageView) -> str:
    """Return what a page is called."""
    page = view.page
    if page.title:
        return page.title
    if page.kind is PageKind.ELEMENT:
        return element_title(page.element) if page.element is not None else tr("Checks")
    return {
        PageKind.OVERVIEW: tr("Overview"),
        PageKind.PROVIDER: tr("Provider"),
        PageKind.PAYMENTS: tr("Payments"),
        PageKind.NETWORK_MAP: tr("Map"),
        PageKind.RESPONSE_TIMES: tr("Response times"),
        PageKind.ERROR_STREAM: tr("Errors as they came"),
        PageKind.GRID: tr("Board"),
        PageKind.CHARTS: tr("Charts"),
        PageKind.INCIDENTS: tr("Incidents"),
        PageKind.ERRORS: tr("Errors"),
        PageKind.CHECKS: tr("Checks"),
        PageKind.BIG_NUMBER: tr("Number"),
    }[page.kind]


def scene_of_page(view: PageView, scene: Scene) -> Scene:
    """Return the part of a scene that a page shows; all of it where the page names no checks."""
    return narrowed(view.checks, scene)


def narrowed(checks: Iterable[str] | None, scene: Scene) -> Scene:
    """Return the part of a scene that some checks are, with their incidents; None: all of it."""
    if checks is None:
        return scene
    wanted = frozenset(checks)
    views = tuple(each for each in scene.views if each.id in wanted)
    incidents = tuple(each for each in scene.board.incidents if touches(each, wanted))
    return scene_from(with_fields(scene.board, incidents=incidents), scene.now, views, lost=scene.lost)


def touches(incident: Incident, checks: Container[str]) -> bool:
    """Whether an incident is about one of these checks; what is wrong with this monitor itself always is."""
    return any(key.check in checks or is_own(key.check) for key in incident.alerts)


def is_bad(view: PageView, board: Board) -> bool:
    """Whether something is bad on a page, so that it is worth a longer look."""
    page = view.page
    wanted = None if view.checks is None else frozenset(view.checks)
    if page.kind is PageKind.INCIDENTS:
        open_ones = (each for each in board.incidents if wanted is None or touches(each, wanted))
        return any(each.level is Level.CRITICAL for each in open_ones)
    return any(
        check.state in (State.CRITICAL, State.WARNING)
        and not check.soft
        and (wanted is None or check.id in wanted)
        and (page.element is None or check.element is page.element)
        and (not page.check or check.id == page.check)
        for check in board.checks
    )


def page_of(incident: Incident, plan: tuple[PageView, ...]) -> int:
    """Return the page on which an incident is seen best: the narrowest that shows its check or its class."""
    return min(range(len(plan)), key=lambda page: (_breadth(incident, plan[page]), page))


def _breadth(incident: Incident, view: PageView) -> float:
    page = view.page
    checks = frozenset(view.checks or ())
    if view.checks is not None and not any(key.check in checks for key in incident.alerts):
        return 9e9
    by_kind = {
        PageKind.INCIDENTS: 2e6,
        PageKind.OVERVIEW: 3e6,
        PageKind.ERRORS: 4e6,
        PageKind.ERROR_STREAM: 4.5e6,
        PageKind.CHECKS: 5e6,
        PageKind.NETWORK_MAP: 5.5e6,
    }
    if page.kind in (PageKind.ELEMENT, PageKind.PROVIDER, PageKind.PAYMENTS):
        meant = page.element is None or page.element is incident.element
        return float(len(checks) or 1e6) if meant else 9e9
    if page.kind is PageKind.BIG_NUMBER and page.check:
        # One number says less of an incident than a page of incidents, which has its title and its owner.
        return 2.5e6 if any(key.check == page.check for key in incident.alerts) else 9e9
    return by_kind.get(page.kind, 7e6) - (1e6 if checks else 0)
