"""The header: the verdict over everything, the counts in their places, the sound."""

from PySide6.QtWidgets import QWidget

from app.model.board import Glyph
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.tr import tr
from widgets.views.head import Count, HeadView, SoundChip

HEIGHT = 13.2
WIDTH = 206.0  # the clock stands to the right of it
FIRST, SECOND = 5.0, 10.8  # the two lines, centres of capitals
COUNT_X = (102.4, 116.2, 130.6, 146.0, 164.8)
SOUND_X, SOUND_WIDTH = 181.0, 21.0
# A little more than drawn: "60 incidents need someone" must stay one line.
VERDICT_X, VERDICT_WIDTH = 13.9, 87.6
_ALARMS = (Glyph.CRITICAL, Glyph.WARNING, Glyph.UNKNOWN)


class HeaderBar(Painted):
    """Paints a ``HeadView``."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view: HeadView | None = None
        self.setAccessibleName(tr("Overall state"))

    def show_head(self, view: HeadView) -> None:
        """Show another state of affairs."""
        if view != self._view:
            self._view = view
            self.setAccessibleDescription(view.spoken)
            self.renew()

    def draw(self, canvas: Canvas) -> None:
        """Paint everything; the header has no moving part."""
        view = self._view
        if view is None:
            return
        canvas.glyph(view.sign, 7.6, 6.8, 9.2)
        self._verdict(canvas, view)
        for x, edge, count in zip(COUNT_X, (*COUNT_X[1:], SOUND_X), view.counts, strict=True):
            _count(canvas, x, edge - 0.8, count)
        _sound(canvas, view.sound)

    def _verdict(self, canvas: Canvas, view: HeadView) -> None:
        fits = any(canvas.measure(w, 6.5, 600) <= VERDICT_WIDTH for w in view.headlines)
        if fits:
            canvas.text(view.headlines, VERDICT_X, FIRST, VERDICT_WIDTH, "verdict", least=6.5, order="whole")
            canvas.text(
                view.line, VERDICT_X, SECOND, VERDICT_WIDTH, "body", ink="ink2", least=2.25, foreign=True
            )
        else:
            # Two lines of the same distance tell more than one line with its sentence.
            width = VERDICT_WIDTH
            canvas.text(
                view.headlines, VERDICT_X, 6.4, width, "verdict", size=6.5, least=6.5, lines=2, pitch=0.95
            )


def _count(canvas: Canvas, x: float, edge: float, count: Count) -> None:
    canvas.glyph(count.sign, x + 2.15, FIRST, 4.3)
    role = "heading" if len(count.number) > 4 else "count"
    ink = "ink3" if count.sign.dim else "ink1"
    if count.sign.glyph not in _ALARMS:
        ink = "ink2" if count.sign.glyph is Glyph.OK else "ink3"
    canvas.text(count.number, x + 5.3, FIRST, min(11.5, edge - x - 5.3), role, ink=ink, least=2.75)
    quiet = ink == "ink3" or count.sign.glyph is Glyph.OK
    canvas.text(count.words, x, SECOND, 17.0, "label", ink="ink3" if quiet else "ink2")


def _sound(canvas: Canvas, chip: SoundChip) -> None:
    colours = canvas.palette
    if chip.framed:
        canvas.frame(Box(SOUND_X, 1.6, SOUND_WIDTH, 6.9), colours.warning_line, 0.3, 1.0)
    ink = colours.warning_line if chip.framed else colours.critical if chip.broken else colours.ink3
    canvas.picture("bell" if chip.picture == "bell" else "bell_slashed", SOUND_X + 3.9, FIRST, 4.2, ink)
    strong = chip.framed or chip.broken
    canvas.text(
        chip.words,
        SOUND_X + 7.2,
        FIRST,
        SOUND_WIDTH - 7.2,
        "heading" if strong else "body",
        ink="ink1" if strong else "ink3",
        least=2.5,
    )
    ink2 = "ink2" if strong else "ink3"
    canvas.text(chip.line, SOUND_X, SECOND, SOUND_WIDTH, "label", ink=ink2, align="right", least=2.25)
