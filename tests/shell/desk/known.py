"""What a palette knows, for tests."""

from app.model.board import Board
from app.shell.desk.bars import Standing, away, why_not
from app.shell.desk.offers import Known
from app.shell.window.keys import KEYS
from tests.shell.boards import NOW


def standing(
    board: Board | None,
    *,
    connected: bool = True,
    who: str = "",
    filling: bool = False,
    turns: bool = False,
) -> Standing:
    """Return a desk with an engine, at which nobody has given a name."""
    return Standing(board, connected=connected, who=who, filling=filling, turns=turns)


def known_of(board: Board | None, of: Standing | None = None) -> Known:
    """Return what is known of a board at its own moment."""
    here = of or standing(board)
    return Known(
        keys=KEYS,
        pages=("Overview", "Charts"),
        board=board,
        now=NOW,
        why_not=lambda act: why_not(act, here),
        away=away(here),
        lost=not here.connected,
    )
