"""A page of zoomable charts, one above the other over the same time, moved by hand, wheel and keys."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from widgets.look import Look
from widgets.palette import ThemeName
from widgets.tr import tr
from widgets.turning import appear, forget
from widgets.zoom.chart import ZoomChart, ZoomView
from widgets.zoom.cursor import newest, oldest, stepped
from widgets.zoom.timespan import STEP, ZOOM, Timespan

WIDE = 160.0  # u of the page
ROWS, EACH = 96.0, 40.0  # and of its height: with few charts, and of each of many
LEAST_U, MOST_U = 5.5, 16.0
MARGIN, GAP = 1.2, 1.2
ONE_COLUMN = 3  # charts up to which they stand one above the other
MOST = 6  # charts; more are chosen one by one
_MOVES = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP, Qt.Key.Key_PageUp: -1.0, Qt.Key.Key_PageDown: 1.0}
_NEARER = (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Up)
_FARTHER = (Qt.Key.Key_Minus, Qt.Key.Key_Underscore, Qt.Key.Key_Down)
_READS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
_NOW = (Qt.Key.Key_Home, Qt.Key.Key_End)


class ZoomPage(QWidget):
    """Passive: it shows views, and tells which stretch of time is wished.

    Where turns have a measure, each chart has its own: together they would hold the window for two frames.
    The first picture of a window is its ground alone, for all its memory is new.
    """

    window_wished = Signal(object)  # Timespan
    read_at = Signal(object)  # the wall time at which is read, None: at none

    def __init__(
        self, theme: ThemeName = "dark", parent: QWidget | None = None, *, look: Look | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._look = look or Look(theme)
        self._charts: list[ZoomChart] = []
        self._views: tuple[ZoomView, ...] = ()
        self._u = LEAST_U
        self._at: float | None = None  # wall time at which is read
        self._by_keys = False
        self._grounded = False  # the ground was painted
        self._due: list[int] = []  # charts that have not got their newest view
        self._handing, self._revealing = (QTimer(self, singleShot=True) for _ in range(2))
        self._handing.timeout.connect(self._hand_on)
        self._revealing.timeout.connect(self._reveal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Charts that can be zoomed"))
        self.setMinimumSize(int(WIDE * LEAST_U), int(50 * LEAST_U))

    @property
    def charts(self) -> Sequence[ZoomChart]:
        """The charts that are shown."""
        return self._charts[: len(self._views)]

    def show_views(self, views: Sequence[ZoomView]) -> None:
        """Show a chart for each view."""
        number = len(self._views)
        self._views = tuple(views[:MOST])
        while len(self._charts) < len(self._views):
            self._charts.append(self._made())
        if len(self._views) != number:
            for chart in self._charts[len(self._views) :]:
                chart.setVisible(False)
            self._arrange()
        places = range(len(self._views))
        due = [place for place in self._due if place in places]  # they have waited longest
        self._due = [*due, *(place for place in places if place not in due)]
        if not self._handing.isActive():
            self._hand_on()
        if not self._revealing.isActive():
            self._reveal()

    def is_whole(self) -> bool:
        """Whether all is seen that was to be shown."""
        return not self._due and all(chart.isVisible() and chart.whole for chart in self.charts)

    def set_theme(self, name: ThemeName) -> None:
        """Take another theme."""
        self._look = self._look.in_theme(name)
        for chart in self._charts:
            chart.set_look(self._look)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and zoom by keys; Home and End go back to now. With Shift they move the read-out."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._read(Qt.Key(event.key())):
            return
        wished = self._wished(Qt.Key(event.key()))
        if wished is None:
            super().keyPressEvent(event)
        else:
            self.window_wished.emit(wished)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the charts."""
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.palette.canvas)
        painter.end()
        if not self._grounded:
            self._grounded = True
            if event.rect() == self.rect():
                forget(self, self.window())
            self._revealing.start(self._look.pace.back)

    def _hand_on(self) -> None:
        """Give charts their newest views: one in a turn, where turns have a measure and it is seen."""
        while self._due:
            place = self._due.pop(0)
            self._charts[place].show_zoom(self._views[place])
            if self._due and self._look.pace.bounded and self.isVisible():
                self._handing.start(self._look.pace.back)
                return
        self.setAccessibleDescription(". ".join(chart.accessibleDescription() for chart in self.charts))

    def _reveal(self) -> None:
        """Let charts be seen: one in a turn, where turns have a measure, and none before the ground."""
        bounded = self._look.pace.bounded
        if bounded and not self._grounded:
            return
        for chart in self.charts:
            if chart.isHidden():
                appear(chart)
                if bounded:
                    self._revealing.start(self._look.pace.back)
                    return

    def _wished(self, key: Qt.Key) -> Timespan | None:
        if not self._views:
            return None
        window, now = self._views[0].window, self._views[0].now
        if key in _MOVES:
            return window.panned(_MOVES[key] * window.span, now)
        if key in _NEARER:
            return window.zoomed(1 / ZOOM, None, now)
        if key in _FARTHER:
            return window.zoomed(ZOOM, None, now)
        return window._replace(live=True).at(now) if key in _NOW else None

    def _made(self) -> ZoomChart:
        chart = ZoomChart(self._look, self)
        chart.hide()
        policy = chart.focusPolicy()
        chart.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # what has none yet cannot be given its place
        QWidget.setTabOrder(self._charts[-1] if self._charts else self, chart)
        chart.setFocusPolicy(policy)
        chart.hovered.connect(self._hover)
        chart.left.connect(lambda: self._hover(None))
        chart.zoomed.connect(self._zoom)
        chart.panned.connect(self._pan)
        chart.live_wished.connect(lambda: self._wish(Qt.Key.Key_Home))
        return chart

    def _read(self, key: Qt.Key) -> bool:
        """Move the read-out and say what stands there; returns whether the key is for that."""
        if not self._views or key not in (*_READS, *_NOW):
            return False
        view = self._views[0]
        if key in _READS:
            at = stepped(view, self._at, _READS[key])
        else:
            at = oldest(view) if key == Qt.Key.Key_Home else newest(view)
        self._hover(at)
        self._by_keys = True
        self._announce(". ".join(chart.read_out for chart in self.charts))
        return True

    def show_phases(self, at: float, words: str) -> None:
        """Say what the run at a wall time spent, in charts of values that have phases."""
        seen = [chart.show_phases(at, words) for chart in self.charts]
        if any(seen) and self._by_keys:
            self._announce(words)

    def _announce(self, words: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _hover(self, at: float | None) -> None:
        self._at, self._by_keys = at, False
        self.read_at.emit(at)
        for chart in self.charts:
            chart.show_cursor(at)

    def _zoom(self, steps: float, at: float) -> None:
        if self._views:
            window, now = self._views[0].window, self._views[0].now
            self.window_wished.emit(window.zoomed(ZOOM**-steps, at, now))

    def _pan(self, seconds: float) -> None:
        if self._views:
            window, now = self._views[0].window, self._views[0].now
            self.window_wished.emit(window.panned(seconds, now))

    def _wish(self, key: Qt.Key) -> None:
        wished = self._wished(key)
        if wished is not None:
            self.window_wished.emit(wished)

    def _arrange(self) -> None:
        number = max(1, len(self._views))
        columns = 1 if number <= ONE_COLUMN else 2
        rows = -(-number // columns)
        fitting = self.height() / max(ROWS, EACH * rows)
        self._u = min(MOST_U, max(LEAST_U, min(self.width() / WIDE, fitting)))
        margin, gap = round(MARGIN * self._u), round(GAP * self._u)
        wide = (self.width() - 2 * margin - (columns - 1) * gap) // columns
        high = (self.height() - 2 * margin - (rows - 1) * gap) // rows
        for place, chart in enumerate(self._charts[:number]):
            chart.set_unit(self._u)
            row, column = divmod(place, columns)
            chart.setGeometry(margin + column * (wide + gap), margin + row * (high + gap), wide, high)
