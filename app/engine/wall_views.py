"""Walls as screens get them: which checks a page shows is decided here, where the labels are."""

from collections.abc import Mapping

from app.engine.books import Books
from app.model.matcher import Labels, match
from app.model.wall import PageView, WallPage, WallView


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
            pages=tuple(PageView(page=page, checks=_checks(page, things)) for page in plan.pages),
            dim=plan.dim,
            distance=plan.distance,
            screen_width=plan.screen_width,
            zone=inventory.timezone,
        )
        for plan in inventory.walls
    )


def _checks(page: WallPage, things: Mapping[str, Labels]) -> tuple[str, ...] | None:
    if not page.match:
        return None
    return tuple(name for name, labels in things.items() if match(page.match, labels))
