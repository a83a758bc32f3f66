"""What the page of one provider, or of all that pays, shows: its state, its figures, what is open."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from app.model.board import CheckView
from app.model.metric import ERROR_RATE, RESPONSE_TIME, base_name
from app.model.quantity import Unit, percent
from app.model.state import State
from widgets.group import Group, Key
from widgets.sign import GLYPH_OF_STATE, Sign, sign_of_check
from widgets.tr import tr
from widgets.views.deviations import deviates, good_of, order
from widgets.views.incident_cards import IncidentsView, incidents_view
from widgets.views.scene import Scene
from widgets.views.telling import beyond
from widgets.views.tiles import Tile, element_tiles
from widgets.views.vitals import Pick, Reading, Vital, pick, vital_of_pick
from widgets.views.words import series_title, since_words, view_word

MOST_FIGURES = 6
_TECHNICAL = ("first_byte", "body_size", "certificate_days", "connect", "resolve", "tls", "days")


class Hero(NamedTuple):
    """The line that is read first: what it is called, its state, how much of the time it was available."""

    title: str
    sign: Sign | None  # None: all good, or nothing known
    state: State
    word: str
    value: str
    what: str
    notes: tuple[str, ...]
    stale: bool

    @property
    def spoken(self) -> str:
        """The line in words."""
        return ", ".join(
            part for part in (self.title, self.word, f"{self.value} {self.what}", self.notes[0]) if part
        )


class Figure(NamedTuple):
    """A figure of the business, or a time, with its chart."""

    vital: Vital
    sign: Sign | None


class Scorecard(NamedTuple):
    """The whole page."""

    hero: Hero
    figures: tuple[Figure, ...]
    groups: dict[Key, Group]
    tiles: tuple[Tile, ...]
    foot: str
    incidents: IncidentsView


def scorecard(title: str, chosen_figures: Sequence[str], scene: Scene) -> Scorecard:
    """Return the page of the checks of a scene; without chosen figures these are chosen by what they are."""
    picks = figure_picks(title, scene, chosen_figures)
    figures = tuple(_figure(chosen, lost=scene.lost) for chosen in picks)
    telling = next((n for n, chosen in enumerate(picks) if _is_share(chosen)), None)
    return Scorecard(
        hero=hero(
            title,
            scene,
            None if telling is None else figures[telling].vital,
            [name for name in chosen_figures if all(name != each.key[1] for each in picks)],
        ),
        figures=figures,
        groups={chosen.key: chosen.group for chosen in picks},
        tiles=element_tiles(scene.views, scene.now),
        foot=tr("Each check, last 15 min, dashed line: limit"),
        incidents=incidents_view(scene.board, scene.now, lost=scene.lost, good=scene.good),
    )


def hero(title: str, scene: Scene, share: Vital | None = None, missing: Sequence[str] = ()) -> Hero:
    """Return the first line of some checks: the worst speaks for them.

    ``missing``: chosen figures of which nothing is known.
    ``share``: of what works, as the inventory measures it; without it the availability is told.
    """
    bad = [] if scene.lost else sorted((view for view in scene.views if deviates(view)), key=order)
    worst = bad[0] if bad else None
    available = _available(scene.views, lost=scene.lost)
    return Hero(
        title=title,
        sign=sign_of_check(worst) if worst else None,
        state=worst.state if worst else State.OK,
        word=_word(worst, scene),
        value=available if share is None else share.value,
        what=tr("available") if share is None else share.labels[0],
        notes=_notes(
            worst, scene, "" if share is None else tr("{share} available", share=available), missing
        ),
        stale=scene.lost or bool(worst and worst.stale),
    )


def _notes(worst: CheckView | None, scene: Scene, available: str, missing: Sequence[str]) -> tuple[str, ...]:
    """Return wordings of the note, the longest first."""
    total = len(scene.views)
    counted = tr("{good} of {total} checks good", good=str(good_of(scene.views)), total=str(total))
    if scene.lost:
        return (tr("as it was, not proved"),)
    number = len(scene.board.incidents)
    incidents = tr("no incident open")
    if number:
        incidents = tr("1 incident open") if number == 1 else tr("{n} incidents open", n=str(number))
    since = tr("for {age}", age=since_words(worst.since, scene.now)) if worst and worst.since else ""
    if missing:
        counted = f"{counted} · {tr('no value: {names}', names=', '.join(missing))}"
    parts = [part for part in (since, counted, incidents, available) if part]
    return (" · ".join(parts), " · ".join(parts[:3]), counted)


def figure_picks(title: str, scene: Scene, chosen: Sequence[str] = ()) -> tuple[Pick, ...]:
    """Return the series that are told: the chosen ones, else those of the business, then the others."""
    if chosen:
        made = (pick(f"page:{title}", (name,), {name: _named(name, scene)}) for name in chosen)
        return tuple(each for each in made if each is not None)
    usual = (RESPONSE_TIME.name, ERROR_RATE.name)
    own = [name for name in scene.measured if name not in usual and name not in _TECHNICAL]
    business = [name for name in own if _of_business(scene.measured[name])]
    wanted = (*business, *usual, *(name for name in own if name not in business))
    found = (pick(f"page:{title}", (name,), scene.measured) for name in wanted)
    return tuple(chosen for chosen in found if chosen is not None)[:MOST_FIGURES]


def _named(name: str, scene: Scene) -> Sequence[Reading]:
    """Return a metric's series, or the one instance that is named (``disk_used:/var``)."""
    readings = scene.measured.get(base_name(name), ())
    return readings if name == base_name(name) else [each for each in readings if each.series.name == name]


