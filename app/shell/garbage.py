"""Garbage is collected in the thread of the windows only.

Left to itself Python collects in whichever thread allocates next, and a cycle that holds a Qt object would be
destroyed there: timers cannot be stopped from another thread, and widgets crash.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 500  # milliseconds


class Collector(QObject):
    """Takes the place of the automatic collection until ``stop``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(EVERY)

    def settle(self) -> None:
        """Leave alone from now on what is there now: it stays, and to look through it holds the window."""
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        """Collect what is left here, and give the collection back."""
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        gc.enable()

    def _collect(self) -> None:
        """Collect as many generations as have reached their thresholds, as Python itself would."""
        full = [count > limit for count, limit in zip(gc.get_count(), self._thresholds, strict=True)]
        if full[0]:
            gc.collect(2 if full[1] and full[2] else 1 if full[1] else 0)
