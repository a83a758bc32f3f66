"""The first page of a new wall: nothing is watched, so nothing is green and nothing is counted."""

from PySide6.QtWidgets import QWidget

from app.model.board import Glyph
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.pages.page import Page
from widgets.painted import Painted
from widgets.sign import Sign
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.scene import Scene

LEFT, WIDTH = 12.0, 216.0
CARDS_Y, CARDS_HEIGHT = 32.0, 42.0


class EmptyPlate(Painted):
    """Paints ways to begin and the marks that will be seen; the ways are commands, so nothing is clicked."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.setAccessibleName(tr("Nothing is watched yet"))
        ways = (f"{title}. {what}. {note} {command}" for title, what, note, command in _beginnings())
        self.setAccessibleDescription(" ".join(ways))

    def draw(self, canvas: Canvas) -> None:
        """Paint everything."""
        x, y = LEFT + (self.wide() - 240) / 2, (self.high() - 135) / 2
        canvas.text(tr("Nothing is watched yet"), x, y + 14, WIDTH, "clock", weight=700)
        line = tr("So this wall proves nothing, and says so: no green, no count, tray icon hollow.")
        canvas.text(line, x, y + 23, WIDTH, "value_small", ink="ink2", weight=500)
        cards = _beginnings()
        width = (WIDTH - (len(cards) - 1) * 3.0) / len(cards)
        for number, card in enumerate(cards):
            _draw_card(canvas, card, x + number * (width + 3.0), y + CARDS_Y, width)
        canvas.text(tr("While checks wait for their first answer"), x, y + 80.6, WIDTH, "heading")
        _draw_legend(canvas, x, y + 85)


def _beginnings() -> tuple[tuple[str, str, str, str], ...]:
    """Return the ways to begin: title, what, note, command."""
    return (
        (
            tr("See it alive"),
            tr("Start the demo casino on this computer"),
            tr("Six classes, with switches to break things."),
            "nocwall demo",
        ),
        (
            tr("Write one check"),
            tr("A name, an address, a kind"),
            tr("Ten lines of YAML; every mistake is named with its line."),
            "nocwall validate FILE",
        ),
        (
            tr("Bring what you have"),
            tr("Start with your own inventory"),
            tr("One file or a folder; a change is read at once."),
            "nocwall run --inventory FILE",
        ),
    )


def _draw_card(canvas: Canvas, card: tuple[str, str, str, str], x: float, y: float, width: float) -> None:
    title, what, note, command = card
    canvas.panel(Box(x, y, width, CARDS_HEIGHT), canvas.palette.surface)
    room = width - 6.6
    canvas.text(title, x + 3.3, y + 6.6, room, "card_title", least=4.0)
    canvas.text(
        what,
        x + 3.3,
        y + 13.6,
        room,
        "value_small",
        least=2.75,
        lines=2,
        down=True,
        weight=500,
        order="lines",
    )
    canvas.text(
        note, x + 3.3, y + 23.8, room, "body", ink="ink2", least=2.25, lines=2, down=True, order="lines"
    )
    canvas.fill(Box(x + 3.3, y + 33, room, 5.6), canvas.palette.raised, 0.5)
    canvas.text(command, x + 4.8, y + 35.8, room - 3, "body", ink="ink1", weight=600)


def _legend() -> tuple[tuple[Sign, str, str, str], ...]:
    return (
        (Sign(Glyph.PENDING), tr("Waiting"), tr("No answer yet"), tr("dashed ring, counted apart")),
        (
            Sign(Glyph.WARNING, soft=2 / 3),
            tr("Checking 2 of 3"),
            tr("First bad answers"),
            tr("fills up, silent"),
        ),
        (Sign(Glyph.OK), tr("OK"), tr("Fresh and good"), tr("dim dot")),
        (Sign(Glyph.WARNING), tr("Warning"), tr("Watch it"), tr("triangle")),
        (Sign(Glyph.CRITICAL), tr("Critical"), tr("Act now, nobody has it"), tr("filled square")),
        (
            Sign(Glyph.CRITICAL, taken=True),
            tr("Critical, taken"),
            tr("Somebody has it"),
            tr("outlined square"),
        ),
        (Sign(Glyph.UNKNOWN), tr("Unknown"), tr("No fresh proof"), tr("diamond, hatch")),
        (Sign(Glyph.MAINTENANCE), tr("Maintenance"), tr("Planned work"), tr("hexagon nut")),
    )


def _draw_legend(canvas: Canvas, x: float, y: float) -> None:
    canvas.panel(Box(x, y, WIDTH, 36), canvas.palette.surface)
    width = (WIDTH - 8) / 4
    for number, (sign, word, meaning, shape) in enumerate(_legend()):
        row, column = divmod(number, 4)
        left, middle = x + 4 + column * width, y + 9.2 + row * 16.6
        canvas.glyph(sign, left + 4, middle, 7.4)
        canvas.text(word, left + 10.4, middle - 2.9, width - 11.4, "owner", least=2.75)
        canvas.text(meaning, left + 10.4, middle + 1.1, width - 11.4, "reason", ink="ink2", least=2.25)
        canvas.text(shape, left + 10.4, middle + 4.8, width - 11.4, "tick", ink="ink3")


class EmptyPage(Page):
    """Stands until something is watched."""

    covers = True

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._plate = EmptyPlate(look, self)
        self.add(self._plate)

    def show_parts(self, _parts: object, scene: Scene) -> None:
        """Nothing of the scene is shown: there is nothing in it."""

    def arrange(self) -> None:
        """Cover everything."""
        self._plate.setGeometry(self.rect())
