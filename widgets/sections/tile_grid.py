"""A grid of tiles with charts: small multiples, or all checks of one class."""

import math
from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtWidgets import QWidget

from app.model.quantity import age, quantity
from app.model.state import State
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.scale import Scale
from widgets.sections.tile_row import Row, draw_beside_note, draw_value, ground_of, value_box
from widgets.strip import frame_of
from widgets.strip_field import Chart
from widgets.strip_paint import grid_values
from widgets.tile_field import TileField
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.tiles import Tile
from widgets.views.vitals import Vital

GAP_X, GAP_Y = 1.9, 1.5
LEAST_HIGH = 15.0
LEAST_WIDE = 23.0  # in a narrower tile most names would be cut
MOST_HIGH = 36.0
PART_SECONDS = 15.0  # how long each part of a long list stands
FOOT = 4.0
AXIS = 9.6  # room for the ticks of the values, where a chart has any
_RAIL = {State.CRITICAL: "critical", State.WARNING: "warning", State.UNKNOWN: "unknown"}


class TileGrid(TileField):
    """Paints tiles in their order. Where they do not fit, parts take turns and the rest is counted."""

    def __init__(self, look: Look, tracks: Tracks, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._columns = columns
        self._tiles: tuple[Tile, ...] = ()
        self._foot = ""
        self._part = 0
        self._loud = 0  # how many deviate: the foot tells of those that are not seen
        self._boxes: list[Box] = []
        self._seen: Sequence[Tile] = ()  # of the part whose turn it is
        self._seen_of: Sequence[Tile] = ()
        self._rows: dict[int, Row | None] = {}  # those whose note stands, by the number of their tile
        self._boxes_of: tuple[object, ...] = ()
        self._charts: list[Chart] = []
        self._charts_at: list[Chart | None] = []  # by the number of their tile
        self._charts_of: tuple[Sequence[Tile], Sequence[Box]] = ((), ())
        self._most, self._most_of = 1, (0, 0.0, 0, 0)  # tiles that have room, and what that was found for

    def show_tiles(self, tiles: tuple[Tile, ...], foot: str, now: float) -> None:
        """Show tiles with a sentence below; ``now`` is wall seconds at the right edge of the charts."""
        part = self._part if self.hasFocus() else int(now // PART_SECONDS)
        if len(tiles) <= len(self._places(len(tiles))):
            part = 0  # all are seen
        before = self._tiles
        whole = (foot, part, len(tiles)) != (self._foot, self._part, len(before))
        if whole or tiles != before:
            self._tiles, self._foot, self._part = tiles, foot, part
            loud = [tile for tile in tiles if tile.loud]
            self.setAccessibleDescription(". ".join(tile.spoken for tile in loud) or foot)
            if whole or len(loud) != self._loud:
                self._loud = len(loud)
                self.renew()
            else:
                self._renew_changed(before)
        self.show_strips(now)

    def _renew_changed(self, before: Sequence[Tile]) -> None:
        turn = self._turn()
        tiles: list[int] = []
        values: list[int] = []
        for number, (new, old) in enumerate(zip(self._tiles[turn], before[turn], strict=True)):
            if new is not old and new != old:
                (values if _only_value(new, old) else tiles).append(number)
        self.renew_tiles(tiles)
        self.renew_tiles(values, values=True)

    def tile_boxes(self) -> list[Box]:
        """Return the places of the tiles of this part."""
        key = (len(self._tiles), self._part, self.u, self.width(), self.height())
        if key != self._boxes_of or self._tiles is not self._seen_of:
            self._seen_of, self._seen = self._tiles, self._tiles[self._turn()]
        if key != self._boxes_of:
            self._boxes_of = key
            places = self._places(len(self._tiles))
            self._boxes = [Box(*place) for place, _ in zip(places, self._seen, strict=False)]
        return self._boxes

    def draw_tile(self, canvas: Canvas, number: int, box: Box) -> None:
        """Paint a tile without its chart."""
        tile = self._seen[number]
        self._rows.pop(number, None)
        _draw_tile(canvas, tile, box)
        strip = self._strips.get(tile.check)
        if tile.vital is not None and tile.vital.style.grid and strip is not None and strip.scale is not None:
            _draw_axes(canvas, _chart_box(tile, box), strip.scale, tile.vital)

    def value_box(self, box: Box) -> Box:
        """Return the row of value and note."""
        return value_box(box)

    def draw_value(self, canvas: Canvas, number: int, box: Box) -> None:
        """Paint value and note of a tile."""
        tile, kept = self._seen[number], self._rows.get(number)
        if kept is None or not draw_beside_note(canvas, tile, kept):
            self._rows[number] = draw_value(canvas, tile, box)
        canvas.spot(tile.check, box, tile.spoken)

    def draw_beside(self, canvas: Canvas) -> None:
        """Paint the foot, with a count of what is not seen."""
        if not self._tiles:
            canvas.text(tr("Nothing watched here"), 0, 4, self.wide(), "heading", ink="ink3")
        part = self._turn()
        middle = self.high() - FOOT / 2
        used = 0.0
        hidden = (*self._tiles[: part.start], *self._tiles[part.stop :])
        if hidden:
            words = _others(len(hidden), sum(tile.loud for tile in hidden))
            used = canvas.text(words, 0, middle, self.wide(), "body", ink="ink1", align="right") + 3
        canvas.text(self._foot, 0, middle, self.wide() - used, "label", ink="ink3", least=2.25)

    def charts(self) -> Sequence[Chart]:
        """Return the charts of the part whose turn it is."""
        boxes = self.tile_boxes()
        if self._charts_of[0] is not self._tiles or self._charts_of[1] is not boxes:
            before = self._charts_at if self._charts_of[1] is boxes else []
            self._charts_of = (self._tiles, boxes)
            self._charts_at = [
                known if known is not None and _serves(known, tile) else _chart(tile, box)
                for tile, box, known in zip_longest(self._seen, boxes, before)
            ]
            self._charts = [chart for chart in self._charts_at if chart is not None]
        return self._charts

    def scale_changed(self, name: str) -> None:
        """Write the ticks of a chart anew."""
        self.renew_tiles(n for n, tile in enumerate(self._tiles[self._turn()]) if tile.check == name)

    def _turn(self) -> slice:
        """Return which tiles are the part whose turn it is; while somebody walks about here it stays."""
        key = (len(self._tiles), self.u, self.width(), self.height())
        if key != self._most_of:
            self._most_of, self._most = key, max(1, len(self._places(len(self._tiles))))
        most = self._most
        parts = -(-len(self._tiles) // most)
        first = (self._part % max(1, parts)) * most
        return slice(first, first + most)

    def _places(self, number: int) -> list[tuple[float, float, float, float]]:
        """Return left, top, width and height of each tile that has room."""
        number = max(1, number)
        room = self.high() - FOOT
        most = max(2, min(self._columns, int((self.wide() + GAP_X) / (LEAST_WIDE + GAP_X))))
        columns = min(most, max(2, math.ceil(math.sqrt(number))))
        while columns < most and math.ceil(number / columns) * (LEAST_HIGH + GAP_Y) > room:
            columns += 1
        rows = math.ceil(number / columns)
        height = min(MOST_HIGH, max(LEAST_HIGH, (room - (rows - 1) * GAP_Y) / rows))
        fitting = max(1, int((room + GAP_Y) / (height + GAP_Y)))
        width = (self.wide() - (columns - 1) * GAP_X) / columns
        return [
            ((n % columns) * (width + GAP_X), (n // columns) * (height + GAP_Y), width, height)
            for n in range(min(number, fitting * columns))
        ]


def _chart(tile: Tile, box: Box) -> Chart | None:
    vital = tile.vital
    if vital is None:
        return None
    return Chart(tile.check, _chart_box(tile, box), (vital.key, *vital.beside), vital.style)


def _serves(known: Chart, tile: Tile) -> bool:
    """Whether a chart of the same place is that of a tile: a chart that stays is not looked at anew."""
    vital = tile.vital
    return (
        vital is not None
        and known.name == tile.check
        and known.keys[0] == vital.key
        and known.keys[1:] == vital.beside
        and (known.style is vital.style or known.style == vital.style)
    )


def _chart_box(tile: Tile, box: Box) -> Box:
    """Return the place of a tile's chart; one with axes leaves room for their words."""
    x, y, width, height = box
    top = 10.2 if height >= 17 else 9.2
    if tile.vital is not None and tile.vital.style.grid:
        return Box(x + AXIS, y + top, width - AXIS - 1.8, height - top - 3.8)
    return Box(x + 1.8, y + top, width - 3.6, height - top - 1.2)


def _draw_axes(canvas: Canvas, box: Box, scale: Scale, vital: Vital) -> None:
    """Write the ticks of the values at the grid's lines, and the span of time below."""
    frame = frame_of(canvas.area(box), canvas.u, canvas.dpr, canvas.look)
    for value in grid_values(scale, frame):
        y = box.y + frame.y(scale, value) / frame.u
        words = quantity(value, vital.unit)
        canvas.text(words, box.x - AXIS, y, AXIS - 0.6, "tick", ink="ink3", align="right")
    foot = box.y + box.h + 1.8
    canvas.text(age(vital.style.span), box.x, foot, box.w / 2, "tick", ink="ink3")
    canvas.text(tr("now"), box.x, foot, box.w, "tick", ink="ink3", align="right")


def _others(hidden: int, loud: int) -> str:
    if loud == 1:
        return tr("{n} more on other parts, 1 of them deviates", n=str(hidden))
    if loud:
        return tr("{n} more on other parts, {loud} of them deviate", n=str(hidden), loud=str(loud))
    return tr("{n} more on other parts, none of them deviates", n=str(hidden))


def _draw_tile(canvas: Canvas, tile: Tile, place: tuple[float, float, float, float]) -> None:
    x, y, width, height = place
    canvas.panel(Box(x, y, width, height), canvas.palette.named(ground_of(tile)), 0.5)
    if tile.stale:
        canvas.hatch_frame(Box(x, y, width, height))
    if tile.loud:
        canvas.rail(x, y, height, canvas.palette.named(_RAIL.get(tile.state, "unknown")))
    left, right = x + 1.8, x + width - 1.6
    name_x = left
    if tile.sign is not None:
        canvas.glyph(tile.sign, left + 1.2, y + 2.9, 2.8)
        name_x = left + 3.4
    ink = "ink1" if tile.loud else "ink2"
    canvas.text(
        tile.names, name_x, y + 2.9, right - name_x, "reason", ink=ink, least=2.25, foreign=True, weight=600
    )


def _only_value(new: Tile, old: Tile) -> bool:
    """Whether a tile differs from before in what is said of it and in its line only."""
    if new[:5] != old[:5] or new.loud != old.loud:
        return False
    if new.vital is None or old.vital is None:
        return new.vital is old.vital
    return new.vital.unit == old.vital.unit and new.vital.style.grid == old.vital.style.grid
