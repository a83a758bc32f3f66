"""Draws pages of the wall; pages of one board and one size are shown by one wall, one after the other."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import QElapsedTimer, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.pictures.cases import SMALL, Case
from tests.pictures.days import PLANNED, day, planned
from tests.pictures.flaws import of_sections
from widgets.palette import ThemeName
from widgets.wall import Wall

FOREIGN = ("long-names", "other-scripts")  # what may be shortened there are names, whole at a click


class Stopped(QElapsedTimer):
    """A clock that stands: on a busy machine a second goes by while a picture is drawn."""

    def elapsed(self) -> int:
        """Return that nothing went by."""
        return 0


class Drawn(NamedTuple):
    """A picture in the pixels of the screen, and what is wrong with its layout."""

    case: Case
    picture: QImage
    flaws: tuple[str, ...]


def drawn(cases: Sequence[Case]) -> Iterator[Drawn]:
    """Yield the pictures of some cases, which stand in the order of ``wall_cases``."""
    for (sample, theme, size, of_plan), group in groupby(cases, _kind):
        shown = day(sample, of_plan=of_plan)
        wall = Wall(theme)
        wall._since = Stopped()
        wall.resize(QSize(*size))
        wall.add_points(shown.points)
        wall.set_kept_picture(sample.endswith("-kept"))
        names = wall.set_plan([planned(page, shown.board) for page in PLANNED if of_plan])
        pages = dict(zip(PLANNED, names, strict=False))
        for case in group:
            wall.set_page(pages.get(case.page, case.page))
            wall.show_board(shown.board, shown.age, shown.lost)
            wall.grab()
            QApplication.processEvents()  # plots with axes are raised after the first paint
            picture = wall.grab().toImage()
            yield Drawn(case, picture, tuple(of_sections(wall, may_cut=_may_cut(case))))
        wall.deleteLater()
        QApplication.processEvents()


def _kind(case: Case) -> tuple[str, ThemeName, tuple[int, int], bool]:
    return case.sample, case.theme, case.size, case.page in PLANNED


def _may_cut(case: Case) -> bool:
    """Whether foreign texts may be shortened: long ones, and any in a grid's cells or a small window."""
    return case.sample in FOREIGN or case.page == "grid" or case.size == SMALL
