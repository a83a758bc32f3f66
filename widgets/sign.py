"""A sign: which shape stands for a state, and in which variant."""

from typing import NamedTuple

from app.model.board import CheckView, Glyph
from app.model.state import State
from app.model.verdict import Level

GLYPH_OF_STATE = {
    State.OK: Glyph.OK,
    State.WARNING: Glyph.WARNING,
    State.CRITICAL: Glyph.CRITICAL,
    State.UNKNOWN: Glyph.UNKNOWN,
    State.PENDING: Glyph.PENDING,
}
GLYPH_OF_LEVEL = {
    Level.CRITICAL: Glyph.CRITICAL,
    Level.WARNING: Glyph.WARNING,
    Level.NONE: Glyph.UNKNOWN,
    Level.GOOD: Glyph.GOOD,
}


class Sign(NamedTuple):
    """A glyph and its variant.

    ``taken``: outline, somebody has it. ``soft``: 0..1, how far the tries have gone; -1 when hard.
    ``plate``: stands on a solid ground of its own colour, so its colours are turned round.
    ``dim``: a count of zero.
    """

    glyph: Glyph
    taken: bool = False
    soft: float = -1.0
    plate: bool = False
    dim: bool = False


def sign_of_check(view: CheckView) -> Sign:
    """Return the sign of a check as it is shown; an explained, taken or silenced one is an outline."""
    if view.maintenance:
        return Sign(Glyph.MAINTENANCE)
    if view.soft:
        wanted = Glyph.WARNING if view.state is State.WARNING else Glyph.CRITICAL
        return Sign(wanted, soft=view.attempt / max(1, view.attempts))
    quiet = bool(view.owner or view.blocked_by or view.silenced.template)
    return Sign(GLYPH_OF_STATE[view.state], taken=quiet and view.state not in (State.OK, State.PENDING))
