"""An incident card: what, since when, why, who has it."""

from app.model.board import Glyph
from widgets.canvas import Box, Canvas
from widgets.tr import tr
from widgets.unit import role_weight
from widgets.views.incident_cards import Card

HEIGHT = 20.2
PLATE = 12.4
TEXT_X = 14.6
_TINT = {Glyph.CRITICAL: "tint_critical", Glyph.WARNING: "tint_warning", Glyph.UNKNOWN: "tint_unknown"}


def draw_card(canvas: Canvas, card: Card, y: float, width: float, height: float = HEIGHT) -> None:
    """Paint a card from the left edge of its column; a lower card has less air, the same lines."""
    scale = height / HEIGHT
    name = card.sign.glyph.value
    colour = canvas.palette.named(name)
    ground = "surface" if card.quiet else _TINT.get(card.sign.glyph, "surface")
    canvas.fill(Box(0, y, width, height), canvas.palette.named(ground), 1.0)
    if card.stale:
        canvas.hatch_frame(Box(0, y, width, height))
    canvas.rail(0, y, height, colour, PLATE if card.solid else 0.9)
    if canvas.look.border:
        canvas.frame(Box(0, y, width, height), colour, 0.2, 1.0)
    canvas.glyph(card.sign._replace(plate=card.solid), PLATE / 2 + 0.2, y + 6.3 * scale, 7.0)
    _draw_age(canvas, card, y, scale)
    _draw_words(canvas, card, y, width, scale)
    canvas.spot(card.id, Box(0, y, width, height), card.spoken)


def _draw_age(canvas: Canvas, card: Card, y: float, scale: float) -> None:
    number, unit = _two_lines(card.age)
    ink = "on_critical" if card.solid else "ink1"
    place = (0.9, PLATE - 1.4)
    canvas.text(
        number, place[0], y + 13.0 * scale, place[1], "card_title", ink=ink, align="centre", least=3.25
    )
    canvas.text(unit, place[0], y + 16.7 * scale, place[1], "owner", ink=ink, align="centre", least=2.75)


def _two_lines(age: str) -> tuple[str, str]:
    """Return an age as number over unit, or hours over minutes."""
    parts = age.split(" ")
    half = len(parts) // 2
    return " ".join(parts[:half]), " ".join(parts[half:])


def _draw_words(canvas: Canvas, card: Card, y: float, width: float, scale: float) -> None:
    room = width - TEXT_X - 2.0
    lines = card.lines
    if canvas.measure(card.title, 4.0, role_weight("card_title")) <= room:
        canvas.text(card.title, TEXT_X, y + 4.0 * scale, room, "card_title", least=4.0)
        first = 9.0
    else:
        # A long title takes the room of the first line, for it names what is wrong.
        canvas.text(
            card.title,
            TEXT_X,
            y + 5.0 * scale,
            room,
            "heading",
            least=2.75,
            lines=2,
            foreign=True,
            order="lines",
        )
        lines, first = lines[:1], 12.0
    for number, line in enumerate(lines):
        middle = y + (first + 3.9 * number) * scale
        canvas.text(line, TEXT_X, middle, room, "body", ink="ink2", least=2.25, foreign=True)
    _draw_owner(canvas, card, y + 17.0 * scale, room)


def _draw_owner(canvas: Canvas, card: Card, middle: float, room: float) -> None:
    colours = canvas.palette
    waiting = not card.mine and not card.quiet
    ink = colours.warning_line if waiting else colours.ink2
    canvas.picture("person", TEXT_X + 1.5, middle - 0.1, 3.4, ink)
    used = canvas.text(card.since, TEXT_X, middle, room, "body", ink="ink2", align="right", least=2.25)
    owner = card.owner if card.mine else (card.owner, tr("Nobody"))
    canvas.text(owner, TEXT_X + 4.0, middle, room - used - 5.2, "owner", least=2.5, foreign=True)
