"""Why an act cannot be done now, in words; the same reasons for which it would do nothing."""

from typing import NamedTuple

from app.model.board import Board, Rank
from app.shell.dialogs.regrouping import parts_of
from app.shell.window.keys import Act
from widgets.tr import tr

OF_ENGINE = frozenset(
    {
        Act.TAKE,
        Act.INCIDENT,
        Act.MERGE,
        Act.SPLIT,
        Act.WHY,
        Act.LOOKED,
        Act.RECHECK,
        Act.MUTE,
        Act.QUIET,
        Act.CHANNELS,
    }
)


class Standing(NamedTuple):
    """What decides over acts."""

    board: Board | None
    connected: bool
    who: str  # by which name incidents are taken
    filling: bool  # the window fills its screen
    turns: bool  # pages are turned by a plan


def away(standing: Standing) -> str:
    """Return why nothing can be asked of an engine."""
    return "" if standing.connected else tr("There is no connection to the engine")


def why_not(act: Act, standing: Standing) -> str:
    """Return why an act cannot be done; empty where it can."""
    if act in OF_ENGINE and not standing.connected:
        return away(standing)
    return _nothing(act, standing)


def _nothing(act: Act, standing: Standing) -> str:
    """Return why an act would find nothing to do."""
    board = standing.board
    incidents = board.incidents if board is not None else ()
    idle = {
        Act.TAKE: (all(each.taken for each in incidents), tr("No incident waits for somebody")),
        Act.INCIDENT: (not incidents, tr("No incident is open")),
        Act.MERGE: (len(incidents) < 2, tr("There is no other open incident")),
        Act.SPLIT: (
            all(len(parts_of(each)) < 2 for each in incidents),
            tr("No open incident holds more than one thing"),
        ),
        Act.WHY: (board is None or not board.checks, tr("Nothing is watched")),
        Act.LOOKED: (not standing.who, tr("Your name is not known yet: take an incident first")),
        Act.KEPT: (
            board is None or board.summary.rank is not Rank.BLIND or not standing.connected,
            tr("The monitor is not blind"),
        ),
        Act.HOLD: (not standing.turns, tr("No pages are turned here")),
        Act.LEAVE: (not standing.filling, tr("The window does not fill the screen")),
    }
    nothing, why = idle.get(act, (False, ""))
    return why if nothing else ""
