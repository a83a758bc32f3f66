"""Walls as screens get them: which checks a page shows is decided here, where the labels are."""

from collections.abc import Mapping

from app.engine.books import Books
from app.model.matcher import Labels, Matchers, match
from app.model.target import ElementClass
from app.model.wall import PageKind, PageView, WallCell, WallPage, WallView, WidgetKind


def wall_views(books: Books) -> tuple[WallView, ...]:
    """Return the walls of the inventory."""
    inventory = books.inventory
    if not inventory.walls:
        return ()
    things = books.things()
    return tuple(
        WallView(
            name=plan.name,
            screen=plan.screen,
            pages=tuple(_page(page, things) for page in plan.pages),
            dim=plan.dim,
            distance=plan.distance,
            screen_width=plan.screen_width,
            zone=inventory.timezone,
        )
        for plan in inventory.walls
    )


def _page(page: WallPage, things: Mapping[str, Labels]) -> PageView:
    if page.kind is PageKind.GRID:
        cells = tuple(_of_cell(cell, things) for cell in page.cells)
        return PageView(page=page, checks=_together(page.cells, cells), cells=cells)
    element = ElementClass.PAYMENT if page.kind is PageKind.PAYMENTS and not page.match else page.element
    return PageView(page=page, checks=_narrowed(page.match, element, things))


def _matching(matchers: Matchers, things: Mapping[str, Labels]) -> tuple[str, ...] | None:
    if not matchers:
        return None
    return tuple(name for name, labels in things.items() if match(matchers, labels))


def _of_cell(cell: WallCell, things: Mapping[str, Labels]) -> tuple[str, ...] | None:
    """Return the checks that a cell shows; None: all."""
    return (cell.check,) if cell.check else _narrowed(cell.match, cell.element, things)


def _narrowed(
    matchers: Matchers, element: ElementClass | None, things: Mapping[str, Labels]
) -> tuple[str, ...] | None:
    """Return the checks that match and are of a class, where one is named."""
    found = _matching(matchers, things)
    if element is None:
        return found
    names = things if found is None else found
    return tuple(name for name in names if things[name].get("element") == element.value)


def _together(
    cells: tuple[WallCell, ...], shown: tuple[tuple[str, ...] | None, ...]
) -> tuple[str, ...] | None:
    """Return the checks that some cell shows; None where one shows all."""
    telling = [
        each
        for cell, each in zip(cells, shown, strict=True)
        if cell.widget not in (WidgetKind.CLOCK, WidgetKind.TEXT)
    ]
    if any(each is None for each in telling):
        return None
    return tuple(dict.fromkeys(name for each in telling if each is not None for name in each))
