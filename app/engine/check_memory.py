"""What the engine keeps of one check besides its alerts."""

import math
from collections.abc import Sequence

from app.alerts.flapping import Flaps
from app.analysis.state import Shown
from app.analysis.window import Window, shared_names
from app.engine.faces import faces_of
from app.engine.reach import leaves_machine
from app.model import outcome, phases
from app.model.check import Check
from app.model.clock import Moment
from app.model.message import Point
from app.model.metric import ERROR_RATE, RESPONSE_TIME
from app.model.ports import Proof
from app.model.sample import Sample
from app.model.state import STALE_AFTER, State
from app.model.verdict import Verdict

_UP = (State.OK, State.WARNING)


class CheckMemory:
    """One check's window, newest verdicts, shown state and proof."""

    __slots__ = (
        "_known",
        "_maintained",
        "_maintained_since",
        "_outcome",
        "_present",
        "_proved_to",
        "_spent_at",
        "_spent_whole",
        "bad",
        "check",
        "faces",
        "flaps",
        "good",
        "late",
        "look_at",
        "maintenance",
        "remembered",
        "remote",
        "shown",
        "since",
        "unknown",
        "verdicts",
        "window",
    )

    def __init__(self, check: Check, now: Moment) -> None:
        self.check = check
        self.remote = leaves_machine(check.probe)
        self.faces = faces_of(check)
        self.window = Window(check)
        self.flaps = Flaps()
        self.verdicts: tuple[Verdict, ...] = ()
        self.shown = Shown()
        self.since = now  # when it came into the shown state
        self.remembered: tuple[State, Moment] | None = None  # the state before a restart, and since when
        self.late = 0.0
        self.look_at = now.mono  # when the shown state may change without a sample
        self.good = 0.0
        self.bad = 0.0
        self.unknown = 0.0
        self.maintenance = 0.0
        self._maintained = 0.0  # seconds in maintenance that no sample has counted yet
        self._maintained_since: float | None = None  # monotonic, while it is in maintenance
        # Names only, and one tuple for all checks that have the same: values are those of the newest sample.
        self._known = _first_series(check)
        self._present: tuple[str, ...] = ()
        self._proved_to: Moment | None = None
        self._outcome: tuple[float, float] | None = None  # the newest one kept, and when
        self._spent_whole = 0.0  # seconds of the newest phases that were kept,
        self._spent_at = -math.inf  # and when that was; two numbers, for there are many of these

    def renew(self, check: Check) -> None:
        """Take a changed entry of the inventory; what can be kept of the past is kept."""
        before, self.check = self.check, check
        self.remote = leaves_machine(check.probe)
        self.faces = faces_of(check)
        if before.probe == check.probe and before.rules == check.rules:
            self.window.check = check
            return
        window = Window(check)
        if before.probe == check.probe:
            window.inherit(self.window)
        if before.probe == check.probe and self.window.last is not None:
            window.resume(self.window.last)
        else:
            self._known, self._present = _first_series(check), ()
            self.flaps = Flaps()
        self.window = window

    def take(self, sample: Sample, late: float) -> tuple[tuple[Point, ...], Proof | None]:
        """Take a sample; return the points to draw and keep, and what it proves."""
        proof = self._prove(sample)
        self.window.add(sample)
        self.late = late
        return self._points(sample), proof

    def ended(self, sample: Sample) -> tuple[Point, ...]:
        """Return what the history alone keeps of a sample: phases, and how it ended if no value says so."""
        return (*self._spent(sample), *self._how(sample))

    def _spent(self, sample: Sample) -> tuple[Point, ...]:
        """Return the phases of a run that is the first for a while, or far slower than the last one kept."""
        if not sample.phases:
            return ()
        at, whole = sample.ended, sum([phase.seconds for phase in sample.phases])
        if not phases.worth_keeping(whole, at.mono, self._spent_whole, self._spent_at):
            return ()
        first = self._spent_at == -math.inf
        self._spent_whole, self._spent_at = whole, at.mono - first * phases.ahead(self.check.id)
        return phases.kept(self.check.id, at.wall, sample.phases)

    def _how(self, sample: Sample) -> tuple[Point, ...]:
        before, at = self._outcome, sample.ended
        number = outcome.encoded(sample)
        if before is None:
            self._outcome = number, at.mono
            number = outcome.encoded(sample, anew=True)
        elif self.window.judged and number == before[0] and at.mono - before[1] < outcome.REPEATED:
            return ()
        else:
            self._outcome = number, at.mono
        return (Point(check=self.check.id, series=outcome.SERIES, at=at.wall, value=number),)

    def restore(self, proof: Proof) -> None:
        """Go on from the proof of earlier runs."""
        self.good, self.bad, self.unknown = proof.good, proof.bad, proof.unknown
        self.maintenance = proof.maintenance

    def maintain(self, on: bool, now: Moment) -> None:
        """Note that the check comes into maintenance, or out of it."""
        if on and self._maintained_since is None:
            self._maintained_since = now.mono
        elif not on and self._maintained_since is not None:
            self._maintained += max(0.0, now.mono - self._maintained_since)
            self._maintained_since = None

    def _prove(self, sample: Sample) -> Proof | None:
        """Count the time since the last sample by what this one says; what is beyond its reach is unknown."""
        before, self._proved_to = self._proved_to, sample.ended
        maintained = self._take_maintained(sample.ended.mono)
        if before is None:
            return None
        whole = max(0.0, sample.ended.seconds_since(before))
        maintenance = min(whole, maintained)
        passed = whole - maintenance
        reach = min(passed, STALE_AFTER * self.check.interval)
        good = bad = 0.0
        if not self.check.probe.asks:  # it asked nothing: what was shown meanwhile is what is known
            state = self.shown.state
            good, bad = reach * (state in _UP), reach * (state is State.CRITICAL)
        elif sample.error is None:
            good = reach
        elif sample.fault is State.CRITICAL:
            bad = reach
        unknown = passed - good - bad
        self.good += good
        self.bad += bad
        self.unknown += unknown
        self.maintenance += maintenance
        return Proof(check=self.check.id, good=good, bad=bad, unknown=unknown, maintenance=maintenance)

    def _take_maintained(self, until: float) -> float:
        """Return the seconds in maintenance since the last sample, which are counted as nothing else."""
        seconds, self._maintained = self._maintained, 0.0
        since = self._maintained_since
        if since is not None:
            seconds += max(0.0, until - since)
            self._maintained_since = max(since, until)
        return seconds

    @property
    def series(self) -> dict[str, float | None]:
        """Every series that ever had a value, with its newest one; None where the newest result has none."""
        values = self._values()
        return {name: values.get(name) for name in self._known}

    def _values(self) -> dict[str, float]:
        last = self.window.last
        if last is None or not self.window.judged:
            return {}
        rate = self.window.error_rate
        return last.values if rate is None else {ERROR_RATE.name: rate} | last.values

    def _points(self, sample: Sample) -> tuple[Point, ...]:
        at, values = sample.ended.wall, self._values()
        check, present = self.check.id, tuple(values)
        points = [Point(check=check, series=name, at=at, value=value) for name, value in values.items()]
        if present != self._present:
            present = shared_names(present)
            gone = tuple(name for name in self._present if name not in values)
            new = tuple(name for name in present if name not in self._known)
            self._known, self._present = shared_names((*self._known, *new)), present
            points += [Point(check=check, series=name, at=at, value=None) for name in gone]
        return tuple(points)

    def banded(self, points: Sequence[Point]) -> tuple[Point, ...]:
        """Return the points with the usual band of then, where a rule has one."""
        bands = {
            verdict.metric: (verdict.low, verdict.high)
            for verdict in self.verdicts
            if verdict.low is not None or verdict.high is not None
        }
        if not bands:
            return tuple(points)
        return tuple(_with_band(point, bands) for point in points)


def _first_series(check: Check) -> tuple[str, ...]:
    """Return the series that a check has before its first result."""
    if not check.probe.asks:
        return ()
    return shared_names((RESPONSE_TIME.name, ERROR_RATE.name) if check.probe.timed else (ERROR_RATE.name,))


def _with_band(point: Point, bands: dict[str, tuple[float | None, float | None]]) -> Point:
    low, high = bands.get(point.series, (None, None))
    return Point(check=point.check, series=point.series, at=point.at, value=point.value, low=low, high=high)
