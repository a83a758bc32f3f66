"""How much drawing is prepared in one turn of the window's loop."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

REST = 3  # milliseconds: a turn ends when the loop has seen to everything else
BACK = 4  # milliseconds until whoever was not let through asks again
MORE = 10.0  # milliseconds of a turn while it hurries


class Pace:
    """Lets work begin until a turn has taken ``most`` milliseconds; None: all at once.

    One piece of work is always let through, so that all is done in the end.
    """

    def __init__(self, most: float | None = None, parent: QObject | None = None) -> None:
        self._most = most
        self._end = QTimer(parent, singleShot=True)
        self._turn = QElapsedTimer()
        self._owed = 0.0
        self._hurry = QTimer(parent, singleShot=True)
        self._end.timeout.connect(self._turn.invalidate)

    def hurry(self, milliseconds: int) -> None:
        """For a while let turns be longer and follow at once: nobody reads yet what is built."""
        self._hurry.start(milliseconds)

    @property
    def back(self) -> int:
        """Milliseconds until whoever was not let through asks again."""
        return 0 if self._most is None or self._hurry.isActive() else BACK

    @property
    def bounded(self) -> bool:
        """Whether turns have a measure at all."""
        return self._most is not None

    def may(self, painting: float = 0.0) -> bool:
        """Whether another piece of work may begin in this turn.

        ``painting``: milliseconds that showing what comes of it takes; the turn holds that as well.
        """
        if self._most is None:
            return True
        if not self._turn.isValid():
            self._turn.start()
            self._owed = painting
            self._end.start(0 if self._hurry.isActive() else REST)
            return True
        most = max(MORE, self._most) if self._hurry.isActive() else self._most
        if self._turn.nsecsElapsed() >= (most - self._owed - painting) * 1e6:
            return False
        self._owed += painting
        return True
