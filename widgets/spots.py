"""The nearest spot in a direction, for walking a picture by arrow keys."""

from collections.abc import Sequence

from widgets.canvas import Spot


def neighbour(spots: Sequence[Spot], present: str, across: int, down: int) -> Spot:
    """Return the nearest spot in the direction (-1, 0 or 1 each), or the present one at an edge."""
    start = next((spot for spot in spots if spot.id == present), None)
    if start is None:
        return spots[0]
    ahead = [spot for spot in spots if _distance(start, spot, across, down) is not None]
    return min(ahead, key=lambda spot: _distance(start, spot, across, down) or 0.0, default=start)


def _distance(start: Spot, other: Spot, across: int, down: int) -> float | None:
    """Return how far ``other`` lies ahead; going aside counts three times, None is not ahead at all."""
    here, there = start.box, other.box
    dx = (there.x + there.w / 2) - (here.x + here.w / 2)
    dy = (there.y + there.h / 2) - (here.y + here.h / 2)
    forward = dx * across + dy * down
    aside = abs(dx * down) + abs(dy * across)
    return None if forward <= 0.01 else forward + 3 * aside
