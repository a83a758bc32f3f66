"""From what is known of a check to the charts of its page."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from app.model.board import CheckView, LimitLine, SeriesView
from app.model.metric import RESPONSE_TIME, base_name
from app.model.past import ChartMark, SpanFigures
from app.model.quantity import Unit, age
from widgets.chart import ChartView
from widgets.strip_paint import Mark
from widgets.tr import tr
from widgets.views.vitals import Vital, vital_of_check
from widgets.views.words import series_title
from widgets.zoom.chart import ZoomView
from widgets.zoom.readings import Curve, Limit
from widgets.zoom.timespan import Timespan

MOST_CURVES = 4
MOST_MARKS = 48
SILENT_ROLLS = 2.5  # roll-ups, or thinned stretches, after which their curve is broken
DAY, WEEK = 86_400.0, 7 * 86_400.0
COMPARED: Mapping[float, str] = {DAY: "yesterday", WEEK: "last week"}


class Known(NamedTuple):
    """What is known of a check. ``rolled``: seconds of a roll-up in the record of the curves, 0 of values."""

    view: CheckView
    limits: tuple[LimitLine, ...] = ()
    marks: tuple[ChartMark, ...] = ()
    figures: Mapping[str, SpanFigures] = {}
    rolled: float = 0.0
    thinned: float = 0.0  # seconds of which few values are left, where there were more
    phases: str | None = None  # of the newest answer, in words; None: the check has none
    rolled_before: Mapping[float, float] = {}  # the same of curves that lay so many seconds earlier


class Shared(NamedTuple):
    """What all charts of a page have alike."""

    window: Timespan
    now: float
    lines: bool  # percentiles as lines
    lost: bool = False


def grouped(view: CheckView) -> tuple[tuple[SeriesView, ...], ...]:
    """Return the series of a check by chart: those of one metric share one, as the disks of a server do."""
    found: dict[tuple[str, Unit], list[SeriesView]] = {}
    for series in view.series:
        found.setdefault((base_name(series.name), series.unit), []).append(series)
    return tuple(tuple(group) for group in found.values())


def group_title(group: Sequence[SeriesView]) -> str:
    """Return what a chart is called."""
    if len(group) == 1:
        return series_title(group[0])
    return series_title(group[0]).rpartition(" ")[0] or series_title(group[0])


def zoom_view(
    known: Known, group: Sequence[SeriesView], curves: tuple[Curve, ...], shared: Shared
) -> ZoomView | None:
    """Return what the chart of some series shows; None where the check has no such series."""
    view, first, window = known.view, group[0], shared.window
    vital = vital_of_check(view, span=window.span, series=first)
    if vital is None:
        return None
    gap = max(vital.style.gap, max(known.rolled, known.thinned) * SILENT_ROLLS)
    beside = max([known.rolled_before.get(curve.shift, 0.0) for curve in curves] or [0.0]) * SILENT_ROLLS
    style = replace(
        vital.style,
        gap=gap,
        gap_beside=max(gap, beside),
        spread=vital.style.decades,
        live=window.live,
        failing=vital.style.failing and window.live,
        dim=shared.lost,
        marks=drawn_marks(known.marks),
        cap=1.0 if first.unit is Unit.RATIO else math.inf,
    )
    figures = known.figures.get(first.name)
    coarse = ""
    if known.rolled and figures is None:
        coarse = tr("averages over {span}, with extremes", span=age(known.rolled))
    chart = ChartView(_title(view, group), vital.value, _notes(vital), first.unit, style, vital.strong)
    return ZoomView(
        chart=chart,
        curves=curves,
        limits=limits_of(known.limits, first),
        marks=known.marks,
        figures=figures,
        lines=shared.lines,
        window=window,
        now=shared.now,
        grain=max(view.interval, known.rolled, known.thinned, window.span / 500),
        coarse=coarse,
        phases=known.phases if first.name == RESPONSE_TIME.name else None,
    )


def drawn_marks(marks: Sequence[ChartMark]) -> tuple[Mark, ...]:
    """Return what a chart draws of what happened to a check, the newest."""
    return tuple(Mark(mark.at, mark.kind.value) for mark in marks[-MOST_MARKS:])


def limits_of(lines: Sequence[LimitLine], series: SeriesView) -> tuple[Limit, ...]:
    """Return the limits of a series, of all rules."""
    wanted = (series.name, base_name(series.name))
    found = [Limit(line.level, line.value, line.below) for line in lines if line.metric in wanted]
    if not found:
        given = (("warning", series.warning), ("critical", series.critical))
        found = [Limit(level, value, series.below) for level, value in given if value is not None]
    return tuple(dict.fromkeys(found))


def compared_words(shift: float) -> str:
    """Return what a curve is called that lay some time earlier."""
    return tr(COMPARED[shift])


def _title(view: CheckView, group: Sequence[SeriesView]) -> str:
    return f"{view.name} · {group_title(group)}"


def _notes(vital: Vital) -> tuple[str, ...]:
    return tuple(part for part in dict.fromkeys((vital.usual, vital.limit)) if part) or ("",)