def _of_business(readings: Sequence[Reading]) -> bool:
    """Whether a series counts or rates something: players, approvals, calls a second."""
    return readings[0].series.unit in (Unit.COUNT, Unit.RATIO, Unit.PER_SECOND)


def _is_share(chosen: Pick) -> bool:
    """Whether it is the share of something that should be high: launches that work, deposits approved."""
    first = chosen.series[0].series
    return first.unit is Unit.RATIO and first.below


def _figure(chosen: Pick, *, lost: bool) -> Figure:
    title = series_title(chosen.series[0].series) if len(chosen.series) == 1 else ""
    vital = vital_of_pick(chosen, title=title, lost=lost)
    bad = [] if lost else [each for each in chosen.series if deviates(each.view) and beyond(each.series)]
    if not bad:
        return Figure(vital, None)
    worst = min(bad, key=lambda each: (_state(each) is not State.CRITICAL, order(each.view)))
    state, since = _state(worst), worst.view.since
    style = replace(
        vital.style,
        coloured="critical" if state is State.CRITICAL else "warning_line",
        coloured_from=since.wall - worst.view.interval if since else math.inf,
    )
    sign = Sign(GLYPH_OF_STATE[state], taken=sign_of_check(worst.view).taken)
    return Figure(vital._replace(strong=True, style=style), sign)


def _state(reading: Reading) -> State:
    """Return the state that a series itself is in: beyond its usual band alone it is a warning."""
    series = reading.series
    value, limit = series.value, series.critical
    if value is None or limit is None:
        return State.WARNING
    return State.CRITICAL if (value < limit if series.below else value > limit) else State.WARNING


def _word(worst: CheckView | None, scene: Scene) -> str:
    if scene.lost:
        return tr("No fresh proof")
    if worst is not None:
        return view_word(worst)
    waiting = [view for view in scene.views if view.state is State.PENDING]
    if waiting:
        return tr("Waiting for {n} first answers", n=str(len(waiting)))
    return tr("All good") if scene.views else ""


def _available(views: Sequence[CheckView], *, lost: bool) -> str:
    """Return the mean availability over the kept history; without any proof it says so."""
    known = [view.availability for view in views if view.availability is not None]
    if not known or (not lost and all(view.state is State.UNKNOWN for view in views)):
        return tr("No proof")
    return tr("{value} %", value=percent(sum(known) / len(known)))
