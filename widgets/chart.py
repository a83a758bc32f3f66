"""A live chart with title, value and axes; its plot is raised after the first paint."""

import math
from collections.abc import Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.model.quantity import Unit
from widgets.canvas import Box, Canvas, place
from widgets.look import Look
from widgets.painted import Painted
from widgets.strip_paint import StripStyle
from widgets.tr import tr
from widgets.track import Track
from widgets.turning import appear
from widgets.unit import LEAST, role_weight
from widgets.zoom.readings import outline, spoken
from widgets.zoom.timespan import latest

if TYPE_CHECKING:
    from widgets.plot import Plot

PAD = 2.2
TITLE = 6.6
_PLAIN = StripStyle()
CORNER = 1.5  # u at the foot, in which the panel may be round
RAISED = 6.0  # milliseconds that a new plot takes to be painted, and more
AGAIN = 15  # milliseconds between looks whether the plot can be raised


class ChartView(NamedTuple):
    """The words of a chart, its unit and its style."""

    title: str
    value: str
    notes: tuple[str, ...]
    unit: Unit
    style: StripStyle
    strong: bool = False


class LiveChart(Painted):
    """Title, value and note painted; below them a plot with axes, once pyqtgraph is loaded."""

    head = TITLE  # u over the plot
    rest = Qt.FocusPolicy.TabFocus  # who cannot see it hears it in a sentence
    turn = 2

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view: ChartView | None = None
        self._track: Track | None = None
        self._beside: Sequence[Track] = ()
        self._now = 0.0
        self._plot: Plot | None = None
        self._asked = False
        self.setAccessibleName(tr("Chart"))
        self.setAccessibleDescription(tr("There are no values yet"))

    def show_chart(
        self, view: ChartView, track: Track | None, now: float, beside: Sequence[Track] = ()
    ) -> None:
        """Show a track up to ``now`` in wall seconds; ``beside``: further curves, drawn quieter."""
        self._track, self._now, self._beside = track, now, beside
        if view != self._view:
            if self._view is not None and self._view.unit is not view.unit:
                self._drop_plot()
            words = self._words()
            self._view = view
            self.tell()
            if self._words() != words:
                self.renew()
        self._refresh_plot()

    @property
    def ready(self) -> bool:
        """Whether the head is painted, and the plot too, where there is one: it is raised when it is seen."""
        return super().ready and (self._plot is None or self._plot.ready)

    def make_ready(self) -> None:
        """Draw what this turn allows before it is seen."""
        super().make_ready()
        if self._plot is not None:
            self._plot.make_ready()

    def tell(self) -> None:
        """Say what is shown to those who do not see it."""
        if self._view is not None:
            self.setAccessibleName(self._view.title)
            short = f"{self._view.value}, {self._view.notes[0]}"
            self.setAccessibleDescription(self.sentence() if self.hasFocus() else short)
        self._tell_plot()

    def sentence(self) -> str:
        """Return what is seen in one sentence, as it is said of a chart that is looked into.

        It looks through the whole track: for whoever asks, not for each value that comes.
        """
        view, track = self._view, self._track
        if view is None or track is None:
            return self.accessibleDescription()
        window = latest(view.style.span, self._now)
        return spoken(view.title, view.unit, outline(track, window, view.style.gap), window, self._now)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say what is seen to whoever comes here by keyboard."""
        self.setAccessibleDescription(self.sentence())
        super().focusInEvent(event)

    def set_look(self, look: Look) -> None:
        """Take another theme; the plot is made anew."""
        super().set_look(look)
        self._drop_plot()

    def kept(self) -> QSize:
        """Return the size of the head: the ground, nearly all of it under the plot, may be a whole screen."""
        if not self.devicePixelRatioF().is_integer():
            return self.size()  # two parts of a panel would not meet on whole pixels
        return QSize(self.width(), min(self.height(), math.ceil(self.head * self.u)))

    def draw_unkept(self, canvas: Canvas) -> None:
        """Paint the ground round the plot, and what lies beside its round corners."""
        whole = Box(0, 0, self.wide(), self.high())
        corner = Box(0, self.high() - CORNER, self.wide(), CORNER)
        canvas.fill(corner, canvas.palette.canvas)
        canvas.panel(whole, canvas.palette.surface)

    def draw(self, canvas: Canvas) -> None:
        """Paint ground and words of the head."""
        canvas.panel(Box(0, 0, self.wide(), self.high()), canvas.palette.surface)
        view = self._view
        if view is None:
            return
        ink = "ink1" if view.strong else "ink2"
        room = self.wide() - 2 * PAD
        used = canvas.text(view.value, PAD, TITLE / 2 + 0.6, room, "name", ink=ink, align="right")
        title = canvas.text(
            view.title, PAD, TITLE / 2 + 0.6, room - used - 2, "body", ink="ink2", least=2.25, foreign=True
        )
        left = room - used - title - 5
        # A note that does not fit is left out: the dashed lines say the same.
        notes = [note for note in view.notes if canvas.measure(note, LEAST, role_weight("label")) <= left]
        canvas.text(
            notes,
            PAD + title + 2.4,
            TITLE / 2 + 0.6,
            left,
            "label",
            ink="ink3",
            least=2.25,
            foreign=True,
            order="whole",
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and load the plot only after this first picture stands."""
        self.look.pace.may()  # a turn holds this too
        super().paintEvent(event)
        if not self._asked:
            self._asked = True
            QTimer.singleShot(self.look.pace.back, self, partial(self._raise_plot))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the plot at once: nothing else may come for as long as time stands still here."""
        super().resizeEvent(event)
        self._refresh_plot()

    def _words(self) -> ChartView | None:
        """Return what of the view is painted here, and not by the plot."""
        return None if self._view is None else self._view._replace(style=_PLAIN)

    def _tell_plot(self) -> None:
        if self._plot is not None:
            self._plot.tell(self.accessibleName(), self.accessibleDescription())

    def _drop_plot(self) -> None:
        """Give the plot up; the next picture asks for another."""
        if self._plot is not None:
            self._plot.deleteLater()
            self._plot = None
        self._asked = False

    def _raise_plot(self) -> None:
        if self._view is None or self._plot is not None:
            self._asked = self._plot is not None
            return
        if not self.look.loads.plots.ready() or not self.look.pace.may(RAISED):
            QTimer.singleShot(AGAIN, self, partial(self._raise_plot))
            return
        if self.look.pace.bounded and not _first_parts.cache_info().currsize:
            _first_parts()
            QTimer.singleShot(AGAIN, self, partial(self._raise_plot))
            return
        self._raise(self.window())

    def _raise(self, kept: QWidget) -> None:
        """Raise the plot. The window is kept: it may be found to be garbage while modules are loaded."""
        from widgets.plot import Plot

        if self._view is None:
            return
        self._plot = Plot(self.look, self._view.unit, self)
        self._place_plot()
        self._tell_plot()
        appear(self._plot)
        if self.look.pace.bounded:  # what it shows is as much work as raising it
            QTimer.singleShot(self.look.pace.back, self, partial(self._refresh_plot))
        else:
            self._refresh_plot()
        del kept

    def _refresh_plot(self) -> None:
        """Hand the plot what is to be seen; it draws what changed."""
        if self._plot is None or self._view is None:
            return
        self._place_plot()
        self._plot.show_track(self._track, self._now, self._view.style, self.u, self._beside)

    def _place_plot(self) -> None:
        if self._plot is not None:
            area = Box(PAD / 2, self.head, self.wide() - 1.5 * PAD, self.high() - self.head - 0.8)
            place(self._plot, self.u, area)


@cache
def _first_parts() -> None:
    """Make parts of a plot and drop them: the first take four times as long, for what is found out once."""
    from widgets.pyqtgraph_parts import AxisItem, GraphicsView

    AxisItem("left")
    GraphicsView().deleteLater()
