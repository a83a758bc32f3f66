"""The recorded past under two sets of rules at once, and what the difference is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.alerts.book import AlertBook
from app.analysis.rules.company import Company
from app.model.check import Check
from app.model.clock import Moment
from app.model.replay import CheckReplay, Firing, Missed, Replay
from app.model.rule import FLAPPING
from app.model.rule_facts import reach
from app.model.sample import Sample
from app.model.state import STALE_AFTER, State
from app.model.target import Target
from app.model.value import Value
from app.model.verdict import Level
from app.replay.lane import Lane
from app.replay.recorded import Recorded, Values
from app.replay.track import Track, by_check, covered, length, load, tally, without

Row = tuple[float, str, Values]  # wall time, check, what was recorded of the run

_LEARNING: Final = 3600.0  # the outcome of a run is said anew once an hour
_RUNS: Final = 21  # results that flapping and error rates look back on


class Pair(Value, frozen=True, kw_only=True):
    """A check as it is and as it would be; None where there is none."""

    present: Check | None
    changed: Check | None
    beside: bool = False  # it is there for those that are judged by it, and not counted

    @property
    def either(self) -> Check:
        """One of them; both have the same id."""
        found = self.changed or self.present
        assert found is not None
        return found

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that differ; empty where more than rules differ, or nothing does."""
        if self.present is None or self.changed is None or _timing(self.present) != _timing(self.changed):
            return ()
        before = {rule.id: rule for rule in self.present.rules}
        after = {rule.id: rule for rule in self.changed.rules}
        return tuple(name for name in {**before, **after} if before.get(name) != after.get(name))

    @property
    def differs(self) -> bool:
        """Whether anything that alerts follow from differs."""
        return bool(self.rules) or (
            self.present is None or self.changed is None or _timing(self.present) != _timing(self.changed)
        )


def warm_up(pairs: Iterable[Pair]) -> float:
    """Return for how many seconds before the time that is counted the rules must have looked already."""
    needed = [_LEARNING]
    for check in (each for pair in pairs for each in (pair.present, pair.changed) if each is not None):
        needed.append(_RUNS * check.interval)
        needed += [reach(rule) for rule in check.rules]
    return max(needed)


