"""The header: the verdict over everything, the counts in their places, the sound."""

from PySide6.QtWidgets import QWidget

from app.model.board import Glyph
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.sections import clock_face
from widgets.tr import tr
from widgets.unit import LEAST, role_weight
from widgets.views.head import Count, HeadView, SoundChip

MARGIN = 3.0
HEIGHT = 13.2
TALL = 24.8  # where the counts have no room beside the verdict and stand below it
FULL = 236.0  # from this width on, with the clock, they have room
FIRST, SECOND = 5.0, 10.8  # the two lines, centres of capitals
COUNT_X = (103.2, 117.3, 131.2, 146.3, 164.9)
SOUND_X, SOUND_WIDTH = 181.0, 21.0
# A little more than drawn: "60 incidents need someone" must stay one line.
VERDICT_X, VERDICT_WIDTH = 13.9, 87.6
BEFORE_CLOCK = 1.5
_SIZES = (4.0, 3.5, 3.0, 2.75, 2.5, LEAST)  # of two numbers in one place
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
        below = self.high() > HEIGHT + 1  # the counts stand in a second row
        width = self.wide() - clock_face.WIDTH - VERDICT_X - BEFORE_CLOCK if below else VERDICT_WIDTH
        self._verdict(canvas, view, width)
        left, top = (COUNT_X[0] - MARGIN, TALL - HEIGHT) if below else (0.0, 0.0)
        for x, edge, count in zip(COUNT_X, (*COUNT_X[1:], SOUND_X), view.counts, strict=True):
            _count(canvas, x - left, edge - 0.8 - left, count, top)
        _sound(canvas, view.sound, self.wide() - MARGIN - SOUND_WIDTH if below else SOUND_X, top)

    def _verdict(self, canvas: Canvas, view: HeadView, width: float) -> None:
        fits = any(canvas.measure(w, 6.5, 600) <= width for w in view.headlines)
        if fits:
            canvas.text(view.headlines, VERDICT_X, FIRST, width, "verdict", least=6.5, order="whole")
            canvas.text(
                view.lines,
                VERDICT_X,
                SECOND,
                width,
                "body",
                ink="ink2",
                least=LEAST,
                foreign=True,
                order="whole",
            )
        else:
            # Two lines of the same distance tell more than one line with its sentence.
            canvas.text(
                view.headlines, VERDICT_X, 6.4, width, "verdict", size=6.5, least=6.5, lines=2, pitch=0.95
            )


def _count(canvas: Canvas, x: float, edge: float, count: Count, top: float) -> None:
    if count.below is not None:
        _two_lines(canvas, x, edge + 0.4, (count, count.below), top)
        return
    canvas.glyph(count.sign, x + 2.15, top + FIRST, 4.3)
    role = "heading" if len(count.number) > 4 else "count"
    ink = "ink3" if count.sign.dim else "ink1"
    if count.sign.glyph not in _ALARMS:
        ink = "ink2" if count.sign.glyph is Glyph.OK else "ink3"
    canvas.text(count.number, x + 5.3, top + FIRST, min(11.5, edge - x - 5.3), role, ink=ink, least=2.75)
    quiet = ink == "ink3" or count.sign.glyph is Glyph.OK
    canvas.text(count.words, x, top + SECOND, 17.0, "label", ink="ink3" if quiet else "ink2")


def _two_lines(canvas: Canvas, x: float, edge: float, counts: tuple[Count, Count], top: float) -> None:
    """Draw two counts in one place: mark, number and word in a line each, in columns.

    A language whose words have no room beside the numbers goes without: the marks say it.
    """
    heavy, gap, left = role_weight("heading"), 0.7, x + 3.7
    words = [min(count.words, key=len) for count in counts]
    word = max(canvas.measure(each, LEAST, role_weight("label")) for each in words)

    def wide(size: float) -> float:
        return max(canvas.measure(count.number, size, heavy) for count in counts)

    size = next((size for size in _SIZES if left + wide(size) + gap + word <= edge), 0.0)
    bare = size or next((size for size in _SIZES if left + wide(size) <= edge), LEAST)
    for count, short, y in zip(counts, words, (top + FIRST - 1.0, top + SECOND - 0.8), strict=True):
        canvas.glyph(count.sign, x + 1.6, y, 3.2)
        canvas.text(count.number, left, y, edge - left, "heading", ink="ink3", size=bare, least=LEAST)
        if size:
            canvas.text(short, left + wide(size) + gap, y, word + 0.1, "label", ink="ink3", size=LEAST)


def _sound(canvas: Canvas, chip: SoundChip, x: float, top: float) -> None:
    colours = canvas.palette
    if chip.framed:
        canvas.frame(Box(x, top + 1.6, SOUND_WIDTH, 6.9), colours.warning_line, 0.3, 1.0)
    ink = colours.warning_line if chip.framed else colours.critical if chip.broken else colours.ink3
    canvas.picture("bell" if chip.picture == "bell" else "bell_slashed", x + 3.9, top + FIRST, 4.2, ink)
    strong = chip.framed or chip.broken
    canvas.text(
        chip.words,
        x + 7.2,
        top + FIRST,
        SOUND_WIDTH - 7.2 - (1.4 if chip.framed else 0.0),
        "heading" if strong else "body",
        ink="ink1" if strong else "ink3",
        least=LEAST if chip.framed else 2.5,
        order="whole" if chip.framed else "shorter",  # the time of an end says what it is
    )
    ink2 = "ink2" if strong else "ink3"
    canvas.text(chip.line, x, top + SECOND, SOUND_WIDTH, "label", ink=ink2, align="right", least=2.25)
