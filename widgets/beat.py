"""The slow beat of a plate that is new: the only thing on a wall that moves by itself, and it ends."""

import math
from collections.abc import Callable, Iterable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from widgets.palette import tokens

FRAME = 100  # milliseconds between two shades: ten a second are no flicker, and cost next to nothing


class Beat(QObject):
    """Knows which ids are new, and how far their plates are faded now."""

    def __init__(self, changed: Callable[[Iterable[str]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        rule = tokens().motion["new_critical"]
        self._period, self._times = float(rule["period_ms"]), int(rule["times"])
        self._depth = float(rule["from_alpha"]) - float(rule["to_alpha"])
        self._changed = changed
        self._known: frozenset[str] | None = None
        self._since: dict[str, int] = {}
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)

    def show(self, loud: Iterable[str]) -> None:
        """Take the ids whose plates are solid now; those that were not before begin to beat."""
        loud = frozenset(loud)
        if self._known is not None:
            # At the start nothing is new: whoever opens a wall sees a picture, not a dance.
            self._since.update(dict.fromkeys(loud - self._known, self._clock.elapsed()))
        self._since = {id_: since for id_, since in self._since.items() if id_ in loud}
        self._known = loud
        if self._since and not self._timer.isActive():
            self._timer.start(FRAME)

    @property
    def moving(self) -> bool:
        """Whether any plate beats."""
        return bool(self._since)

    def faded(self, id_: str) -> float:
        """Return how much of the ground covers a plate, 0 for one that stands."""
        if id_ not in self._since:
            return 0.0
        share = (self._clock.elapsed() - self._since[id_]) / self._period
        return 0.0 if share >= self._times else self._depth * (1 - math.cos(2 * math.pi * share)) / 2

    def _turn(self) -> None:
        moving = tuple(self._since)
        over = self._clock.elapsed() - self._times * self._period
        self._since = {id_: since for id_, since in self._since.items() if since > over}
        if not self._since:
            self._timer.stop()
        self._changed(moving)
