"""Which open incidents get a large card, a card, a row or only a count: the worst are told most."""

from typing import Literal, NamedTuple

from widgets.canvas import Box

HEIGHT = 20.2  # of a card
GAP = 1.6
FIRST_Y = 7.0  # under the heading
FOOT = 4.4  # the count of what is left out
ROW = 5.2
ROW_GAP = 0.6
SLACK = 1.0  # by which a card may stand lower than it is drawn
NARROWEST = 62.0  # of a column of cards
COLUMN_GAP = 2.0
LEAST_CARDS = 2  # of a flood, before everything else is a row

Kind = Literal["large", "card", "row"]


class Slot(NamedTuple):
    """The place of one incident."""

    kind: Kind
    box: Box


class Slots(NamedTuple):
    """The places of the first incidents in their order, and those that are left for charts."""

    used: tuple[Slot, ...]
    free: tuple[Box, ...]


def height(rows: int) -> float:
    """Return the height of so many cards below one another, with the heading."""
    return FIRST_Y + rows * HEIGHT + (rows - 1) * GAP


def slots(incidents: int, wide: float, high: float) -> Slots:
    """Return the places in an area of this size, in u.

    Few incidents are large, for more than a card can be read from further away; more than there is room for
    as cards become rows, and what is neither is counted at the foot.
    """
    columns = _columns(wide)
    width = (wide - (columns - 1) * COLUMN_GAP) / columns
    down = max(1, int((high - FIRST_Y + GAP + SLACK) / (HEIGHT + GAP)))
    lefts = [column * (width + COLUMN_GAP) for column in range(columns)]
    cards = [
        Box(left, FIRST_Y + row * (HEIGHT + GAP), width, HEIGHT) for left in lefts for row in range(down)
    ]
    if incidents > len(cards):
        return Slots(tuple(_flood(incidents, lefts, width, high, down)), ())
    if 2 * incidents <= len(cards) and down % 2 == 0:
        pairs = [_joined(cards[n], cards[n + 1]) for n in range(0, 2 * incidents, 2)]
        return Slots(tuple(Slot("large", box) for box in pairs), tuple(cards[2 * incidents :]))
    return Slots(tuple(Slot("card", box) for box in cards[:incidents]), tuple(cards[incidents:]))


def _columns(wide: float) -> int:
    return max(1, int((wide + COLUMN_GAP) / NARROWEST))


def _joined(one: Box, other: Box) -> Box:
    return Box(one.x, one.y, one.w, other.y + other.h - one.y)


def _flood(incidents: int, lefts: list[float], width: float, high: float, down: int) -> list[Slot]:
    """Return cards for the worst, and rows for as many of the rest as have room in the last column."""
    room = high - FIRST_Y - FOOT
    tall = min(HEIGHT, (room - (down - 1) * GAP) / down)
    before = [
        Slot("card", Box(left, FIRST_Y + row * (tall + GAP), width, tall))
        for left in lefts[:-1]
        for row in range(down)
    ]
    least = min(LEAST_CARDS, down) if len(lefts) == 1 else 0
    cards = least
    for more in range(down - 1, least, -1):
        if len(before) + more + _rows(room, more, tall) >= incidents:
            cards = more
            break
    left = lefts[-1]
    top = FIRST_Y + cards * (tall + GAP)
    last = [Slot("card", Box(left, FIRST_Y + row * (tall + GAP), width, tall)) for row in range(cards)]
    number = _rows(room, cards, tall)
    pitch = (FIRST_Y + room + ROW_GAP - top) / max(1, number)
    rows = [Slot("row", Box(left, top + row * pitch, width, pitch - ROW_GAP)) for row in range(number)]
    return [*before, *last, *rows][:incidents]


def _rows(room: float, cards: int, tall: float) -> int:
    return max(0, int((room - cards * (tall + GAP) + ROW_GAP) / (ROW + ROW_GAP)))
