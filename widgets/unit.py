"""The base module u: all sizes of the wall are multiples of it, so 1080p and 4K look the same."""

import math
from typing import Literal

from widgets.palette import tokens

COLUMNS = 240.0
ROWS = 135.0
LEAST = 2.25  # nothing that people read is smaller
Tier = Literal["glance", "read", "approach"]
_TIERS: tuple[tuple[Tier, float], ...] = (("glance", 6.5), ("read", 4.0), ("approach", LEAST))


def unit(width: float, height: float) -> float:
    """Return u in the pixels of ``width`` and ``height``; spare room never stretches type."""
    return min(width / COLUMNS, height / ROWS)


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
