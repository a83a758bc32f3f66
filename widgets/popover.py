"""The pop-over of the tray: verdict, five rows, counts, two buttons; 360 by 480 pixels."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.model.board import Board, CheckView, Glyph
from app.model.clock import Moment
from app.model.state import State
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.palette import ThemeName
from widgets.sign import Sign
from widgets.tr import tr
from widgets.unit import role_size, role_weight
from widgets.views.deviations import rows
from widgets.views.head import HeadView, head_view
from widgets.views.incident_cards import card
from widgets.views.shown import all_shown

WIDTH, HEIGHT = 60.0, 80.0  # u, of 6 pixels
PIXELS = 6.0
ROWS = 5
ROW_Y, ROW = 15.2, 10.0
PAD = 2.6


class Line(NamedTuple):
    """One row: an incident, or the warnings together. ``incident`` is empty where nothing can be taken."""

    incident: str
    sign: Sign
    title: str
    second: str
    age: str
    takeable: bool


class Popover(Painted):
    """Shows what needs somebody; a taken row has no button."""

    take_wished = Signal(str)  # incident id
    wall_wished = Signal()
    mute_wished = Signal(float)  # seconds; 0 ends it

    MUTE = 900.0

    def __init__(self, theme: ThemeName = "dark", parent: QWidget | None = None) -> None:
        super().__init__(Look(theme), parent)
        self._head: HeadView | None = None
        self._lines: tuple[Line, ...] = ()
        self._proved: tuple[str, ...] = ()
        self._muted = False
        self.spot_chosen.connect(self._choose)
        self.setWindowFlag(Qt.WindowType.Popup)
        self.setAccessibleName("Nocwall")
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Return the size of the design."""
        return QSize(int(WIDTH * PIXELS), int(HEIGHT * PIXELS))

    def show_board(self, board: Board, age: float = 0.0, link_lost: bool = False) -> None:
        """Show a board that is ``age`` seconds old."""
        now = board.now.later(age)
        views = all_shown(board.checks, now, lost=link_lost)
        head = head_view(board, views, now, lost=link_lost)
        lines = pop_lines(board, views, now)
        muted = head.sound.framed
        proved = (tr("{n} checks · {line}", n=str(len(views)), line=head.line), head.line)
        if (head, lines, muted) != (self._head, self._lines, self._muted):
            self._head, self._lines, self._muted, self._proved = head, lines, muted, proved
            told = ". ".join(f"{line.title}, {line.second}, {line.age}" for line in lines)
            self.setAccessibleDescription(f"{head.spoken}. {told}")
            self.renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the base module to the width."""
        self.set_unit(self.width() / WIDTH)
        super().resizeEvent(event)

    def draw(self, canvas: Canvas) -> None:
        """Paint everything."""
        colours = canvas.palette
        canvas.fill(Box(0, 0, self.wide(), self.high()), colours.surface)
        canvas.frame(Box(0, 0, self.wide(), self.high()), colours.hairline, 0.2, 1.0)
        head = self._head
        if head is None:
            return
        canvas.glyph(head.sign, PAD + 3.2, 7.0, 6.6)
        room = WIDTH - PAD * 2 - 8.4
        size, weight = role_size("cell"), role_weight("cell")
        fits = any(canvas.measure(each, size, weight) <= room for each in self._proved)
        first, second = (5.2, 9.4) if fits else (4.2, 9.5)
        canvas.text(head.headlines, PAD + 8.4, first, room, "value_small", least=2.5, foreign=True)
        canvas.text(self._proved, PAD + 8.4, second, room, "cell", ink="ink2", foreign=True, lines=2)
        canvas.line(PAD, 13.4, WIDTH - PAD, 13.4, colours.hairline)
        for number, line in enumerate(self._lines):
            _draw_line(canvas, line, ROW_Y + number * ROW - 1.0)
        if not self._lines and head.sign.glyph is Glyph.GOOD:
            canvas.text(tr("Nothing needs anybody"), PAD, ROW_Y + 6, room, "body", ink="ink2")
        self._draw_foot(canvas, head)

    def _draw_foot(self, canvas: Canvas, head: HeadView) -> None:
        colours = canvas.palette
        canvas.line(PAD, 65.4, WIDTH - PAD, 65.4, colours.hairline)
        step = 56.0 / len(head.every_count)
        for number, count in enumerate(head.every_count):
            x = PAD + number * step
            canvas.glyph(count.sign, x + 1.4, 68.4, 2.8)
            canvas.text(
                count.number, x + 3.6, 68.4, step - 3.8, "owner", ink="ink3" if count.sign.dim else "ink1"
            )
        half = (WIDTH - 2 * PAD - 2.4) / 2
        mute = tr("Sound on again") if self._muted else tr("Mute 15 min")
        for number, (spot, words) in enumerate((("wall", tr("Open the wall")), ("mute", mute))):
            box = Box(PAD + number * (half + 2.4), 72.0, half, 5.8)
            canvas.frame(box, colours.ink3, 0.2, 0.6)
            canvas.text(words, box.x + 1, box.y + box.h / 2, box.w - 2, "label", align="centre", weight=600)
            canvas.spot(spot, box, words)

    def _choose(self, what: str) -> None:
        if what == "wall":
            self.wall_wished.emit()
        elif what == "mute":
            self.mute_wished.emit(0.0 if self._muted else self.MUTE)
        else:
            self.take_wished.emit(what)


def pop_lines(board: Board, views: Sequence[CheckView], now: Moment) -> tuple[Line, ...]:
    """Return the rows: incidents first, then what deviates without one; the last row counts the rest."""
    found = [card(incident, board.incidents, now) for incident in board.incidents]
    lines = [Line(c.id, c.sign, c.title, c.owner, c.age, not c.quiet) for c in found]
    told = {incident.target for incident in board.incidents}
    loose = rows([view for view in views if view.target not in told and view.state is not State.OK], now)
    lines += [Line("", row.sign, row.names[0], row.reasons[-1], row.age, takeable=False) for row in loose]
    if len(lines) <= ROWS:
        return tuple(lines)
    rest = lines[ROWS - 1 :]
    more = tr("{n} more", n=str(len(rest)))
    names = ", ".join(line.title for line in rest[:3])
    return (*lines[: ROWS - 1], Line("", rest[0].sign, more, names, rest[0].age, takeable=False))


def _draw_line(canvas: Canvas, line: Line, y: float) -> None:
    if line.takeable:
        canvas.fill(Box(1.4, y, WIDTH - 2.8, ROW - 1.0), canvas.palette.raised, 0.6)
    middle = y + (ROW - 1.0) / 2
    canvas.glyph(line.sign, PAD + 2.6, middle, 4.4)
    right = WIDTH - PAD
    if line.takeable:
        box = Box(right - 10.0, middle - 2.6, 10.0, 5.2)
        canvas.fill(box, canvas.palette.ink1, 0.6)
        canvas.text(
            tr("Take"), box.x + 0.6, middle, box.w - 1.2, "label", ink="surface", align="centre", weight=600
        )
        canvas.spot(line.incident, box, tr("Take {title}", title=line.title))
        right = box.x - 1.4
    used = canvas.text(line.age, PAD, middle + 1.9, right - PAD, "cell", ink="ink2", align="right")
    x = PAD + 7.0
    canvas.text(line.title, x, middle - 2.0, right - x, "body", least=2.25, weight=600, foreign=True)
    canvas.text(line.second, x, middle + 1.9, right - x - used - 1.2, "cell", ink="ink2", foreign=True)
