"""Tiles of a grid: a check with its value, its usual and its chart."""

from collections.abc import Sequence
from typing import NamedTuple

from app.model.board import CheckView, SeriesView
from app.model.clock import Moment
from app.model.quantity import percent
from app.model.state import State
from widgets.sign import Sign, sign_of_check
from widgets.tr import tr, tr_phrase
from widgets.views.deviations import deviates
from widgets.views.vitals import Vital, vital_of_check
from widgets.views.words import since_words, spoken_check, state_word, view_word

HOUR = 3600.0


class Tile(NamedTuple):
    """One check; ``names`` and ``notes`` are wordings, ``sign`` is None for a healthy one on a chart page."""

    check: str
    names: tuple[str, ...]
    sign: Sign | None
    state: State
    stale: bool
    value: str
    notes: tuple[str, ...]
    vital: Vital | None
    loud: bool
    spoken: str


def chart_tiles(views: Sequence[CheckView], now: Moment) -> tuple[Tile, ...]:
    """Return the small multiples: every check that has a series, scaled to its own band."""
    made = ((view, vital_of_check(view, span=HOUR, hold_limit=False)) for view in views)
    return tuple(_tile(view, vital, now, chart=True) for view, vital in made if vital is not None)


def series_tile(view: CheckView, series: SeriesView, now: Moment, *, span: float) -> Tile:
    """Return the small multiple of one series of a check."""
    return _tile(view, vital_of_check(view, span=span, hold_limit=False, series=series), now, chart=True)


def element_tiles(views: Sequence[CheckView], now: Moment) -> tuple[Tile, ...]:
    """Return all checks of a class, with limits, availability and state in words."""
    return tuple(_tile(view, vital_of_check(view), now, chart=False) for view in views)


def _tile(view: CheckView, vital: Vital | None, now: Moment, *, chart: bool) -> Tile:
    loud = deviates(view)
    plain = chart and view.state is State.OK and not view.soft and not view.maintenance
    return Tile(
        check=view.id,
        names=tuple(dict.fromkeys((view.name, view.short or view.name))),
        sign=None if plain else sign_of_check(view),
        state=view.state,
        stale=view.stale,
        value=_value(view, vital, now),
        notes=_notes(view, vital, now, chart=chart),
        vital=vital,
        loud=loud,
        spoken=spoken_check(view, now),
    )


def _value(view: CheckView, vital: Vital | None, now: Moment) -> str:
    if view.stale:
        return tr("{age} old", age=since_words(view.last, now))
    if view.state is State.PENDING or vital is None:
        return state_word(view.state)
    return vital.value


def _notes(view: CheckView, vital: Vital | None, now: Moment, *, chart: bool) -> tuple[str, ...]:
    if view.maintenance:
        return (f"{view_word(view)} · {view.maintenance}", view_word(view))
    if view.state in (State.OK, State.PENDING) and not view.soft:
        usual = vital.usual if vital else ""
        share = (
            "" if view.availability is None else tr("{value} % available", value=percent(view.availability))
        )
        if chart:
            return (usual,)
        limit = vital.limit if vital and vital.limit != usual else ""
        wordings = (_joined(usual, limit, share), _joined(usual, share), usual or share)
        return tuple(dict.fromkeys(wordings))
    if view.soft:
        return (tr("Checking {n} of {m}", n=str(view.attempt), m=str(view.attempts)),)
    word = view_word(view)
    aged = f"{word} {since_words(view.since, now)}".strip()
    sentence = tr_phrase(view.sentence)
    # Beside a value that is words ("No answer") the age tells more than one word more.
    counts = vital is not None and vital.value[:1].isdigit()
    last = word if counts else since_words(view.since, now) or word
    return (f"{aged} · {sentence}", aged, last) if sentence else (aged, last)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
