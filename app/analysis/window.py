"""The memory of one check: what judging needs of its past."""

import functools
import math
from array import array
from collections.abc import Collection, Mapping

from app.analysis.absence import is_stale
from app.analysis.baseline import Band
from app.analysis.rules.follower import Follower
from app.analysis.rules.making import Followed, follower
from app.analysis.wording import metric_of, wording_of
from app.model.check import Check
from app.model.metric import ERROR_RATE, RESPONSE_TIME, base_name
from app.model.rule import Baseline, Rule, Threshold
from app.model.rule_facts import needs
from app.model.sample import Sample
from app.model.state import State

POINTS = 60
RUNS = 20
# Below so many judged runs an error rate is shown, but not judged.
FEWEST_RUNS = 5
_RUNS_MASK = (1 << RUNS) - 1
# One rule learns the usual of at most so many instances (disks, interfaces) of its metric.
_MOST_BANDS = 32
# So many answers in a row may come without a time to be trusted before that is no proof any more.
_UNTIMED = 3


@functools.lru_cache(4096)
def shared_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first tuple that was equal to this one: most checks have the same metrics and series."""
    return names


class Window:
    """Samples of one check, boiled down. Fed by ``add``, read by ``judge`` and ``check_state``.

    ``shown`` is the state that was shown for the newest sample while it was fresh (``check_state`` sets it);
    a pause of more than three intervals between two results makes it UNKNOWN.
    ``missing`` are the metrics that rules cannot do without and for which a good answer brought no value.
    """

    __slots__ = (
        "_failed",
        "_learned",
        "_points",
        "_runs",
        "_seen",
        "_untimed",
        "answers",
        "check",
        "last",
        "missing",
        "shown",
        "wordings",
    )

    def __init__(self, check: Check) -> None:
        self.check = check
        self.last: Sample | None = None
        self.shown = State.PENDING
        self.answers = 0
        self.missing: tuple[str, ...] = ()
        self.wordings = tuple(wording_of(metric_of(check, rule.metric)) for rule in check.rules)
        self._untimed = 0  # answers in a row whose time was not to be trusted
        self._failed = 0  # one bit a judged run, newest lowest
        self._runs = 0
        self._points: dict[str, array[float]] = {}
        # Made when first needed: most checks learn nothing, and an empty set weighs as much as a sample.
        self._learned: dict[str, dict[str, Band] | Follower] | None = None  # by the rule's id
        self._seen: tuple[str, ...] = ()

    def add(self, sample: Sample) -> None:
        """Take the result of one run."""
        before = self.last
        if before is not None and is_stale(before.ended, self.check.interval, sample.ended):
            self.shown = State.UNKNOWN
        self.last = sample
        self.missing = ()
        error = sample.error
        if error is not None and sample.fault is not State.CRITICAL:
            return
        if self.check.probe.asks:
            self._failed = (self._failed << 1 | (error is not None)) & _RUNS_MASK
            self._runs = min(self._runs + 1, RUNS)
        untimed = error is None and sample.coarse and RESPONSE_TIME.name not in sample.values
        self._untimed = self._untimed + 1 if untimed else 0
        if error is None:
            self.answers += 1
            self._keep(RESPONSE_TIME.name, sample.values.get(RESPONSE_TIME.name))
        self._take_values(answered=error is None)

    @property
    def newest(self) -> Sample:
        """The newest result; there is one."""
        assert self.last is not None
        return self.last

    @property
    def judged(self) -> bool:
        """Whether the newest result says anything of the target."""
        return self.last is not None and self.last.fault in (None, State.CRITICAL)

    @property
    def error_rate(self) -> float | None:
        """Return the share of failed runs (the target's fault) among the last 20 judged ones."""
        return self._failed.bit_count() / self._runs if self._runs else None

    @property
    def enough_runs(self) -> bool:
        """Whether there are enough judged runs to judge the error rate."""
        return self._runs >= FEWEST_RUNS

    def values_of(self, metric: str) -> tuple[tuple[str, float], ...]:
        """Return the newest sample's series that a rule on ``metric`` means, with their values.

        That is the series of this name, or else all instances of the metric. A value that is no finite
        number is no value. The probe's own error rate goes before the one that is counted here.
        """
        values: Mapping[str, float] = self.last.values if self.last is not None else {}
        value = values.get(metric)
        if value is not None:
            return ((metric, value),) if math.isfinite(value) else ()
        if metric == ERROR_RATE.name:
            rate = self.error_rate if self.judged else None
            return () if rate is None else ((metric, rate),)
        return tuple(
            (series, value)
            for series, value in values.items()
            if base_name(series) == metric and math.isfinite(value)
        )

    def recent(self, series: str) -> "array[float]":
        """Return up to 60 newest values (float32, oldest first) of a judged series."""
        return self._points.get(series, array("f"))

    def bands(self, rule: Baseline) -> Mapping[str, Band]:
        """Return the usual bands that ``rule`` has learned, by series."""
        learned = self._learned.get(rule.id) if self._learned is not None else None
        return learned if isinstance(learned, dict) else {}

    def follower(self, rule: Followed) -> Follower:
        """Return what follows ``rule``."""
        if self._learned is None:
            self._learned = {}
        found = self._learned.get(rule.id)
        if found is None or isinstance(found, dict):
            wording = self.wordings[self.check.rules.index(rule)]
            found = self._learned[rule.id] = follower(self.check, rule, wording)
        return found

    def expected(self, rules: Collection[str]) -> list[tuple[str, Follower]]:
        """Return what follows those of these rules (by id) that the check has."""
        return [
            (rule.id, self.follower(rule))
            for rule in self.check.rules
            if rule.id in rules and not isinstance(rule, Threshold | Baseline)
        ]

    def resume(self, sample: Sample) -> None:
        """Take a result that the window before has taken: what was inherited has it already."""
        inherited, self._learned = self._learned, {}
        self.add(sample)
        self._learned |= inherited or {}
        if not self._learned:
            self._learned = None

    def followers(self) -> Mapping[str, Follower]:
        """Return what follows the rules that have something to remember, by the rule's id."""
        learned = self._learned or {}
        return {rule: each for rule, each in learned.items() if not isinstance(each, dict)}

    def inherit(self, before: "Window") -> None:
        """Take over what was learned for rules that are the same in another window of the same series."""
        same = {rule.id for rule in set(self.check.rules) & set(before.check.rules)}
        kept = before._learned or {}  # noqa: SLF001 - of its own kind
        learned = {rule: each for rule, each in kept.items() if rule in same}
        if learned and self.check.interval == before.check.interval:
            self._learned = learned

    def has_seen(self, metric: str) -> bool:
        """Whether this metric ever had a value."""
        return metric in self._seen

    def _take_values(self, *, answered: bool) -> None:
        for rule in self.check.rules:
            if isinstance(rule, Threshold | Baseline):
                self._take_value(rule, rule.metric, answered=answered)
                continue
            for metric in needs(rule):
                self._take_value(rule, metric, answered=answered)
            self.follower(rule).take(self)

    def _take_value(self, rule: Rule, metric: str, *, answered: bool) -> None:
        found = self.values_of(metric)
        if found:
            if metric not in self._seen:
                self._seen = shared_names((*self._seen, metric))
        elif not answered:
            return
        elif metric in needs(rule) and metric not in self.missing and not self._our_fault(metric):
            self.missing = (*self.missing, metric)
        for series, value in found:
            if series != RESPONSE_TIME.name:
                self._keep(series, value)
            if isinstance(rule, Baseline):
                self._learn(rule, series, value)

    def _our_fault(self, metric: str) -> bool:
        """Return whether the runner left out a time because this machine was late, and not for long yet."""
        return metric == RESPONSE_TIME.name and self.has_seen(metric) and 0 < self._untimed < _UNTIMED

    def _keep(self, series: str, value: float | None) -> None:
        if value is None or not math.isfinite(value):
            return
        points = self._points.get(series)
        if points is None:
            points = self._points[series] = array("f")
        elif len(points) >= POINTS:
            del points[0]
        points.append(value)

    def _learn(self, rule: Baseline, series: str, value: float) -> None:
        if self._learned is None:
            self._learned = {}
        bands = self._learned.setdefault(rule.id, {})
        if not isinstance(bands, dict):
            return
        band = bands.get(series)
        if band is None:
            if len(bands) >= _MOST_BANDS:
                return
            unit = self.wordings[self.check.rules.index(rule)].unit
            band = bands[series] = Band(rule, self.check.interval, unit)
        assert self.last is not None
        band.add(value, self.last.ended.mono)
