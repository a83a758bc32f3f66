"""What a class panel shows."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from app.model.board import CheckView, Glyph
from app.model.clock import Moment
from app.model.state import State
from app.model.target import ElementClass
from widgets.sign import Sign, sign_of_check
from widgets.tr import tr
from widgets.views.deviations import Row, deviates, good_of, ranked, row_of
from widgets.views.vitals import Measured, Vital, measured, picks_of_class, vital_of_check, vital_of_pick
from widgets.views.words import element_titles, spoken_check

SHELF_ROWS = 2
FEW = 100  # cells up to which they are counted when that is drawn; they nearly never are
MOST_SPOKEN = 2000  # cells of more than these never have room for marks: they are counted, none is told


_WORST_FIRST = (
    Glyph.CRITICAL,
    Glyph.UNKNOWN,
    Glyph.WARNING,
    Glyph.MAINTENANCE,
    Glyph.PENDING,
    Glyph.OK,
)


class Cell(msgspec.Struct, frozen=True, gc=False):
    """One check in its place. Thousands are made; the garbage collector need not look at them."""

    check: str
    name: str
    sign: Sign
    state: State
    deviates: bool
    spoken: str


class PanelView(NamedTuple):
    """One class of elements."""

    titles: tuple[str, ...]
    good_words: str
    deviating: int  # as many as would need a row
    rows: tuple[Row, ...]
    vitals: tuple[Vital, ...]
    cells: tuple[Cell, ...]
    signs: tuple[tuple[Sign, int], ...] = ()  # how many there are of each, where they are only counted
    lost: bool = False

    @property
    def spoken(self) -> str:
        """The panel in words."""
        good = tr("{good} good", good=self.good_words) if self.good_words else tr("Nothing watched here")
        told = [f"{self.titles[0]}, {good}", *(row.spoken for row in self.rows)]
        told += [f"{vital.labels[-1]} {vital.value}" for vital in self.vitals]
        return ". ".join(told)


def panel_view(
    element: ElementClass,
    views: Sequence[CheckView],
    now: Moment,
    *,
    lost: bool = False,
    series: Measured | None = None,
) -> PanelView:
    """Return the panel of a class from its checks as they are shown; ``series``: theirs, where known."""
    found = [] if lost else ranked(views)
    shelf = tuple(row_of(group, now) for group in found[:SHELF_ROWS])
    spoken = len(views) <= MOST_SPOKEN
    cells = tuple(cell_of(view, now if spoken else None, lost=lost) for view in views)
    return PanelView(
        titles=element_titles(element),
        good_words=_good_words(views),
        deviating=len(found),
        rows=shelf,
        vitals=_vitals(element, views, shelf, measured(views) if series is None else series, lost=lost),
        cells=cells,
        signs=counted_signs(cells) if len(cells) > FEW else (),
        lost=lost,
    )


def counted_signs(cells: Sequence[Cell]) -> tuple[tuple[Sign, int], ...]:
    """Return how many there are of each sign, the worst first."""
    return counted_signs_of([cell.sign for cell in cells])


def counted_signs_of(signs: Sequence[Sign]) -> tuple[tuple[Sign, int], ...]:
    """Return how many there are of each glyph, the worst first."""
    numbers = Counter(sign.glyph for sign in signs)
    first = {sign.glyph: sign for sign in reversed(signs)}
    return tuple((first[glyph], numbers[glyph]) for glyph in _WORST_FIRST if numbers[glyph])


def _vitals(
    element: ElementClass, views: Sequence[CheckView], shelf: Sequence[Row], series: Measured, *, lost: bool
) -> tuple[Vital, ...]:
    if len(shelf) == 1:
        worst = next(view for view in views if view.id == shelf[0].check)
        own = vital_of_check(worst, grows=True)
        return () if own is None else (own,)
    if shelf:
        return ()
    return tuple(vital_of_pick(chosen, lost=lost) for chosen in picks_of_class(element, series))


def _good_words(views: Sequence[CheckView]) -> str:
    total = len(views)
    good = good_of(views)
    if not total:
        return ""
    return str(total) if good == total else tr("{good}/{total}", good=str(good), total=str(total))


def cell_of(view: CheckView, now: Moment | None, *, lost: bool) -> Cell:
    """Return the cell of a check; without ``now`` it is not told in words."""
    return Cell(
        check=view.id,
        name=view.short or view.name,
        sign=sign_of_check(view),
        state=view.state,
        deviates=not lost and deviates(view),
        spoken=spoken_check(view, now) if now is not None else "",
    )
