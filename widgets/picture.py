"""What a refresh of the wall shows, worked out from values alone: beside the window where it is much."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from app.model.board import Board
from app.model.clock import Moment
from app.model.message import Point
from widgets.views.head import HeadView, head_view
from widgets.views.scene import Scene, scene_of
from widgets.views.services import own_names, share_points


class Job(Protocol):
    """Work under way."""

    def done(self) -> bool:
        """Whether it has ended."""
        ...

    def result(self) -> "Picture":
        """Return what came of it; raises what it raised."""
        ...


Beside = Callable[[Callable[[], "Picture"]], Job]  # begins work in a thread of its own
Parts = Callable[[Scene], object]  # works out what a page shows; knows nothing of Qt's objects


class Picture(NamedTuple):
    """One moment of the wall.

    ``names``: those whose tracks are kept; the same object while they are the same.
    """

    page: str
    scene: Scene
    head: HeadView
    parts: object
    names: frozenset[str]
    shares: tuple[Point, ...]  # of a new board


class Wish(NamedTuple):
    """What a picture is made of. ``lost``: the link is; ``unproved``: it is, or all is blind."""

    board: Board
    now: Moment
    page: str
    lost: bool
    unproved: bool
    new: bool  # the board was not shown before
    names: frozenset[str]  # of the picture before


def picture(wish: Wish, parts: Parts) -> Picture:
    """Return the picture that is wished for."""
    scene = scene_of(wish.board, wish.now, lost=wish.unproved)
    names = frozenset(check.id for check in wish.board.checks) | own_names()
    shares = share_points(scene.by_class, scene.now) if wish.new and not wish.lost else ()
    return Picture(
        page=wish.page,
        scene=scene,
        head=head_view(wish.board, scene.views, wish.now, lost=wish.lost),
        parts=parts(scene),
        names=wish.names if names == wish.names else names,
        shares=tuple(shares),
    )
