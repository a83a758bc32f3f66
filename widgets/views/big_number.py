"""One number, as large as the page allows."""

from typing import NamedTuple

from app.model.board import CheckView, Glyph, SeriesView
from app.model.quantity import quantity
from app.model.state import State
from app.model.wall import Counted, PageView
from widgets.sign import Sign, sign_of_check
from widgets.tr import tr
from widgets.views.deviations import counted, deviates, order, with_note
from widgets.views.head import loudest
from widgets.views.planned import page_title
from widgets.views.scene import Scene
from widgets.views.telling import breaks
from widgets.views.vitals import limit_words, usual_words
from widgets.views.words import series_title, since_words, view_word

_GLYPHS = {
    "critical": Glyph.CRITICAL,
    "warning": Glyph.WARNING,
    "unknown": Glyph.UNKNOWN,
    "maintenance": Glyph.MAINTENANCE,
    "ok": Glyph.OK,
    "incidents": Glyph.CRITICAL,
    "untaken": Glyph.CRITICAL,
}


class BigNumber(NamedTuple):
    """The page in words; ``sign`` None: nothing is wrong with it. ``dim``: it is not proved."""

    title: str
    value: str
    note: str
    state: str
    sign: Sign | None
    dim: bool = False


def big_number(view: PageView, scene: Scene) -> BigNumber:
    """Return the number of a page; where nothing is proved it says so and shows none."""
    page = view.page
    if page.count is not None:
        return _count(page.count, page.title, scene)
    found = next((each for each in scene.views if each.id == page.check), None)
    title = page.title or (found.name if found is not None else page_title(view))
    if found is None:
        return BigNumber(
            title, tr("No proof"), tr("There is no check {name}", name=page.check), "", None, dim=True
        )
    return _series(found, page.series, title, scene)


def _series(view: CheckView, name: str, title: str, scene: Scene) -> BigNumber:
    series = next((each for each in view.series if each.name == name), None)
    proved = not view.stale and series is not None and series.value is not None
    silent = view.error is not None and view.state is State.CRITICAL and not view.stale
    value = tr("No answer") if silent else tr("No proof")
    if proved and series is not None and series.value is not None:
        value = quantity(series.value, series.unit)
    notes = [series_title(series), _compared(series)] if series else []
    state = _state(view, scene)
    well = view.state is State.OK and not view.maintenance
    note = " · ".join(text for text in notes if text)
    return BigNumber(title, value, note, state, None if well else sign_of_check(view), dim=not proved)


def _compared(series: SeriesView) -> str:
    """Return what to compare it with: the limit that is broken, else the usual or the milder limit."""
    if breaks(series, series.critical):
        return limit_words(series, series.critical, None)
    return usual_words(series, series.warning, series.critical)


def _state(view: CheckView, scene: Scene) -> str:
    """Return how it is, since when, who has it, and how old the answer is."""
    parts = [view_word(view)]
    if deviates(view):
        parts = [with_note((f"{parts[0]} {since_words(view.since, scene.now)}".strip(),), view)[0]]
        if order(view) == 0:
            parts.append(tr("Nobody has it yet"))
    if view.last is not None:
        parts.append(tr("measured {age} ago", age=since_words(view.last, scene.now)))
    return " · ".join(parts)


def _count(count: Counted, title: str, scene: Scene) -> BigNumber:
    names: dict[str, str] = {
        "critical": tr("Critical"),
        "warning": tr("Warning"),
        "unknown": tr("Unknown"),
        "maintenance": tr("In maintenance"),
        "ok": tr("Good"),
        "incidents": tr("Open incidents"),
        "untaken": tr("Incidents nobody has"),
    }
    incidents = scene.board.incidents
    if count == "incidents":
        number = len(incidents)
    elif count == "untaken":
        number = sum(not each.cared_for for each in incidents)
    else:
        number = getattr(counted(scene.views), count)
    total = len(scene.views)
    note = tr("of {n} checks", n=str(total)) if total != 1 else tr("of 1 check")
    if scene.lost and count in ("incidents", "untaken"):
        return BigNumber(title or names[count], tr("No proof"), "", "", None, dim=True)
    if count == "untaken":
        note = tr("of {n} open", n=str(len(incidents))) if incidents else ""
    elif count == "incidents":
        note = ""
    bad = number and count not in ("ok", "maintenance")
    state = loudest(scene.board) if bad and count in ("incidents", "untaken") else ""
    return BigNumber(title or names[count], str(number), note, state, Sign(_GLYPHS[count]) if bad else None)
