"""From how far a wall is read, and how large that makes its type."""

from collections.abc import Callable

from widgets.tr import tr
from widgets.unit import reach_for, unit

BARELY = 1.02


class Viewing:
    """Keeps the distance of a wall and the pitch of its pixels; ``changed`` is called for another size."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._pitch = self._distance = 0.0

    def set(self, pitch_mm: float, distance_mm: float) -> None:
        """Size all type for who stands at a distance from pixels of that pitch; 0: as drawn."""
        if (pitch_mm, distance_mm) != (self._pitch, self._distance):
            self._pitch, self._distance = pitch_mm, distance_mm
            self._changed()

    def unit(self, width: float, height: float) -> float:
        """Return u for an area in pixels."""
        return unit(width, height, self._wanted(width, height))

    def lacking(self, width: float, height: float) -> float:
        """Return how many times too small the smallest text stays; 1: large enough."""
        grown = self.unit(width, height) / unit(width, height)
        return self._wanted(width, height) / grown

    def words(self, width: float, height: float) -> str:
        """Return what is wrong with the distance; empty: nothing."""
        if self._distance > 0 and self._pitch <= 0:
            return tr("this screen does not tell its size")
        if self.lacking(width, height) > BARELY:
            return tr("text too small for {n} m", n=f"{self._distance / 1000:.3g}")
        return ""

    def _wanted(self, width: float, height: float) -> float:
        if self._pitch <= 0 or self._distance <= 0:
            return 1.0
        return reach_for(unit(width, height), self._pitch, self._distance)
