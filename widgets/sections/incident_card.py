"""An open incident: what, since when, why, who has it; as a card, large, or as a row of a flood."""

from collections.abc import Sequence

from app.model.board import Glyph
from widgets.canvas import Box, Canvas
from widgets.sections.incident_slots import HEIGHT
from widgets.text import STEP
from widgets.unit import LEAST, role_size, role_weight
from widgets.views.incident_cards import Card

PLATE = 12.4
TEXT_X = 14.6
LARGE_PLATE = 17.0
PLATES = {"large": LARGE_PLATE, "card": PLATE, "row": 6.0}  # widths of what beats while it is new
LARGE_LINE, LEAST_LINE = 3.75, 3.0
LEAST_OWNER, LEAST_TITLE = 2.5, 3.0  # the latter of all rows together; a longer one is smaller by itself
ROW_X = 6.8  # of a row's title
_TINT = {Glyph.CRITICAL: "tint_critical", Glyph.WARNING: "tint_warning", Glyph.UNKNOWN: "tint_unknown"}


def draw_card(canvas: Canvas, card: Card, box: Box) -> None:
    """Paint a card; a lower one has less air, the same lines."""
    scale = box.h / HEIGHT
    _draw_ground(canvas, card, box, PLATE)
    canvas.glyph(card.sign._replace(plate=card.solid), box.x + PLATE / 2 + 0.2, box.y + 6.3 * scale, 7.0)
    middles = (box.y + 13.0 * scale, box.y + 16.7 * scale)
    _draw_age(canvas, card, Box(box.x + 0.9, 0, PLATE - 1.4, 0), middles, (4.5, 3.25))
    _draw_words(canvas, card, box, scale)
    canvas.spot(card.id, box, card.spoken)


def draw_large(canvas: Canvas, card: Card, box: Box) -> None:
    """Paint a card of two heights: what, why and who are read from half as far again."""
    _draw_ground(canvas, card, box, LARGE_PLATE)
    middle = box.x + LARGE_PLATE / 2 + 0.2
    canvas.glyph(card.sign._replace(plate=card.solid), middle, box.y + 11.0, 10.5)
    ages = (box.y + 22.4, box.y + 28.4)
    _draw_age(canvas, card, Box(box.x + 0.9, 0, LARGE_PLATE - 1.4, 0), ages, (6.5, 4.5))
    x = box.x + LARGE_PLATE + 2.6
    room = box.x + box.w - x - 2.4
    fits = canvas.measure(card.title, 5.25, role_weight("card_title")) <= room
    title = box.y + (6.4 if fits else 8.6)
    canvas.text(
        card.title,
        x,
        title,
        room,
        "card_title",
        size=6.5,
        least=2.75,
        lines=1 if fits else 2,
        foreign=True,
        order="lines",
        pitch=1.15,
    )
    below = box.y + (14.4 if fits else 19.8)
    _draw_lines(canvas, card.lines, Box(x, below, room, 0))
    canvas.text(card.since, x, box.y + box.h - 10.6, room, "body", ink="ink2", least=2.25)
    _draw_owner(canvas, card, Box(x, box.y + box.h - 4.6, room, 0), 4.5)
    canvas.spot(card.id, box, card.spoken)


def _draw_lines(canvas: Canvas, lines: Sequence[str], place: Box) -> None:
    """Write what is told of an incident; a first line that is too long takes the second one's room."""
    x, y, room, _ = place
    if lines and canvas.measure(lines[0], LEAST, role_weight("body")) > room:
        canvas.text(
            lines[0],
            x,
            y,
            room,
            "body",
            ink="ink2",
            least=LEAST,
            lines=2,
            foreign=True,
            order="lines",
            down=True,
        )
        return
    size = _common_size(canvas, lines, room)
    for number, line in enumerate(lines):
        middle = y + 5.6 * number
        if number and canvas.measure(line, LEAST, role_weight("body")) > room:  # what somebody wrote
            canvas.text(
                line, x, middle, room, "body", size=LEAST, ink="ink2", lines=2, foreign=True, down=True
            )
        else:
            canvas.text(line, x, middle, room, "body", size=size, ink="ink2", least=LEAST, foreign=True)


def row_size(canvas: Canvas, cards: Sequence[Card], width: float) -> float:
    """Return the size at which all titles fit, so that a list looks like one; but none that is too small."""
    largest, weight = role_size("heading"), role_weight("heading")
    room = width - ROW_X - 3.0 - max((_age_wide(canvas, card) for card in cards), default=0.0)
    longest = max((canvas.measure(card.title, largest, weight) for card in cards), default=1.0)
    share = min(1.0, room / longest)
    return max(LEAST_TITLE, int(largest * share / STEP) * STEP)


