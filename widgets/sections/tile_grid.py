"""A grid of tiles with charts: small multiples, or all checks of one class."""

import math
from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from app.model.state import State
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.strip_field import Chart, StripField
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.unit import LEAST, role_weight
from widgets.views.tiles import Tile

GAP_X, GAP_Y = 1.9, 1.5
LEAST_HIGH = 15.0
MOST_HIGH = 36.0
PART_SECONDS = 15.0  # how long each part of a long list stands
FOOT = 4.0
_TINT = {State.CRITICAL: "tint_critical", State.WARNING: "tint_warning", State.UNKNOWN: "tint_unknown"}
_RAIL = {State.CRITICAL: "critical", State.WARNING: "warning", State.UNKNOWN: "unknown"}


class TileGrid(StripField):
    """Paints tiles in their order. Where they do not fit, parts take turns and the rest is counted."""

    def __init__(self, look: Look, tracks: Tracks, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._columns = columns
        self._tiles: tuple[Tile, ...] = ()
        self._foot = ""
        self._part = 0

    def show_tiles(self, tiles: tuple[Tile, ...], foot: str, now: float) -> None:
        """Show tiles with a sentence below; ``now`` is wall seconds at the right edge of the charts."""
        part = self._part if self.hasFocus() else int(now // PART_SECONDS)
        if (tiles, foot, part) != (self._tiles, self._foot, self._part):
            self._tiles, self._foot, self._part = tiles, foot, part
            self.setAccessibleDescription(". ".join(tile.spoken for tile in tiles if tile.loud) or foot)
            self.renew()
        self.show_strips(now)

    def draw(self, canvas: Canvas) -> None:
        """Paint the tiles without their charts."""
        if not self._tiles:
            canvas.text(tr("Nothing watched here"), 0, 4, self.wide(), "heading", ink="ink3")
        part = self._turn()
        for tile, place in zip(self._tiles[part], self._places(), strict=False):
            _draw_tile(canvas, tile, place)
        middle = self.high() - FOOT / 2
        used = 0.0
        hidden = (*self._tiles[: part.start], *self._tiles[part.stop :])
        if hidden:
            loud = sum(tile.loud for tile in hidden)
            words = tr("{n} more on other parts, {loud} of them deviate", n=str(len(hidden)), loud=str(loud))
            used = canvas.text(words, 0, middle, self.wide(), "body", ink="ink1", align="right") + 3
        canvas.text(self._foot, 0, middle, self.wide() - used, "label", ink="ink3", least=2.25)

    def charts(self) -> Iterator[Chart]:
        """Yield the charts of the part whose turn it is."""
        for tile, (x, y, width, height) in zip(self._tiles[self._turn()], self._places(), strict=False):
            if tile.vital is None:
                continue
            top = 10.2 if height >= 17 else 9.2
            box = Box(x + 1.8, y + top, width - 3.6, height - top - 1.2)
            yield Chart(tile.check, box, (tile.vital.key,), tile.vital.style)

    def _turn(self) -> slice:
        """Return which tiles are the part whose turn it is; while somebody walks about here it stays."""
        most = max(1, len(self._places()))
        parts = -(-len(self._tiles) // most)
        first = (self._part % max(1, parts)) * most
        return slice(first, first + most)

    def _places(self) -> list[tuple[float, float, float, float]]:
        """Return left, top, width and height of each tile that has room."""
        number = max(1, len(self._tiles))
        room = self.high() - FOOT
        columns = min(self._columns, max(2, math.ceil(math.sqrt(number))))
        while columns < self._columns and math.ceil(number / columns) * (LEAST_HIGH + GAP_Y) > room:
            columns += 1
        rows = math.ceil(number / columns)
        height = min(MOST_HIGH, max(LEAST_HIGH, (room - (rows - 1) * GAP_Y) / rows))
        fitting = max(1, int((room + GAP_Y) / (height + GAP_Y)))
        width = (self.wide() - (columns - 1) * GAP_X) / columns
        return [
            ((n % columns) * (width + GAP_X), (n // columns) * (height + GAP_Y), width, height)
            for n in range(min(number, fitting * columns))
        ]


def _draw_tile(canvas: Canvas, tile: Tile, place: tuple[float, float, float, float]) -> None:
    x, y, width, height = place
    tinted = tile.loud and tile.sign is not None and not tile.sign.taken
    ground = _TINT.get(tile.state, "surface") if tinted else "surface"
    canvas.panel(Box(x, y, width, height), canvas.palette.named(ground), 0.5)
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
    used = canvas.text(tile.value, left, y + 7.0, right - left, "value_small", ink=ink, least=2.75)
    room = right - left - used - 1.6
    # A note that does not fit is left out: the glyph stands, and the whole is at a click.
    notes = [note for note in tile.notes if note and canvas.measure(note, LEAST, role_weight("cell")) <= room]
    second = "ink2" if tile.loud else "ink3"
    canvas.text(notes[:1], left + used + 1.6, y + 7.0, room, "cell", ink=second, align="right", foreign=True)
    canvas.spot(tile.check, Box(x, y, width, height), tile.spoken)
