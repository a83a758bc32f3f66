"""Small multiples of one series: every check that has it, each scaled to its own band."""

from collections.abc import Sequence

from app.model.board import CheckView, SeriesView
from app.model.metric import RESPONSE_TIME, base_name
from app.model.state import State
from widgets.tr import tr
from widgets.views.scene import Scene
from widgets.views.telling import beyond
from widgets.views.tiles import HOUR, Tile, series_tile
from widgets.views.words import series_title


def multiples(series: str, scene: Scene) -> tuple[tuple[Tile, ...], str]:
    """Return the tiles and the sentence below them; ``series`` empty: response times."""
    name = series or RESPONSE_TIME.name
    found = [(view, each) for view in scene.views if (each := series_of(view, name)) is not None]
    tiles = tuple(series_tile(view, each, scene.now, span=HOUR) for view, each in found)
    return tiles, _foot(name, found)


def series_of(view: CheckView, name: str) -> SeriesView | None:
    """Return the series of a check by its name; of several instances one that is beyond its limit, if any."""
    exact = [each for each in view.series if each.name == name]
    found = exact or [each for each in view.series if base_name(each.name) == name]
    return next((each for each in found if beyond(each)), next(iter(found), None))


def _foot(name: str, found: Sequence[tuple[CheckView, SeriesView]]) -> str:
    if not found:
        return tr("No check here measures {series}", series=name)
    usual = sum(
        view.state is State.OK and not view.soft and not view.maintenance and not beyond(each)
        for view, each in found
    )
    return tr(
        "{title}, last 60 min · {usual} of {total} as usual",
        title=series_title(found[0][1]) if len({each.title for _, each in found}) == 1 else name,
        usual=str(usual),
        total=str(len(found)),
    )
