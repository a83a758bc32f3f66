"""The ticker: what happened since somebody looked, newest first, whole entries only."""

from collections.abc import Container
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from app.model.board import Glyph, TickerEntry
from app.model.clock import Moment
from widgets.canvas import Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.sign import Sign
from widgets.tr import tr, tr_phrase
from widgets.views.words import clock_time

HEIGHT = 5.0
MIDDLE = 3.0
GAP = 4.2  # between two entries
MORE = GAP + 10.0  # for the number of those that have no room
_CALLS = (Glyph.CRITICAL, Glyph.WARNING, Glyph.UNKNOWN)


class TickerView(NamedTuple):
    """The entries as (time, sign, text)."""

    entries: tuple[tuple[str, Sign, str], ...]
    title: str = ""


def ticker_view(
    entries: tuple[TickerEntry, ...],
    looked: Moment | None = None,
    unseen: int = 0,
    *,
    calling: Container[str] = (),
) -> TickerView:
    """Return the newest entries in words; ``looked``: when somebody did, ``unseen``: what came since.

    ``calling``: the incidents for which somebody has to come. A mark is filled only while its own is one of
    them, for filled means that nobody has it.
    """
    title = ""
    if looked is not None:
        title = tr("Since you looked ({time}): {n} new", time=clock_time(looked.wall), n=str(unseen))
    told = ((clock_time(e.at.wall), _sign(e, calling), tr_phrase(e.text)) for e in entries[:12])
    return TickerView(tuple(told), title)


def _sign(entry: TickerEntry, calling: Container[str]) -> Sign:
    rests = entry.quiet or (bool(entry.incident) and entry.incident not in calling)
    return Sign(entry.glyph, taken=rests and entry.glyph in _CALLS)


class TickerLine(Painted):
    """Paints a ``TickerView``; nothing scrolls."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view = TickerView(())
        self.setAccessibleName(tr("Since you looked"))

    def show_ticker(self, view: TickerView) -> None:
        """Show other entries."""
        if view != self._view:
            self._view = view
            self.setAccessibleDescription(". ".join(f"{time} {text}" for time, _, text in view.entries))
            self.renew()

    def draw(self, canvas: Canvas) -> None:
        """Paint as many whole entries as fit, then how many do not."""
        room = self.wide()
        title = self._view.title or tr("Since you looked")
        x = canvas.text(title, 0, MIDDLE, 60, "body", ink="ink3", weight=600) + 3.0
        if not self._view.entries:
            canvas.text(tr("nothing happened"), x, MIDDLE, room - x, "body", ink="ink3")
        for number, (time, sign, text) in enumerate(self._view.entries):
            left = len(self._view.entries) - number
            reserve = MORE if left > 1 else 0.0
            long = canvas.measure(time, 3, 500) + canvas.measure(text, 3, 500) + 5.2
            if number and x + long > room - reserve:
                more = tr("+{n} more", n=str(left))
                canvas.text(more, x, MIDDLE, room - x, "body", ink="ink3", least=2.25)
                return
            x += canvas.text(time, x, MIDDLE, room - x, "body", ink="ink3") + 2.4
            canvas.glyph(sign, x, MIDDLE, 2.8)
            x += 2.2
            # The newest is told in any case: one that is too long is cut, and the others are counted.
            x += canvas.text(text, x, MIDDLE, room - reserve - x, "body", ink="ink2", foreign=True) + GAP
