"""The grid of tiles: what is painted anew in part looks as if all had been painted."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.state import State
from widgets.look import Look
from widgets.sections.tile_grid import TileGrid
from widgets.tracks import Tracks
from widgets.views.tiles import Tile

VALUES = ("231 ms", "8 ms", "231 ms", "1,234,567 s", "12 ms", "No proof")
NOTES = ("usual 180 to 240 ms · limit 350 ms", "limit 350 ms")


def tiles(*values: str) -> tuple[Tile, ...]:
    return tuple(
        Tile(str(n), (f"Service {n}",), None, State.OK, False, value, NOTES[n % 2 :], None, False, value)
        for n, value in enumerate(values)
    )


def grid(qtbot: QtBot, look: Look, shown: tuple[Tile, ...]) -> TileGrid:
    made = TileGrid(look, Tracks(), columns=4)
    qtbot.addWidget(made)
    made.set_unit(8.0)
    made.resize(900, 400)
    made.show_tiles(shown, "", 0.0)
    made.show()
    return made


def seen(made: TileGrid) -> QImage:
    return made.screen().grabWindow(made.winId()).toImage()


def test_a_value_that_changes_leaves_the_picture_of_a_grid_made_anew(
    qtbot: QtBot, qapp: QApplication
) -> None:
    """Longer, shorter, odd values; a note that stays, comes and goes: no pixel differs, and no text."""
    look = Look("dark")
    made = grid(qtbot, look, tiles(*VALUES))
    for turn in range(len(VALUES)):
        shown = tiles(*VALUES[turn:], *VALUES[:turn])
        made.show_tiles(shown, "", 0.0)
        qapp.processEvents()
        fresh = grid(qtbot, look, shown)
        qapp.processEvents()
        assert seen(made) == seen(fresh), turn
        assert {w.text for w in made.writings} == {w.text for w in fresh.writings}
        fresh.close()
