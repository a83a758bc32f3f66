"""Vital charts: the few series that tell how a class of elements, or one check, is doing."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import msgspec

from app.model.board import CheckView, SeriesView
from app.model.metric import RESPONSE_TIME
from app.model.quantity import Unit, quantity
from app.model.state import State
from app.model.target import ElementClass
from widgets.group import Group, Key, key_of
from widgets.strip_paint import StripStyle
from widgets.tr import tr
from widgets.views.telling import ANSWER, LOAD, beyond, telling_series
from widgets.views.words import series_title, short_title

SPAN = 900.0
MEMORY = ("memory", "memory_used", "mem_used")
DISK = ("disk_active", "disk_busy", "disk_activity", "disk_read", "disk_io")
ERRORS = ("error_rate",)
LOSS = ("loss", "packet_loss")
TRIP = ("round_trip", "rtt", "response_time")
CONNECTIONS = ("connections", "query_value", "value")
WANTED: dict[ElementClass, tuple[tuple[str, ...], ...]] = {
    ElementClass.APPLICATION_SERVER: (LOAD, MEMORY, ANSWER, ERRORS),
    ElementClass.DATABASE: (ANSWER, CONNECTIONS, ERRORS),
    ElementClass.API: (ANSWER, ERRORS),
    ElementClass.GAME_PROVIDER: (ANSWER, ERRORS),
    ElementClass.PAYMENT: (ANSWER, ERRORS),
    ElementClass.NETWORK: (TRIP, LOSS, ERRORS),
}
_COLOUR = {State.CRITICAL: "critical", State.WARNING: "warning_line", State.UNKNOWN: "unknown"}


class Reading(msgspec.Struct, frozen=True, gc=False):
    """One series of a check. Of tens of thousands the garbage collector need not look at any."""

    view: CheckView
    series: SeriesView


Measured = Mapping[str, Sequence[Reading]]  # by metric without its instance


class Vital(NamedTuple):
    """One chart with its words: labels are wordings, ``usual`` is band or limit."""

    key: Key
    labels: tuple[str, ...]
    value: str
    usual: str
    style: StripStyle
    strong: bool = False  # it deviates: its value stands in the first ink
    limit: str = ""
    unit: Unit = Unit.NONE
    beside: tuple[Key, ...] = ()  # further curves in the same chart


class Pick(NamedTuple):
    """The series of some checks that share one chart."""

    key: Key
    series: tuple[Reading, ...]

    @property
    def fresh(self) -> float:
        """Seconds for which a value counts."""
        return 3 * max([each.view.interval for each in self.series], default=30.0)

    @property
    def group(self) -> Group:
        """The group whose track is drawn."""
        members = tuple([key_of(each.view.id, each.series.name) for each in self.series])
        return Group(members, below=any(each.series.below for each in self.series), fresh=self.fresh)


def measured(views: Sequence[CheckView]) -> Measured:
    """Return the series of some checks by metric: thousands are looked through once for all wishes."""
    return measured_by_class(views)[0]


def measured_by_class(views: Iterable[CheckView]) -> tuple[Measured, dict[ElementClass, Measured]]:
    """Return the series of all checks by metric, and those of each class."""
    everything: dict[str, list[Reading]] = {}
    by_class: dict[ElementClass, dict[str, list[Reading]]] = {element: {} for element in ElementClass}
    for view in views:
        own = by_class[view.element]
        for series in view.series:
            name = series.name.partition(":")[0]
            reading = Reading(view, series)
            for found in (everything, own):
                kept = found.get(name)
                if kept is None:
                    found[name] = [reading]
                else:
                    kept.append(reading)
    return everything, dict(by_class)


def picks_of_class(element: ElementClass, views: Measured, most: int = 2) -> tuple[Pick, ...]:
    """Return what a class shows while all is well, by its order of wishes and in the inventory's order."""
    found = [pick(f"class:{element}", wish, views) for wish in WANTED[element]]
    return tuple(p for p in found if p is not None)[:most]


def pick(name: str, metrics: Iterable[str], views: Measured) -> Pick | None:
    """Return the first of some metrics that any check has, with its series.

    Where some have limits, those alone: beside a limit a larger number that none was set for would read as a
    fault that the wall does not call one.
    """
    for metric in metrics:
        series = views.get(metric)
        if series:
            limited = tuple(
                [
                    each
                    for each in series
                    if each.series.warning is not None or each.series.critical is not None
                ]
            )
            return Pick((name, metric), limited or tuple(series))
    return None