def _age_wide(canvas: Canvas, card: Card) -> float:
    return canvas.measure(card.age, role_size("owner"), role_weight("owner"))


def _common_size(canvas: Canvas, lines: Sequence[str], room: float) -> float:
    """Return the size at which all lines fit, so that they look alike."""
    longest = max((canvas.measure(line, LARGE_LINE, role_weight("body")) for line in lines), default=1.0)
    return max(LEAST_LINE, LARGE_LINE * min(1.0, room / longest))


def draw_row(canvas: Canvas, card: Card, box: Box, size: float | None = None) -> None:
    """Paint one line of a flood: what, and since when; who has it is told by the shape."""
    _draw_ground(canvas, card, box, 0.9)
    middle = box.y + box.h / 2
    canvas.glyph(card.sign, box.x + 3.6, middle, 3.6)
    x, right = box.x + ROW_X, box.x + box.w - 1.4
    used = canvas.text(card.age, x, middle, right - x, "owner", align="right", least=2.5)
    room = right - x - used - 1.6
    canvas.text(card.title, x, middle, room, "heading", size=size, least=LEAST, foreign=True)
    canvas.spot(card.id, box, card.spoken)


def _draw_ground(canvas: Canvas, card: Card, box: Box, plate: float) -> None:
    colour = canvas.palette.named(card.sign.glyph.value)
    ground = "surface" if card.quiet else _TINT.get(card.sign.glyph, "surface")
    canvas.fill(box, canvas.palette.named(ground), 1.0)
    if card.stale:
        canvas.hatch_frame(box)
    canvas.rail(box.x, box.y, box.h, colour, plate if card.solid else 0.9)
    if canvas.look.border:
        canvas.frame(box, colour, 0.2, 1.0)


def _draw_age(
    canvas: Canvas, card: Card, place: Box, middles: tuple[float, float], sizes: tuple[float, float]
) -> None:
    """Write the age on the plate: the number over its unit."""
    number, unit = _two_lines(card.age)
    ink = "on_critical" if card.solid else "ink1"
    x, _, width, _ = place
    canvas.text(
        number, x, middles[0], width, "card_title", ink=ink, align="centre", least=3.25, size=sizes[0]
    )
    canvas.text(unit, x, middles[1], width, "owner", ink=ink, align="centre", least=2.75, size=sizes[1])


def _two_lines(age: str) -> tuple[str, str]:
    """Return an age as number over unit, or hours over minutes."""
    parts = age.split(" ")
    half = len(parts) // 2
    return " ".join(parts[:half]), " ".join(parts[half:])


def _draw_words(canvas: Canvas, card: Card, box: Box, scale: float) -> None:
    x = box.x + TEXT_X
    room = box.w - TEXT_X - 2.0
    lines = card.lines
    if canvas.measure(card.title, 4.0, role_weight("card_title")) <= room:
        canvas.text(card.title, x, box.y + 4.0 * scale, room, "card_title", least=4.0)
        first = 9.0
    else:
        # A long title takes the room of the first line, for it names what is wrong.
        middle = box.y + 5.6 * scale
        canvas.text(
            card.title,
            x,
            middle,
            room,
            "heading",
            least=2.75,
            lines=2,
            foreign=True,
            order="lines",
            pitch=1.2,
        )
        lines, first = lines[:1], 12.4
    for number, line in enumerate(lines):
        middle = box.y + (first + 3.9 * number) * scale
        canvas.text(line, x, middle, room, "body", ink="ink2", least=2.25, foreign=True)
    middle = box.y + 17.0 * scale
    owner = canvas.measure(min(card.owners, key=len), LEAST_OWNER, role_weight("owner")) + 1.23 * 3.25
    since = canvas.measure(card.since, LEAST, role_weight("body"))
    used = 0.0
    if owner + since + 1.2 <= room:  # who has it is of more weight than since when, which the plate tells too
        left = room - owner - 1.2
        used = canvas.text(
            card.since, x + room - left, middle, left, "body", ink="ink2", align="right", least=LEAST
        )
    _draw_owner(canvas, card, Box(x, middle, room - used - 1.2, 0), 3.25)


def _draw_owner(canvas: Canvas, card: Card, place: Box, size: float) -> None:
    """Write who has it, after a person; ``place.y`` is the middle of the line."""
    colours = canvas.palette
    waiting = not card.mine and not card.quiet
    ink = colours.warning_line if waiting else colours.ink2
    x, middle, room, _ = place
    canvas.picture("person", x + 0.46 * size, middle - 0.1, 1.05 * size, ink)
    indent = 1.23 * size
    canvas.text(
        card.owners, x + indent, middle, room - indent, "owner", size=size, least=LEAST_OWNER, foreign=True
    )
