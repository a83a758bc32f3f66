"""What a wall that stands for months does to its screen: pure functions of the time."""

from typing import Final

from app.model.wall import Dimming

SHIFT: Final = 3  # pixels to each side that the picture wanders against burn-in
EVERY: Final = 240.0  # seconds at one place
DAY: Final = 1440
# A walk through nine places in which neighbours are one step apart, so that nobody sees it move.
_WALK: Final = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1), (1, 0))


def shift(wall: float) -> tuple[int, int]:
    """Return the place of the picture at a wall time, in pixels from the middle, right and down."""
    x, y = _WALK[int(wall // EVERY) % len(_WALK)]
    return x * SHIFT, y * SHIFT


def light(dim: Dimming | None, minute: int, *, alarm: bool) -> float:
    """Return the share of the light at a minute of the local day; an alarm gives all of it."""
    if dim is None or alarm:
        return 1.0
    since = (minute - dim.starts) % DAY
    return dim.level if since < (dim.ends - dim.starts) % DAY else 1.0
