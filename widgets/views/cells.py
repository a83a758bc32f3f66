"""What the cells of a grid show: a few words each, and where there is room something larger."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from app.model.board import CheckView, Glyph
from app.model.state import State
from app.model.wall import PageKind, PageView, WallCell, WallPage, WidgetKind
from widgets.chart import ChartView
from widgets.group import Key
from widgets.sign import GLYPH_OF_LEVEL, Sign
from widgets.tr import tr
from widgets.views.big_number import big_number
from widgets.views.deviations import deviates, good_of, ranked, row_of
from widgets.views.error_stream import StreamView, stream_view
from widgets.views.incident_cards import IncidentsView, incidents_view
from widgets.views.marks import board_marks
from widgets.views.multiples import series_of
from widgets.views.panel import PanelView, panel_view
from widgets.views.planned import narrowed
from widgets.views.scene import Scene
from widgets.views.tiles import HOUR
from widgets.views.vitals import vital_of_check
from widgets.views.words import clock_time, date_words, element_title, since_words, state_word, view_word


class Words(NamedTuple):
    """A cell in words. ``notes`` are lines."""

    title: str
    value: str
    notes: tuple[str, ...] = ()
    sign: Sign | None = None
    state: State = State.OK
    loud: bool = False  # something is wrong
    stale: bool = False
    spot: str = ""
    text: bool = False  # a text of the inventory: several lines

    @property
    def spoken(self) -> str:
        """The cell in words."""
        return ", ".join(part for part in (self.value, *self.notes) if part)


class Charted(NamedTuple):
    """A chart with the key of its track."""

    view: ChartView
    key: Key


Large = Charted | PanelView | IncidentsView | StreamView


class CellView(NamedTuple):
    """A cell: in words where it is small, else what is larger."""

    words: Words
    large: Large | None = None


def cell_views(page: PageView, scene: Scene) -> tuple[CellView, ...]:
    """Return the cells of a grid."""
    return tuple(
        cell_view(cell, checks, narrowed(checks, scene))
        for cell, checks in zip(page.page.cells, page.cells, strict=True)
    )


def cell_view(cell: WallCell, checks: tuple[str, ...] | None, scene: Scene) -> CellView:
    """Return a cell from the part of the scene that it shows."""
    if cell.widget is WidgetKind.NUMBER:
        return CellView(_number(cell, checks, scene))
    if cell.widget is WidgetKind.CHART:
        return _chart(cell, checks, scene)
    return _MADE[cell.widget](cell, scene)


def _number(cell: WallCell, checks: tuple[str, ...] | None, scene: Scene) -> Words:
    page = WallPage(
        kind=PageKind.BIG_NUMBER, title=cell.title, check=cell.check, series=cell.series, count=cell.count
    )
    found = big_number(PageView(page=page, checks=checks), scene)
    view = _check(cell, scene)
    bad = found.sign is not None and view is not None and deviates(view)
    return Words(
        found.title,
        found.value,
        tuple(note for note in (found.note, found.state) if note),
        found.sign,
        view.state if view is not None else State.CRITICAL,
        loud=bad or (view is None and found.sign is not None),
        stale=found.dim and (view is None or view.stale or view.state is not State.CRITICAL),
        spot=cell.check,
    )


def _chart(cell: WallCell, checks: tuple[str, ...] | None, scene: Scene) -> CellView:
    words, view = _number(cell, checks, scene), _check(cell, scene)
    series = series_of(view, cell.series) if view is not None else None
    if view is None or series is None:
        return CellView(words)
    vital = vital_of_check(view, span=HOUR, series=series)
    if vital is None:
        return CellView(words)
    style = replace(vital.style, spread=vital.style.decades, marks=board_marks(scene.board))
    title = cell.title or tr("{check} · {series}", check=view.short or view.name, series=vital.labels[0])
    chart = ChartView(title, vital.value, (vital.usual,), series.unit, style, strong=vital.strong)
    return CellView(words, Charted(chart, vital.key))


def _check(cell: WallCell, scene: Scene) -> CheckView | None:
    return next((view for view in scene.views if view.id == cell.check), None)


def _state(cell: WallCell, scene: Scene) -> Words:
    """Return the worst of some checks, with its name and why."""
    views = scene.views
    single = views[0].name if len(views) == 1 else tr("Checks")
    title = cell.title or (element_title(cell.element) if cell.element is not None else single)
    counted = tr("{good} of {total} good", good=str(good_of(views)), total=str(len(views)))
    if not views:
        return Words(title, tr("Nothing watched here"), stale=True)
    if scene.lost:
        return Words(title, tr("No proof"), (counted,), Sign(Glyph.UNKNOWN), State.UNKNOWN, stale=True)
    groups = ranked(views)
    if not groups:
        return _calm(title, counted, views)
    row = row_of(groups[0], scene.now)
    word = tr("Stale") if row.stale else state_word(row.state)
    name = " ".join(part for part in (row.names[-1] if len(views) > 1 else "", row.age) if part)
    notes = (name, row.reasons[-1], counted if len(views) > 1 else "")
    return Words(
        title,
        word,
        tuple(note for note in notes if note),
        row.sign,
        row.state,
        loud=True,
        stale=row.stale,
        spot=row.check,
    )


def _calm(title: str, counted: str, views: tuple[CheckView, ...]) -> Words:
    """Return what nothing deviates in: good, or something is tried again, waits, or is planned."""
    waiting = sum(view.state is State.PENDING for view in views)
    planned = sum(bool(view.maintenance) for view in views)
    soft = sum(view.soft for view in views)
    spot = views[0].id
    if waiting:
        value = tr("{n} wait", n=str(waiting)) if len(views) > 1 else state_word(State.PENDING)
        return Words(title, value, (counted,), Sign(Glyph.PENDING), State.PENDING, spot=spot)
    if planned == len(views):
        return Words(title, tr("In maintenance"), (counted,), Sign(Glyph.MAINTENANCE), spot=spot)
    notes = [counted] if len(views) > 1 else []
    notes += [tr("{n} checked again", n=str(soft))] if soft else []
    notes += [tr("{n} in maintenance", n=str(planned))] if planned else []
    value = view_word(views[0]) if len(views) == 1 else tr("Good")
    return Words(title, value, tuple(notes), Sign(Glyph.OK), spot=spot)


def _panel(cell: WallCell, scene: Scene) -> PanelView | None:
    if cell.element is None:
        return None
    panel = panel_view(cell.element, scene.views, scene.now, lost=scene.lost)
    return panel._replace(titles=(cell.title,)) if cell.title else panel


def _incidents(cell: WallCell, scene: Scene) -> Words:
    incidents = scene.board.incidents
    title = cell.title or tr("Incidents")
    if scene.lost:
        return Words(title, tr("No proof"), stale=True)
    waiting = [
        each for each in incidents if not each.taken and each.suppressed is None and not each.blocked_by
    ]
    if not incidents:
        return Words(title, tr("None open"))
    worst = (waiting or incidents)[0]
    note = tr("{n} need someone", n=str(len(waiting))) if waiting else tr("nobody has to come")
    sign = Sign(GLYPH_OF_LEVEL[worst.level], taken=not waiting)
    aged = since_words(worst.began, scene.now)
    return Words(
        title,
        str(len(incidents)),
        (note, tr("longest {age}", age=aged) if aged else ""),
        sign,
        State.CRITICAL if sign.glyph is Glyph.CRITICAL else State.WARNING,
        loud=True,
        spot="page:incidents",
    )


def _errors(cell: WallCell, stream: StreamView) -> Words:
    title, lasting = cell.title or tr("Errors"), [line for line in stream.lines if line.lasts]
    if not lasting:
        return Words(title, tr("None lasts"), (stream.empty,) if not stream.lines else ())
    notes = (tr("lasting now"), f"{lasting[0].name}: {lasting[0].kind}")
    return Words(
        title, str(len(lasting)), notes, lasting[0].sign, State.CRITICAL, loud=True, spot="page:errors"
    )


def _incident_cell(cell: WallCell, scene: Scene) -> CellView:
    view = incidents_view(scene.board, scene.now, lost=scene.lost, good=scene.good)
    return CellView(_incidents(cell, scene), view)


def _error_cell(cell: WallCell, scene: Scene) -> CellView:
    stream = stream_view(scene)
    return CellView(_errors(cell, stream), stream)


def _clock(cell: WallCell, scene: Scene) -> CellView:
    wall = scene.now.wall
    return CellView(Words(cell.title, clock_time(wall, seconds=True), (date_words(wall),)))


_MADE: dict[WidgetKind, Callable[[WallCell, Scene], CellView]] = {
    WidgetKind.STATE: lambda cell, scene: CellView(_state(cell, scene)),
    WidgetKind.CLASS: lambda cell, scene: CellView(_state(cell, scene), _panel(cell, scene)),
    WidgetKind.INCIDENTS: _incident_cell,
    WidgetKind.ERRORS: _error_cell,
    WidgetKind.CLOCK: _clock,
    WidgetKind.TEXT: lambda cell, _: CellView(Words(cell.title, cell.text, text=True)),
}
