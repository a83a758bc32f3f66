"""The row under the header: availability of each class of services, now and over time."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from app.model.state import State
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.strip_field import Chart, StripField
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.services import ServiceTile

GAP = 2.0
LEAST_WIDE = 34.0
SPARK_WIDTH, SPARK_HEIGHT = 11.6, 5.4
_GROUND = {
    State.CRITICAL: "tint_critical",
    State.WARNING: "tint_warning",
    State.UNKNOWN: "tint_unknown",
}
_RAIL = {State.CRITICAL: "critical", State.WARNING: "warning", State.UNKNOWN: "unknown"}


def columns(tiles: int, wide: float) -> int:
    """Return how many tiles stand side by side, so that no row is half empty."""
    fitting = max(1, int((wide + GAP) / (LEAST_WIDE + GAP)))
    return max(n for n in range(1, max(1, tiles) + 1) if tiles % n == 0 and n <= fitting)


def height(tiles: int, wide: float, row: float) -> float:
    """Return the height of all tiles of a width, with rows of ``row``."""
    rows = max(1, tiles) // columns(tiles, wide)
    return rows * row + (rows - 1) * GAP


class ServiceRow(StripField):
    """Paints the tiles; under a banner it is lower and leaves the notes out."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._tiles: tuple[ServiceTile, ...] = ()
        self.setAccessibleName(tr("Availability of services"))

    def show_tiles(self, tiles: tuple[ServiceTile, ...], now: float) -> None:
        """Show the tiles; ``now`` is wall seconds at the right edge of the sparks."""
        if tiles != self._tiles:
            self._tiles = tiles
            self.setAccessibleDescription(". ".join(tile.spoken for tile in tiles))
            self.renew()
        self.show_strips(now)

    def draw(self, canvas: Canvas) -> None:
        """Paint the tiles without their sparks."""
        for tile, box in zip(self._tiles, self._boxes(), strict=True):
            self._draw_tile(canvas, tile, box)
            canvas.spot(f"page:{tile.element}", box, tile.spoken)

    def charts(self) -> Iterator[Chart]:
        """Yield the sparks."""
        for number, (tile, box) in enumerate(zip(self._tiles, self._boxes(), strict=True)):
            if not tile.value:
                continue
            x = box.x + box.w - SPARK_WIDTH - 1.4
            y = box.y + _value_y(box) - SPARK_HEIGHT / 2
            yield Chart(str(number), Box(x, y, SPARK_WIDTH, SPARK_HEIGHT), (tile.key,), tile.style)

    def _boxes(self) -> list[Box]:
        number = len(self._tiles)
        across = columns(number, self.wide())
        rows = max(1, number // across)
        width = (self.wide() - (across - 1) * GAP) / across
        high = (self.high() - (rows - 1) * GAP) / rows
        places = (divmod(n, across) for n in range(number))
        return [Box(column * (width + GAP), row * (high + GAP), width, high) for row, column in places]

    def _draw_tile(self, canvas: Canvas, tile: ServiceTile, box: Box) -> None:
        x, y, width, high = box
        taken = tile.sign is not None and tile.sign.taken
        ground = "surface" if taken else _GROUND.get(tile.state, "surface")
        canvas.panel(box, canvas.palette.named(ground))
        if tile.stale:
            canvas.hatch_frame(box)
        left = x + 2.3
        name_x = left
        if tile.sign is not None:
            canvas.rail(x, y, high, canvas.palette.named(_RAIL[tile.state]))
            canvas.glyph(tile.sign, left + 1.9, y + 3.9, 4.0)
            name_x = left + 4.9
        canvas.text(tile.names, name_x, y + 3.9, x + width - name_x - 1.4, "heading", least=2.75)
        ink = "ink3" if tile.style.dim else "ink1" if tile.sign is not None else "ink2"
        room = width - 2.3 - SPARK_WIDTH - 2.4
        canvas.text(tile.value, left, y + _value_y(box), room, "value", ink=ink, least=4.0)
        if not _low(box):
            note_ink = "ink2" if tile.sign is not None else "ink3"
            canvas.text(tile.notes, left, y + 14.6, width - 3.8, "label", ink=note_ink, order="whole")


def _low(box: Box) -> bool:
    return box.h < 15


def _value_y(box: Box) -> float:
    return 8.9 if _low(box) else 9.5
