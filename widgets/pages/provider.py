"""The page of one provider, or of all that pays: how it is, its figures, its checks, its incidents."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.model.wall import PageView
from widgets.canvas import Box, place
from widgets.look import Look
from widgets.pages.page import Page
from widgets.picture import Parts
from widgets.sections.figure_board import GAP, LEAST_HIGH, MORE, MOST_HIGH, FigureBoard
from widgets.sections.hero_band import HeroBand
from widgets.sections.incident_column import IncidentColumn
from widgets.sections.tile_grid import TileGrid
from widgets.tracks import Tracks
from widgets.views.planned import page_title
from widgets.views.scene import Scene
from widgets.views.scorecard import Scorecard, scorecard

MARGIN = 3.0
COLUMN, COLUMN_GAP = 68.0, 4.0
NARROW = 190.0  # a narrower page has no room beside its checks: its incidents stand on a page of their own
HERO = 23.0
TILES = 4
LEAST_TILES = 20.0  # height


class ProviderPage(Page):
    """Band, figures and checks at the left, incidents at the right."""

    def __init__(self, view: PageView, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._title, self._chosen = page_title(view), view.page.figures
        self._hero = HeroBand(look, self)
        self._figures = FigureBoard(look, tracks, self)
        self._tiles = TileGrid(look, tracks, TILES, self)
        self._tiles.setAccessibleName(self._title)
        self._incidents = IncidentColumn(look, tracks, self)
        for section in (self._hero, self._figures, self._tiles, self._incidents):
            self.add(section)

    def parts(self) -> Parts:
        """Return what makes all sections' parts."""
        return partial(scorecard, self._title, self._chosen)

    def show_parts(self, parts: Scorecard, scene: Scene) -> None:
        """Hand each section its part."""
        wall = scene.now.wall
        self.tracks.set_groups(parts.groups)
        self._hero.show_hero(parts.hero)
        self._figures.show_figures(parts.figures, wall)
        self.arrange()
        self._tiles.show_tiles(parts.tiles, parts.foot, wall)
        self._incidents.show_incidents(parts.incidents, (), wall)

    def arrange(self) -> None:
        """Place the band, the figures in as many rows as they take, and below them the checks."""
        wide, high = self.width() / self.u, self.height() / self.u
        beside = wide >= NARROW
        inner = wide - 2 * MARGIN - (COLUMN + COLUMN_GAP if beside else 0.0)
        top = 0.4 + HERO + GAP
        room, wanted = high - top, self._figures.rows(inner) * (MOST_HIGH + GAP) - GAP
        figures = min(wanted, max(LEAST_HIGH + MORE, room - LEAST_TILES - GAP))
        tiles = room - figures - GAP >= LEAST_TILES
        if not tiles:
            figures = min(wanted, room)  # the band says how many checks are good
        place(self._hero, self.u, Box(MARGIN, 0.4, inner, HERO))
        place(self._figures, self.u, Box(MARGIN, top, inner, figures))
        self._tiles.setVisible(tiles)
        place(self._tiles, self.u, Box(MARGIN, top + figures + GAP, inner, max(1.0, room - figures - GAP)))
        self._incidents.setVisible(beside)
        place(self._incidents, self.u, Box(wide - MARGIN - COLUMN, 0.4, COLUMN, high - 0.4))
