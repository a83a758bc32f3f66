"""Whether a wall shows a notice so well that no pop-up need cover it: one decision, made of facts alone."""

import enum
from collections.abc import Sequence
from typing import Final

from app.model.board import Board
from app.model.notice import PROBLEMS, Notice
from app.model.routing import PopUps
from app.model.value import Value

STALE: Final = 5.0  # seconds; a board that is older proves nothing
DARK: Final = 0.1  # of the light; less cannot be read


class Missing(enum.StrEnum):
    """Why no wall stands in; the nearest miss of all windows counts."""

    NONE = ""
    WISHED = "pop-ups are wished for"
    NO_WALL = "no wall fills its screen"
    NOT_SEEN = "nobody can see it"
    STALE = "it is not up to date"
    NOT_YET = "it does not show it yet"


class WallSeen(Value, frozen=True, kw_only=True):
    """What one window is, and what it shows, at this moment."""

    screen: str
    kiosk: bool
    fills: bool  # it stands over the whole of its screen
    seen: bool  # it is on the screen, in front, and the session is neither locked nor blanked
    light: float = 1.0  # share that is let through by night
    board: Board | None = None  # of the picture that is shown; None: the picture tells of no incident
    age: float = 0.0  # seconds since that board
    lost: bool = False  # the link is


class StandIn(Value, frozen=True, kw_only=True):
    """The screen whose wall shows it; without one, what is missing."""

    screen: str = ""
    missing: Missing = Missing.NONE


def stand_in(notice: Notice, rule: PopUps, walls: Sequence[WallSeen]) -> StandIn:
    """Return who shows a notice instead of a pop-up; whatever is in doubt is nobody."""
    if rule is PopUps.ALWAYS:
        return StandIn(missing=Missing.WISHED)
    misses = [_missing(notice, rule, wall) for wall in walls]
    for wall, missing in zip(walls, misses, strict=True):
        if missing is Missing.NONE:
            return StandIn(screen=wall.screen)
    order = tuple(Missing)
    return StandIn(missing=max(misses, key=order.index, default=Missing.NO_WALL))


def _missing(notice: Notice, rule: PopUps, wall: WallSeen) -> Missing:
    if not wall.fills or not (wall.kiosk or rule is PopUps.NOT_OVER_FULL_SCREENS):
        return Missing.NO_WALL
    if not wall.seen or wall.light < DARK:
        return Missing.NOT_SEEN
    if wall.lost or wall.age > STALE:
        return Missing.STALE
    return Missing.NONE if wall.board is not None and _tells(wall.board, notice) else Missing.NOT_YET


def _tells(board: Board, notice: Notice) -> bool:
    """Whether a board is no older than a notice and shows what it says: that it lasts or is over."""
    there = any(incident.id == notice.incident for incident in board.incidents)
    return board.now.seconds_since(notice.at) >= 0 and there is (notice.kind in PROBLEMS)
