"""Where the parts of the overview stand: on a wide wall, an upright one, one that is read from far away."""

from typing import NamedTuple

from widgets.canvas import Box
from widgets.sections import incident_slots, service_row

MARGIN = 3.0
GAP = 2.0
ROW_GAP = 1.8
COLUMN_GAP = 4.0
COLUMN, NARROW_COLUMN = 68.0, 60.0  # of incidents
NARROW = 200.0  # a narrower page gives them less
TWO_COLUMNS = 138.0
ROOMY = 300.0  # from this width on there are two columns of incidents
TILES = 17.6
LOW_TILES = 12.2
BELOW_TILES = 2.0
LOW = 112.2  # pages lower than this, under a banner, take the room from the tiles
PANEL_LEAST = 43.0  # narrower panels would cut the names of what deviates
PANEL_HIGH = 24.0  # under this height a panel has no room for what deviates and its cells


class Places(NamedTuple):
    """The areas, in u of the page. No services: there was no room for them."""

    services: Box | None
    panels: tuple[Box, ...]
    incidents: Box


def overview_places(wide: float, high: float, panels: int = 6) -> Places:
    """Return the areas on a page of this size; nothing overlaps and nothing is left of the page's margin."""
    beside = wide >= high
    inner = wide - 2 * MARGIN
    row = TILES - max(0.0, min(TILES - LOW_TILES, LOW - high))
    tiles = service_row.height(panels, inner, row)
    if beside:
        column = TWO_COLUMNS if wide >= ROOMY else COLUMN if wide >= NARROW else NARROW_COLUMN
        room = inner - column - COLUMN_GAP
        across = _columns(room, panels)
        rows = panels / across
        if (high - tiles - BELOW_TILES) / rows < PANEL_HIGH:
            tiles = 0.0
        top = tiles + BELOW_TILES if tiles else 0.0
        incidents = Box(wide - MARGIN - column, top, column, high - top)
        below = Box(MARGIN, top, room, high - top)
    else:
        top = tiles + BELOW_TILES
        tall = incident_slots.height(2)
        incidents = Box(MARGIN, top, inner, tall)
        start = top + tall + BELOW_TILES
        below = Box(MARGIN, start, inner, high - start)
    services = Box(MARGIN, 0, inner, tiles) if tiles else None
    return Places(services, tuple(_spread(below, panels)), incidents)


def _columns(room: float, panels: int) -> int:
    """Return how many panels stand side by side: as many as have room, and no row is half empty."""
    fitting = max(1, int((room + GAP) / (PANEL_LEAST + GAP)))
    return max(n for n in range(1, panels + 1) if panels % n == 0 and n <= fitting)


def _spread(area: Box, panels: int) -> list[Box]:
    columns = _columns(area.w, panels)
    rows = panels // columns
    width = (area.w - (columns - 1) * GAP) / columns
    height = (area.h - (rows - 1) * ROW_GAP) / rows
    return [
        Box(area.x + column * (width + GAP), area.y + row * (height + ROW_GAP), width, height)
        for row, column in (divmod(number, columns) for number in range(panels))
    ]
