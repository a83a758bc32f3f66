"""A scene: the board as it may be shown at one moment; every page is painted from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from app.model.board import Board, CheckView, Rank
from app.model.clock import Moment
from app.model.state import State
from app.model.target import ElementClass
from widgets.group import Group, Key
from widgets.views.shown import all_shown
from widgets.views.telling import ANSWER, LOAD
from widgets.views.vitals import (
    DISK,
    ERRORS,
    MEMORY,
    Measured,
    Pick,
    Vital,
    measured_by_class,
    pick,
    picks_of_class,
    vital_of_pick,
)

KEYS = 4


@dataclass(frozen=True)
class Scene:
    """What the pages need. ``lost``: the engine is not heard, nothing is proved."""

    board: Board
    now: Moment
    lost: bool
    views: tuple[CheckView, ...]
    by_class: dict[ElementClass, Sequence[CheckView]]

    @property
    def measured(self) -> Measured:
        """The series of all checks by metric."""
        return self._all_measured[0]

    @property
    def measured_by_class(self) -> dict[ElementClass, Measured]:
        """The same of each class."""
        return self._all_measured[1]

    @cached_property
    def _all_measured(self) -> tuple[Measured, dict[ElementClass, Measured]]:
        """Looked through when a page asks for it: most show no series of many checks."""
        return measured_by_class(self.views)

    @property
    def good(self) -> bool:
        """Whether every check is proved good now, and nothing is soft."""
        proved = bool(self.views) and all(v.state is State.OK and not v.soft for v in self.views)
        return proved and not self.lost and self.board.summary.rank is Rank.GOOD

    @property
    def unproved(self) -> bool:
        """Whether nothing of it is proved now: the engine is not heard, or no answer is fresh."""
        return self.lost or (bool(self.views) and all(view.stale for view in self.views))


def scene_of(board: Board, now: Moment, *, lost: bool) -> Scene:
    """Return the scene of a board at a moment."""
    return scene_from(board, now, all_shown(board.checks, now, lost=lost), lost=lost)


def scene_from(board: Board, now: Moment, views: tuple[CheckView, ...], *, lost: bool) -> Scene:
    """Return a scene of some views of a board, as they are shown."""
    by_class: dict[ElementClass, list[CheckView]] = {element: [] for element in ElementClass}
    for view in views:
        by_class[view.element].append(view)
    return Scene(
        board,
        now,
        lost,
        views,
        {key: tuple(value) for key, value in by_class.items()},
    )


def key_picks(scene: Scene) -> tuple[Pick, ...]:
    """Return the series of the key charts, the most telling first."""
    of = scene.measured_by_class
    wishes = (
        ("key:load", LOAD, of[ElementClass.APPLICATION_SERVER]),
        ("key:payment", ANSWER, of[ElementClass.PAYMENT]),
        ("key:provider", ANSWER, of[ElementClass.GAME_PROVIDER]),
        ("key:memory", MEMORY, of[ElementClass.APPLICATION_SERVER]),
        ("key:errors", ERRORS, scene.measured),
        ("key:answer", ANSWER, scene.measured),
        ("key:disk", DISK, scene.measured),
    )
    found = (pick(name, metrics, views) for name, metrics, views in wishes)
    return tuple(islice((p for p in found if p is not None), KEYS))


def key_vitals(picks: Iterable[Pick], titles: dict[str, str], *, lost: bool) -> tuple[Vital, ...]:
    """Return the key charts; ``titles`` by the name of the pick."""
    return tuple(vital_of_pick(chosen, title=titles.get(chosen.key[0], ""), lost=lost) for chosen in picks)


def groups(scene: Scene, keys: Iterable[Pick]) -> dict[Key, Group]:
    """Return the groups of series that the overview draws; ``keys`` are those of its key charts."""
    picks = list(keys)
    for element, views in scene.measured_by_class.items():
        picks += picks_of_class(element, views)
    return {chosen.key: chosen.group for chosen in picks}
