"""Garbage is collected in the thread of the windows only.

Left to itself Python collects in whichever thread allocates next, and a cycle that holds a Qt object would be
destroyed there: timers cannot be stopped from another thread, and widgets crash.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer

FIRST = 1000  # milliseconds until it begins: what a start makes, stays
EVERY = 100  # milliseconds: as many young objects as a screen makes in them are looked through in a few
RARE = 2000  # a full collection takes at most one part in so many of the time


class Collector(QObject):
    """Takes the place of the automatic collection until ``stop``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._starting = True
        self._rested = 0.0  # until when no full collection is due
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(FIRST)

    def settle(self) -> None:
        """End the start: what is there by now is left alone, and from now on all generations have their turn.

        While it starts a screen makes what stays: modules, widgets, the tracks of all series. To look through
        that even once held the window for a quarter of a second with ten thousand checks. What was garbage in
        cycles then stays until the end; it is little, and mostly what loading the modules left.
        """
        self._starting = False
        gc.freeze()

    def stop(self) -> None:
        """Collect what is left here, and give the collection back."""
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        gc.enable()

    def _collect(self) -> None:
        """Collect as many generations as have reached their thresholds, as Python itself would."""
        self._timer.setInterval(EVERY)
        full = [count > limit for count, limit in zip(gc.get_count(), self._thresholds, strict=True)]
        if not full[0]:
            return
        if self._starting:
            gc.collect(0)
            gc.freeze()
            return
        if not (full[1] and full[2]) or time.monotonic() < self._rested:
            gc.collect(1 if full[1] else 0)
            return
        began = time.monotonic()
        gc.collect()
        # All that there is is looked through seldom: Python itself also waits until a quarter of it is new.
        self._rested = began + (time.monotonic() - began) * RARE
