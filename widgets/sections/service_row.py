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
SPARK_WIDTH, SPARK_HEIGHT = 11.6, 5.4
_GROUND = {
    State.CRITICAL: "tint_critical",
    State.WARNING: "tint_warning",
    State.UNKNOWN: "tint_unknown",
}
_RAIL = {State.CRITICAL: "critical", State.WARNING: "warning", State.UNKNOWN: "unknown"}


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
            self.setAccessibleDescription(
                ". ".join(f"{tile.names[0]} {tile.value}, {tile.notes[0]}" for tile in tiles)
            )
            self.renew()
        self.show_strips(now)

    def draw(self, canvas: Canvas) -> None:
        """Paint the tiles without their sparks."""
        width = self._tile_width()
        for number, tile in enumerate(self._tiles):
            x = number * (width + GAP)
            self._draw_tile(canvas, tile, x, width)
            words = f"{tile.names[0]}, {tile.value}, {tile.notes[0]}"
            canvas.spot(f"page:{tile.element}", Box(x, 0, width, self.high()), words)

    def charts(self) -> Iterator[Chart]:
        """Yield the sparks."""
        width = self._tile_width()
        for number, tile in enumerate(self._tiles):
            if not tile.value:
                continue
            x = number * (width + GAP) + width - SPARK_WIDTH - 1.4
            box = Box(x, self._value_y() - SPARK_HEIGHT / 2, SPARK_WIDTH, SPARK_HEIGHT)
            yield Chart(str(number), box, (tile.key,), tile.style)

    def _tile_width(self) -> float:
        number = max(1, len(self._tiles))
        return (self.wide() - (number - 1) * GAP) / number

    def _low(self) -> bool:
        return self.high() < 15

    def _value_y(self) -> float:
        return 8.9 if self._low() else 9.5

    def _draw_tile(self, canvas: Canvas, tile: ServiceTile, x: float, width: float) -> None:
        high = self.high()
        taken = tile.sign is not None and tile.sign.taken
        ground = "surface" if taken else _GROUND.get(tile.state, "surface")
        canvas.panel(Box(x, 0, width, high), canvas.palette.named(ground))
        if tile.stale:
            canvas.hatch_frame(Box(x, 0, width, high))
        left = x + 2.3
        name_x = left
        if tile.sign is not None:
            canvas.rail(x, 0, high, canvas.palette.named(_RAIL[tile.state]))
            canvas.glyph(tile.sign, left + 1.9, 3.9, 4.0)
            name_x = left + 4.9
        canvas.text(tile.names, name_x, 3.9, x + width - name_x - 1.4, "heading", least=2.75)
        ink = "ink3" if tile.style.dim else "ink1" if tile.sign is not None else "ink2"
        room = width - 2.3 - SPARK_WIDTH - 2.4
        canvas.text(tile.value, left, self._value_y(), room, "value", ink=ink, least=4.0)
        if not self._low():
            note_ink = "ink2" if tile.sign is not None else "ink3"
            canvas.text(tile.notes, left, 14.6, width - 3.8, "label", ink=note_ink, order="whole")
