"""The check that is looked into: its newest view, its limits, and which of its charts are chosen."""

from collections.abc import Mapping, Sequence

from app.model.board import CheckDetail, CheckView, LimitLine, SeriesView
from app.model.metric import base_name, instance_name
from app.model.probe import Phase
from app.model.quantity import Unit
from app.shell.zoom.past import Record
from app.shell.zoom.phases import newest_words
from widgets.tr import tr
from widgets.views.telling import telling_series
from widgets.zoom.composing import MOST_CURVES, compared_words, group_title, grouped
from widgets.zoom.page import MOST
from widgets.zoom.readings import Curve


class Subject:
    """``metric``: base name of the one chart that is shown; empty: all; None: the telling one."""

    def __init__(self, check: str, metric: str | None) -> None:
        self.check = check
        self.view: CheckView | None = None
        self.limits: tuple[LimitLine, ...] = ()
        self.metric = metric
        self.phased = False  # there are phases of its answers
        self._newest: tuple[Phase, ...] = ()

    def take(self, detail: CheckDetail) -> None:
        """Take what the engine told."""
        self.view, self.limits = detail.view, detail.lines
        self._newest = detail.phases
        self.phased = self.phased or len(detail.phases) > 1
        if self.metric is None:
            telling = telling_series(detail.view)
            self.metric = base_name(telling.name) if telling is not None else ""

    @property
    def phases(self) -> str | None:
        """The phases of the newest answer in words; None where this check has none."""
        return newest_words(self._newest) if self.phased else None

    def offered(self) -> list[tuple[str, str]]:
        """Return name and title of each chart there is."""
        groups = grouped(self.view) if self.view is not None else ()
        return [(base_name(group[0].name), group_title(group)) for group in groups]

    def groups(self) -> Sequence[Sequence[SeriesView]]:
        """Return the series of each chart that is shown."""
        groups = grouped(self.view) if self.view is not None else ()
        chosen = [group for group in groups if self.metric in ("", base_name(group[0].name))]
        return (chosen or groups)[:MOST]

    def names(self) -> tuple[str, ...]:
        """Return the series that are shown."""
        return tuple(series.name for group in self.groups() for series in group[:MOST_CURVES])

    def units(self) -> Mapping[str, Unit]:
        """Return the units of these."""
        return {series.name: series.unit for group in self.groups() for series in group}


def curves_of(record: Record, group: Sequence[SeriesView]) -> tuple[Curve, ...]:
    """Return the curves of a chart: the judged series, what it was before, and its companions."""
    first, *others = group[:MOST_CURVES]
    track = record.tracks.get((first.name, 0.0))
    if track is None:
        return ()
    curves = [Curve(_name(first), track)]
    for shift in record.rolled_before:
        before = record.tracks.get((first.name, shift))
        if before is not None:
            when = compared_words(shift)
            empty = record.loaded and before.first_at is None
            name = tr("{when}: nothing recorded", when=when) if empty else when
            curves.append(Curve(name, before, shift))
    for series in others:
        companion = record.tracks.get((series.name, 0.0))
        if companion is not None:
            curves.append(Curve(_name(series), companion))
    return tuple(curves)


def _name(series: SeriesView) -> str:
    return instance_name(series.name) or tr("now")
