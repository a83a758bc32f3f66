"""The engine hands out the walls of its inventory, with the checks of each page."""

from msgspec.structs import replace

from app.model.loaded import Loaded
from app.model.matcher import matchers_of
from app.model.message import AskWalls
from app.model.wall import PageKind, WallPage, WallPlan
from tests.engine import whole


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
