"""The list of errors, by kind."""

from PySide6.QtWidgets import QWidget

from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.making import Steps
from widgets.painted import Painted
from widgets.tr import tr
from widgets.views.error_groups import ErrorLine, ErrorSection

TITLE, LINE = 6.4, 4.4
PAD = 2.2
AGE = 15.0


class ErrorList(Painted):
    """Paints sections of errors from top to bottom in one panel."""

    stepwise = True

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._sections: tuple[ErrorSection, ...] = ()
        self._empty = ""
        self.setAccessibleName(tr("Errors"))

    def show_errors(self, sections: tuple[ErrorSection, ...], empty: str) -> None:
        """Show errors; ``empty`` is said where there are none."""
        if (sections, empty) != (self._sections, self._empty):
            self._sections, self._empty = sections, empty
            told = [f"{s.title} {s.number}: " + ", ".join(line.name for line in s.lines) for s in sections]
            self.setAccessibleDescription(". ".join(told) or empty)
            self.renew()

    def drawing(self, canvas: Canvas) -> Steps:
        """Paint as many lines as fit, then a count of the rest."""
        canvas.panel(Box(0, 0, self.wide(), self.high()), canvas.palette.surface)
        if not self._sections:
            canvas.text(self._empty, PAD, 6, self.wide() - 2 * PAD, "heading", ink="ink2")
            return
        y = 1.0
        left = sum(len(section.lines) for section in self._sections)
        for section in self._sections:
            if y + TITLE + LINE > self.high() - 5:
                break
            yield
            self._draw_title(canvas, section, y)
            y += TITLE
            for line in section.lines:
                if y + LINE > self.high() - 5:
                    break
                self._draw_line(canvas, line, y + LINE / 2)
                yield
                y += LINE
                left -= 1
            y += 1.2
        if left:
            canvas.text(
                tr("+{n} more", n=str(left)),
                PAD,
                self.high() - 2.4,
                self.wide() - 2 * PAD,
                "body",
                ink="ink2",
            )

    def _draw_title(self, canvas: Canvas, section: ErrorSection, y: float) -> None:
        room = self.wide() - 2 * PAD
        canvas.text(section.title, PAD, y + 3.2, room - 20, "heading", least=4.0)
        canvas.text(section.number, PAD, y + 3.2, room, "body", ink="ink3", align="right")
        canvas.line(PAD, y + TITLE - 0.2, PAD + room, y + TITLE - 0.2, canvas.palette.hairline)

    def _draw_line(self, canvas: Canvas, line: ErrorLine, middle: float) -> None:
        wide = self.wide()
        canvas.glyph(line.sign, PAD + 1.6, middle, 3.0)
        name, rate = min(56.0, 0.28 * wide), min(46.0, 0.2 * wide)
        canvas.text(line.name, PAD + 5, middle, name, "body", least=2.25, foreign=True, weight=600)
        left, right = PAD + name + 8, wide - PAD - AGE - 1 - rate
        room = right - left - 2
        canvas.text(line.sentence, left, middle, room, "reason", ink="ink2", least=2.25, foreign=True)
        canvas.text(line.rate, right, middle, rate, "reason", ink="ink2", least=2.25, foreign=True)
        canvas.text(line.age, wide - PAD - AGE, middle, AGE, "reason", ink="ink3", align="right")
        canvas.spot(
            line.check,
            Box(PAD - 0.6, middle - LINE / 2, wide - 2 * PAD + 1.2, LINE),
            f"{line.name}, {line.sentence}",
        )
