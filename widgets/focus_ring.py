"""A ring round the control of a window that has the keyboard, wherever it came from."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from widgets.choosing import Choosing

WIDE = 2  # pixels
APART = 1  # pixels between a control and its ring

_TURNS = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide})


class FocusRing(QWidget):
    """Lies over a window; the style alone shows the focus of a button by a shade of its edge, or not at all.

    What draws a ring of its own keeps that. The ring is all there is of it: what lies inside is not covered.
    """

    def __init__(self, window: QWidget, colour: QColor) -> None:
        super().__init__(window)
        self._colour = colour
        self._round: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._moved)

    def set_colour(self, colour: QColor) -> None:
        """Take another theme's colour."""
        self._colour = colour
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go where the control goes, once all is laid out."""
        if event.type() in _TURNS:
            QTimer.singleShot(0, self, self._lie)
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ring; the mask leaves out what is inside."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._colour)
        painter.end()

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        window = self.parentWidget()
        ours = now is not None and window is not None and now is not window and window.isAncestorOf(now)
        self._round = now if ours and not isinstance(now, Choosing) else None
        for each in self._watched:
            each.removeEventFilter(self)
        self._watched = []
        above = self._round
        while above is not None:  # where one of these moves, the control does
            above.installEventFilter(self)
            self._watched.append(above)
            above = above.parentWidget() if above is not window else None
        self._lie()

    def _lie(self) -> None:
        window, control = self.parentWidget(), self._round
        if window is None or control is None or not control.isVisible():
            self.hide()
            return
        at = QRect(control.mapTo(window, QPoint(0, 0)), control.size())
        spare = WIDE + APART
        outer = at.adjusted(-spare, -spare, spare, spare)
        if not window.rect().contains(outer) or at.width() >= window.width():
            outer = at  # it reaches from edge to edge: the ring lies inside
        self.setGeometry(outer)
        own = QRect(QPoint(0, 0), outer.size())
        self.setMask(QRegion(own).subtracted(QRegion(own.adjusted(WIDE, WIDE, -WIDE, -WIDE))))
        self.show()
        self.raise_()
