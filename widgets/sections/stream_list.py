"""The stream of errors: one line each, the newest first; what is over is quiet."""

from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.tr import tr
from widgets.views.error_stream import StreamLine, StreamView

PAD = 2.2
HEAD = 8.0
LINE, TWO_LINES = 5.4, 6.6
ROOMY = 7.6  # of few lines, whose names are read from further away
FOOT = 4.6
NARROW = 180.0  # a narrower list has no column of kinds, and sentences of two lines


class StreamList(Painted):
    """Paints a ``StreamView``; a chosen spot is a check's id."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view: StreamView | None = None
        self.setAccessibleName(tr("Errors as they came"))

    def show_stream(self, view: StreamView) -> None:
        """Show a stream."""
        if view != self._view:
            self._view = view
            self.setAccessibleDescription(view.spoken)
            self.renew()

    def draw(self, canvas: Canvas) -> None:
        """Paint as many lines as fit, then a count of the rest."""
        view = self._view
        canvas.panel(Box(0, 0, self.wide(), self.high()), canvas.palette.surface)
        if view is None:
            return
        if not view.lines:
            canvas.text(view.empty, PAD, 6, self.wide() - 2 * PAD, "heading", ink="ink2", least=3.0)
            return
        self._draw_head(canvas, view)
        room = self.high() - HEAD - FOOT
        least = LINE if self.wide() >= NARROW else TWO_LINES
        most = max(1, int(room / least))
        pitch = min(ROOMY, max(least, room / len(view.lines)))
        for number, line in enumerate(view.lines[:most]):
            self._draw_line(canvas, line, HEAD + number * pitch, pitch)
        rest = len(view.lines) - most
        words = tr("+{n} more", n=str(rest)) if rest > 0 else ""
        if view.earlier:
            earlier = tr("{n} earlier ones", n=str(view.earlier))
            words = f"{words} · {earlier}" if words else earlier
        canvas.text(words, PAD, self.high() - FOOT / 2, self.wide() - 2 * PAD, "body", ink="ink2", least=2.25)

    def _draw_head(self, canvas: Canvas, view: StreamView) -> None:
        """Write how many there are of each kind that lasts."""
        x, right = PAD, self.wide() - PAD
        if not view.kinds:
            canvas.text(tr("None lasts"), x, 4, right - x, "heading", ink="ink2", least=3.0)
        for place, (kind, number) in enumerate(view.kinds):
            rest = tr("+{n} more", n=str(len(view.kinds) - place))
            wide = canvas.measure(str(number), 4.0, 600) + 1.2 + canvas.measure(kind, 3.0, 500)
            if x + wide > right - 14 and place:
                canvas.text(rest, x, 4, right - x, "body", ink="ink2", least=2.25)
                break
            x += canvas.text(str(number), x, 4, right - x, "heading", least=3.0) + 1.2
            x += canvas.text(kind, x, 4.1, right - x, "body", ink="ink2", least=2.25) + 5
        canvas.line(PAD, HEAD - 0.8, right, HEAD - 0.8, canvas.palette.hairline)

    def _draw_line(self, canvas: Canvas, line: StreamLine, top: float, pitch: float) -> None:
        middle, wide = top + pitch / 2, self.wide()
        ink, second = ("ink1", "ink2") if line.lasts else ("ink3", "ink3")
        canvas.text(line.at, PAD, middle, 13, "reason", ink="ink3", least=2.25)
        canvas.glyph(line.sign, PAD + 15.4, middle, 3.6)
        x, right = PAD + 18.6, wide - PAD
        full = wide >= NARROW
        told, times = (26.0, 16.0) if full else (17.0, 9.0)
        canvas.text(line.now, right - told, middle, told, "reason", ink=second, align="right", least=2.25)
        numbers = (line.number, line.times)
        edge = right - told - times - 1.5
        canvas.text(numbers, edge, middle, times, "reason", ink=second, align="right", least=2.25)
        end = edge - 2
        name = min(50.0, (end - x) * (0.34 if full else 0.42))
        role = "name" if pitch >= ROOMY else "owner"
        canvas.text(line.name, x, middle, name, role, ink=ink, least=2.25, foreign=True)
        x += name + 1.5
        if full:
            canvas.text(line.kind, x, middle, 34, "reason", ink=ink, least=2.25)
            x += 35.5
        lines = 1 if full else 2
        canvas.text(
            line.sentence,
            x,
            middle,
            end - x,
            "reason",
            ink=second,
            least=2.25,
            foreign=True,
            lines=lines,
            pitch=1.2,
        )
        canvas.spot(line.check, Box(PAD - 0.6, top, wide - 2 * PAD + 1.2, pitch), line.spoken)
