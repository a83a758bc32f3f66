"""What a field of checks shows: a mark for each, their counts, and in words what deviates among them."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from app.model.board import CheckView, Glyph
from app.model.clock import Moment
from app.model.quantity import quantity
from app.model.state import State
from app.model.target import ElementClass
from widgets.marks import code_of, counts_of
from widgets.tr import tr, tr_phrase
from widgets.views.deviations import Row, deviates, ranked, row_of
from widgets.views.scene import Scene
from widgets.views.telling import telling_series
from widgets.views.vitals import usual_words
from widgets.views.words import element_titles, since_words, spoken_check, state_word, view_word

MOST_ROWS = 48  # deviations that a shelf is given; it may have room for fewer
MOST_SAID = 10  # deviations of a field that a screen reader is told
NAMED = 400  # checks up to which their names are measured


class Field(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One group of checks in their places. ``codes``: the mark of each, see ``marks``."""

    key: str
    titles: tuple[str, ...]
    codes: bytes
    counts: tuple[tuple[Glyph, int], ...]
    names: tuple[str, ...]
    views: tuple[CheckView, ...]
    said: str
    lost: bool = False


class Shelf(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What deviates: the worst by name; ``states``: of each row how many checks it holds."""

    rows: tuple[Row, ...]
    states: tuple[tuple[State, int], ...]
    calm: str  # what stands there when nothing deviates


class Fields(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All fields of a page, with the shelf above."""

    fields: tuple[Field, ...]
    shelf: Shelf
    now: Moment

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many checks each field holds."""
        return tuple(len(field.codes) for field in self.fields)


def fields_of(scene: Scene) -> Fields:
    """Return a field for each class that has checks."""
    named = len(scene.views) <= NAMED
    groups = [(element, tuple(views)) for element, views in scene.by_class.items() if views]
    return Fields(
        fields=tuple(_field(element, views, scene, named=named) for element, views in groups),
        shelf=shelf_of(scene),
        now=scene.now,
    )


def _field(element: ElementClass, views: tuple[CheckView, ...], scene: Scene, *, named: bool) -> Field:
    codes = bytes(map(code_of, views))
    counts = counts_of(codes)
    titles = element_titles(element)
    return Field(
        key=element.value,
        titles=titles,
        codes=codes,
        counts=counts,
        names=tuple(view.short or view.name for view in views) if named else (),
        views=views,
        said=said_of(titles[0], counts, () if scene.lost else views, scene.now),
        lost=scene.lost,
    )


def said_of(title: str, counts: Sequence[tuple[Glyph, int]], views: Sequence[CheckView], now: Moment) -> str:
    """Return a field in words: its counts, then by name what deviates, the rest of it as a number."""
    numbers = ", ".join(f"{number:,} {glyph_word(glyph)}" for glyph, number in counts)
    bad = [view for view in views if deviates(view)]
    told = [spoken_check(view, now) for view in bad[:MOST_SAID]]
    if len(bad) > MOST_SAID:
        told.append(tr("{n} more deviate", n=f"{len(bad) - MOST_SAID:,}"))
    return ". ".join((f"{title}: {numbers}", *told))


def shelf_of(scene: Scene) -> Shelf:
    """Return the deviations of a scene, worst and untaken first."""
    found = [] if scene.lost else ranked(scene.views)
    worst = [min((view.state for view in group), key=_RANK.__getitem__) for group in found]
    return Shelf(
        rows=tuple(row_of(group, scene.now) for group in found[:MOST_ROWS]),
        states=tuple((state, len(group)) for state, group in zip(worst, found, strict=True)),
        calm=tr("No fresh proof") if scene.lost else tr("Nothing deviates now"),
    )


def rest_words(states: Sequence[tuple[State, int]]) -> str:
    """Return in words how many checks deviate that have no row; empty where all have."""
    numbers: Counter[State] = Counter()
    for state, number in states:
        numbers[state] += number
    told = [f"{numbers[state]:,} {state_word(state)}" for state in _RANK if numbers[state]]
    return tr("and {n} more: {parts}", n=f"{numbers.total():,}", parts=", ".join(told)) if told else ""


def glyph_word(glyph: Glyph) -> str:
    """Return the word of a count."""
    return {
        Glyph.CRITICAL: tr("Critical"),
        Glyph.UNKNOWN: tr("Unknown"),
        Glyph.WARNING: tr("Warning"),
        Glyph.MAINTENANCE: tr("In maintenance"),
        Glyph.PENDING: tr("Waiting"),
    }.get(glyph, tr("OK"))


def read_out(view: CheckView, now: Moment) -> tuple[str, ...]:
    """Return wordings of one check for the line below the fields, the longest first."""
    head = " ".join(part for part in (view_word(view), since_words(view.since, now)) if part)
    series = telling_series(view)
    value = ""
    if series is not None and series.value is not None and not view.stale:
        value = quantity(series.value, series.unit)
        usual = usual_words(series, series.warning, series.critical)
        value = f"{value} ({usual})" if usual else value
    parts = (view.name, head, value, tr_phrase(view.sentence), view.address)
    kept = [part for part in parts if part]
    return tuple(" · ".join(kept[:most]) for most in range(len(kept), 0, -1))


_RANK = {State.CRITICAL: 0, State.UNKNOWN: 1, State.WARNING: 2, State.PENDING: 3, State.OK: 4}