class Comparison:
    """Takes rows in the order of time; ``replay`` says what came of them."""

    def __init__(self, pairs: Sequence[Pair], since: float, targets: Iterable[Target] = ()) -> None:
        self._pairs = {pair.either.id: pair for pair in pairs}
        known = {target.id: target for target in targets}
        self._since = since
        self._recorded = {name: Recorded(pair.either) for name, pair in self._pairs.items()}
        self._sides = (
            _Side([pair.present for pair in pairs], since, known),
            _Side([pair.changed for pair in pairs], since, known),
        )
        silent = (pair.either for pair in pairs if not pair.either.probe.asks)
        self._silent = {check.id: check.interval for check in silent}  # they only judge others
        self._results = dict.fromkeys(self._pairs, 0)
        self._unknown = dict.fromkeys(self._pairs, 0)
        self._newest: dict[str, float] = {}
        self._first: float | None = None
        self.until = since

    def take(self, row: Row) -> None:
        """Take what was recorded of one run; what is not newer than the run before is passed over."""
        at, name, values = row
        recorded = self._recorded.get(name)
        if recorded is None or name in self._silent or at <= self._newest.get(name, float("-inf")):
            return
        for each, interval in self._silent.items():
            self._catch_up(each, at, interval)
        sample = recorded.sample(at, values)
        if sample is not None and self._judge(name, sample, anew=recorded.anew):
            for each in self._silent:
                self._look(each, at)  # at once, as the engine does where a member changed

    def _catch_up(self, name: str, at: float, interval: float) -> None:
        """Let a check that only judges others look each interval; not while nothing was recorded."""
        last = self._newest.get(name)
        if last is None or at - last > STALE_AFTER * interval:
            self._look(name, at)
            return
        while (last := last + interval) <= at:
            self._look(name, last)

    def _look(self, name: str, at: float) -> None:
        moment = Moment(wall=at, mono=at)
        if at > self._newest.get(name, float("-inf")):
            self._judge(name, Sample(check=name, started=moment, ended=moment), anew=False)

    def _judge(self, name: str, sample: Sample, *, anew: bool) -> bool:
        """Judge a result under both sets of rules; return whether any alert changed."""
        at = self._newest[name] = sample.ended.wall
        self._first = at if self._first is None else self._first
        self.until = max(self.until, at)
        if at >= self._since:
            judged = sample.fault in (None, State.CRITICAL)
            (self._results if judged else self._unknown)[name] += 1
        changed = [side.take(name, sample, anew=anew) for side in self._sides]
        return any(changed)

    def replay(self) -> Replay:
        """Return both courses and their difference."""
        both = [by_check(side.track.firings(self.until)) for side in self._sides]
        checks = tuple(self._check(name, *(side.get(name, []) for side in both)) for name in self._counting)
        begun = max(self._since, self._first or self._since)  # the record may be younger than what was asked
        present, changed = ([each for mine in side.values() for each in self._counted(mine)] for side in both)
        return Replay(
            since=self._since,
            until=self.until,
            first=self._first,
            skipped=sum(each.skipped for each in self._recorded.values()),
            checks=checks,
            present=tally(present),
            changed=tally(changed),
            present_load=load(present, begun, self.until),
            changed_load=load(changed, begun, self.until),
            missed=_together([each.missed for each in checks]),
            added=_together([each.added for each in checks]),
            present_firings=_in_order(present),
            changed_firings=_in_order(changed),
        )

    def _counted(self, firings: Iterable[Firing]) -> list[Firing]:
        """Return the firings of the rules that differ; flapping follows from all of them."""
        return [each for each in firings if self._counts(each)]

    @property
    def _counting(self) -> Iterable[str]:
        return (name for name, pair in self._pairs.items() if not pair.beside)

    def _counts(self, firing: Firing) -> bool:
        pair = self._pairs[firing.check]
        if pair.beside:
            return False
        rules = pair.rules
        return not rules or firing.rule in rules or firing.rule == FLAPPING

    def _check(self, name: str, present: Sequence[Firing], changed: Sequence[Firing]) -> CheckReplay:
        return CheckReplay(
            check=name,
            rules=self._pairs[name].rules,
            results=self._results[name],
            unknown=self._unknown[name],
            present=tally(self._counted(present)),
            changed=tally(self._counted(changed)),
            missed=missed(self._counted(present), changed),
            added=missed(self._counted(changed), present),
        )


def missed(firings: Sequence[Firing], others: Sequence[Firing]) -> Missed:
    """Return what of the firings of one check is not covered by any of its others, of whatever rule."""
    theirs = covered(others)
    critical = without(covered(firings, Level.CRITICAL), covered(others, Level.CRITICAL))
    return Missed(
        seconds=length(without(covered(firings), theirs)),
        critical=length(critical),
        whole=sum(_is_whole(each, theirs) for each in firings if not each.before),
    )


def _is_whole(firing: Firing, others: Sequence[tuple[float, float]]) -> bool:
    return not any(begin <= firing.end and end >= firing.hard for begin, end in others)


def _in_order(firings: Iterable[Firing]) -> tuple[Firing, ...]:
    return tuple(sorted(firings, key=lambda each: each.hard))


def _together(parts: Sequence[Missed]) -> Missed:
    return Missed(
        seconds=sum(each.seconds for each in parts),
        critical=sum(each.critical for each in parts),
        whole=sum(each.whole for each in parts),
    )


def _timing(check: Check) -> tuple[object, ...]:
    return (check.interval, check.attempts, check.recover_hold, check.flapping, check.enabled)


class _Side:
    """All checks under one set of rules."""

    def __init__(self, checks: Iterable[Check | None], since: float, targets: Mapping[str, Target]) -> None:
        self.track = Track(since)
        book = AlertBook()
        known = [check for check in checks if check is not None and check.enabled]
        self._lanes = {check.id: Lane(check, book) for check in known}
        self._company = Company(find=self._lanes.get, alerts=book.of)
        self._company.index(targets, known)

    def take(self, name: str, sample: Sample, *, anew: bool) -> bool:
        """Take a result; return whether an alert changed."""
        lane = self._lanes.get(name)
        if lane is None:
            return False
        changed = False
        for change in lane.take(sample, self._company, anew=anew):
            self.track.take(change)
            changed = True
        return changed
