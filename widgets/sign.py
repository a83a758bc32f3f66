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
    """Return the sign of a check as it is shown; an explained, taken or silenced one is an outline.

    Ten thousand checks have some dozens of signs; each is made once.
    """
    tried = (view.attempt, view.attempts) if view.soft else None
    quiet = bool(view.owner or view.blocked_by or view.silenced.template)
    key = (view.state, tried, quiet, bool(view.maintenance))
    sign = _SIGNS.get(key)
    if sign is None:
        sign = _SIGNS[key] = _sign(*key)
    return sign


def _sign(state: State, tried: tuple[int, int] | None, quiet: bool, maintained: bool) -> Sign:
    if maintained:
        return Sign(Glyph.MAINTENANCE)
    if tried is not None:
        wanted = Glyph.WARNING if state is State.WARNING else Glyph.CRITICAL
        return Sign(wanted, soft=tried[0] / max(1, tried[1]))
    return Sign(GLYPH_OF_STATE[state], taken=quiet and state not in (State.OK, State.PENDING))


_SIGNS: dict[tuple[State, tuple[int, int] | None, bool, bool], Sign] = {}
