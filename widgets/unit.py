"""The base module u: all sizes of the wall are multiples of it, so 1080p and 4K look the same."""

import math
from typing import Literal

from widgets.palette import tokens

COLUMNS = 240.0
ROWS = 135.0
LEAST = 2.25  # nothing that people read is smaller
Tier = Literal["glance", "read", "approach"]
_TIERS: tuple[tuple[Tier, float], ...] = (("glance", 6.5), ("read", 4.0), ("approach", LEAST))


LEAST_PIXELS = 6.0  # of u in a desk window: letters of less than 13 pixels cannot be read at arm's length
NARROW, LOW = 150.0, 84.0  # so many u a page needs at least; in less room letters shrink all the same
FURTHEST = 1.5  # times the usual u: pages of less than 160 by 90 u would not name what is wrong


def unit(width: float, height: float, reach: float = 1.0) -> float:
    """Return u in the pixels of ``width`` and ``height``; spare room never stretches type.

    On an upright screen rows and columns change places. ``reach`` enlarges everything for those who stand
    further away than the drawing was made for; there is room for less then.
    """
    upright = height > width
    across, down = (ROWS, COLUMNS) if upright else (COLUMNS, ROWS)
    fitting = min(width / across, height / down) * min(max(reach, 1.0), FURTHEST)
    return max(fitting, min(LEAST_PIXELS, width / (ROWS if upright else NARROW), height / LOW))


def reach_for(u_px: float, pitch_mm: float, distance_mm: float) -> float:
    """Return how many times larger u has to be, so that the smallest text is seen as it was drawn for 5 m.

    ``u_px``: pixels of u; ``pitch_mm``: of a pixel. Never below 1, and above ``FURTHEST`` it cannot be had.
    """
    wanted = float(tokens().viewing["tiers_arcmin"]["approach"])
    seen = arcminutes(LEAST, u_px, pitch_mm, distance_mm)
    return max(1.0, wanted / seen)


def role_size(role: str) -> float:
    """Return the size of a type role in u."""
    return tokens().type[role][0]


def role_weight(role: str) -> int:
    """Return the weight of a type role."""
    return tokens().type[role][1]


def tier(size: float) -> Tier:
    """Return the distance a size in u is made for: glance, read or approach."""
    return next((name for name, floor in _TIERS if size >= floor), "approach")


def tier_floor(size: float) -> float:
    """Return the smallest size in u of the same tier."""
    return next((floor for _, floor in _TIERS if size >= floor), LEAST)


def arcminutes(size_u: float, u_px: float, pitch_mm: float, distance_mm: float) -> float:
    """Return the angle under which a capital is seen, in minutes of arc."""
    cap = size_u * u_px * float(tokens().viewing["cap_height_em"]) * pitch_mm
    return 60 * math.degrees(math.atan(cap / distance_mm))