def vital_of_pick(chosen: Pick, *, title: str = "", lost: bool = False) -> Vital:
    """Return the chart of the worst among some series."""
    first = chosen.series[0].series
    fresh = [each.series.value for each in chosen.series if lost or not each.view.stale]
    best = min if first.below else max
    worst = best((value for value in fresh if value is not None), default=None)
    name = title or series_title(first)
    number = len(chosen.series)
    labels = _labels_of_many(first, name) if number > 1 and not title else (name,)
    warning, critical = _strictest(chosen)
    return Vital(
        key=chosen.key,
        labels=labels,
        value=tr("No proof") if worst is None else quantity(worst, first.unit),
        usual=limit_words(first, warning, critical)
        or (usual_words(first, None, None) if number == 1 else ""),
        style=StripStyle(
            span=SPAN,
            gap=chosen.fresh + 10,
            warning=warning,
            critical=critical,
            hold_limit=True,
            decades=first.unit is Unit.SECONDS,
            dim=lost,
            grows=True,
        ),
        unit=first.unit,
    )


def load_and_answer(views: Measured) -> tuple[Pick, ...]:
    """Return the load of all servers and the response time of everything, where they are measured."""
    found = (pick("all:load", LOAD, views), pick("all:answer", ANSWER, views))
    return tuple(chosen for chosen in found if chosen is not None)


def big_chart(chosen: Pick, span: float, *, lost: bool) -> Vital:
    """Return the vital of a pick for a large chart: a longer span, decades where the values span them."""
    vital = vital_of_pick(chosen, lost=lost)
    return vital._replace(style=replace(vital.style, span=span, spread=vital.style.decades, grows=False))


def _labels_of_many(series: SeriesView, name: str) -> tuple[str, ...]:
    """Return what the worst of many is called, the longest first."""
    if series.below:
        return tr("{title}, lowest", title=name), tr("{title}, min", title=name), name
    if series.name == RESPONSE_TIME.name:
        return tr("Slowest answer"), tr("Slowest")
    return tr("{title}, highest", title=name), tr("{title}, max", title=name), name


def _labels_of_one(series: SeriesView) -> tuple[str, ...]:
    return tuple(dict.fromkeys((series_title(series), short_title(series))))


def vital_of_check(
    view: CheckView,
    *,
    span: float = SPAN,
    hold_limit: bool = True,
    grows: bool = False,
    series: SeriesView | None = None,
) -> Vital | None:
    """Return the chart that shows best why a check is as it is, or that of one of its series."""
    telling = telling_series(view)
    series = series or telling
    if series is None:
        return None
    deviates = view.since is not None and view.state in _COLOUR and not view.soft
    deviates = deviates and (series is telling or beyond(series))
    since = view.since.wall if deviates and view.since else math.inf
    failing = view.error is not None and view.state is State.CRITICAL and not view.stale
    value = tr("No proof") if view.stale or series.value is None else quantity(series.value, series.unit)
    return Vital(
        key=(view.id, series.name),
        labels=_labels_of_one(series),
        value=tr("No answer") if failing and series.value is None else value,
        usual=usual_words(series, series.warning, series.critical),
        style=StripStyle(
            span=span,
            gap=3 * view.interval + 10,
            warning=series.warning,
            critical=series.critical,
            hold_limit=hold_limit,
            decades=series.unit is Unit.SECONDS,
            coloured="" if math.isinf(since) else _COLOUR[view.state],
            coloured_from=since - view.interval,
            failing=failing and series.value is None,
            grows=grows,
        ),
        strong=not math.isinf(since),
        unit=series.unit,
        limit=limit_words(series, series.warning, series.critical),
    )


def usual_words(series: SeriesView, warning: float | None, critical: float | None) -> str:
    """Return the usual band, else the limit, in words."""
    if series.low is not None and series.high is not None:
        low, high = quantity(series.low, series.unit), quantity(series.high, series.unit)
        if low.rpartition(" ")[2] == high.rpartition(" ")[2]:
            low = low.rpartition(" ")[0]
        return tr("usual {low} to {high}", low=low, high=high)
    return limit_words(series, warning, critical)


def limit_words(series: SeriesView, warning: float | None, critical: float | None) -> str:
    """Return the milder limit in words, empty where there is none."""
    limit = warning if warning is not None else critical
    return "" if limit is None else tr("limit {limit}", limit=quantity(limit, series.unit))


def _strictest(chosen: Pick) -> tuple[float | None, float | None]:
    below = chosen.series[0].series.below
    best = max if below else min
    warnings = [each.series.warning for each in chosen.series if each.series.warning is not None]
    criticals = [each.series.critical for each in chosen.series if each.series.critical is not None]
    return best(warnings, default=None), best(criticals, default=None)
