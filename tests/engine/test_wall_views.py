"""The engine hands out the walls of its inventory, with the checks of each page."""

from msgspec.structs import replace

from app.engine.books import Books
from app.engine.check_memory import CheckMemory
from app.engine.wall_views import wall_views
from app.model.check import Inventory
from app.model.clock import Moment
from app.model.loaded import Loaded
from app.model.matcher import matchers_of
from app.model.message import AskWalls
from app.model.target import ElementClass, Target
from app.model.wall import PageKind, WallCell, WallPage, WallPlan, WidgetKind
from tests.engine import whole
from tests.engine.parts import check

START = Moment(wall=0.0, mono=0.0)


async def test_walls_follow_the_inventory() -> None:
    """Each page names its checks, and the board says when another inventory brought other walls."""
    async with whole.rig() as it:
        plan = WallPlan(
            name="a",
            pages=(
                WallPage(kind=PageKind.OVERVIEW),
                WallPage(kind=PageKind.ELEMENT, match=matchers_of("target=api")),
            ),
        )
        await it.apply(it.check("api/get"), it.check("web/get"))
        await it.link.until(lambda: it.link.board is not None and len(it.link.checks) == 2)
        assert it.link.board is not None
        assert it.link.board.walls == ""
        assert (await it.engine.answer(AskWalls(), whole.SHELL)).walls == ()
        inventory = it.engine._core.books.inventory
        await it.engine.apply(Loaded(inventory=replace(inventory, walls=(plan,), fingerprint="two")))
        await it.link.until(lambda: it.link.board is not None and it.link.board.walls == "two")
        (wall,) = (await it.engine.answer(AskWalls(), whole.SHELL)).walls
        assert [page.checks for page in wall.pages] == [None, ("api/get",)]


def test_pages_and_cells_are_narrowed_by_match_and_class() -> None:
    """A page of payments shows what pays, a grid what its cells show, and each cell its own."""
    books = Books()
    targets = {
        name: Target(id=name, name=name, short=name, element=element)
        for name, element in (("web", ElementClass.API), ("psp", ElementClass.PAYMENT))
    }
    books.targets = targets
    books.refer_to([CheckMemory(check(f"{name}/x"), START) for name in targets])
    cells = (
        WallCell(widget=WidgetKind.NUMBER, column=1, row=1, check="psp/x"),
        WallCell(widget=WidgetKind.STATE, column=2, row=1, element=ElementClass.API),
        WallCell(widget=WidgetKind.CLOCK, column=3, row=1),
    )
    whole_of = WallCell(widget=WidgetKind.INCIDENTS, column=4, row=1)
    pages = (
        WallPage(kind=PageKind.PAYMENTS),
        WallPage(kind=PageKind.RESPONSE_TIMES, element=ElementClass.API),
        WallPage(kind=PageKind.GRID, columns=4, rows=1, cells=cells),
        WallPage(kind=PageKind.GRID, columns=4, rows=1, cells=(*cells, whole_of)),
        WallPage(kind=PageKind.NETWORK_MAP),
    )
    books.inventory = Inventory(walls=(WallPlan(name="a", pages=pages),))
    (wall,) = wall_views(books)
    assert [page.checks for page in wall.pages] == [("psp/x",), ("web/x",), ("psp/x", "web/x"), None, None]
    assert wall.pages[2].cells == (("psp/x",), ("web/x",), None)
