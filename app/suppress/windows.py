"""The book of maintenance windows: which last now, and what they cover."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, tzinfo

from msgspec.structs import replace

from app.model.clock import Moment
from app.model.intent import PlanMaintenance
from app.model.maintenance import Fixed, Flexible, Maintenance, Recurring, Run
from app.model.matcher import MOST, OF_FINDINGS, Labels, Matcher, match
from app.model.phrase import foreign
from app.suppress.calendar import Span, present_or_next
from app.suppress.silences import LONGEST, NotPossible

MOST_WINDOWS = 500  # that people planned
_KEPT = 100  # planned windows that are over
_REASON = 500


class WindowBook:
    """Windows of the inventory and of people, and the occurrence of each that began last."""

    def __init__(self) -> None:
        self._zone: tzinfo = UTC
        self._windows: dict[str, Maintenance] = {}
        self._runs: dict[str, Run] = {}
        self._next = 1
        self._covers: dict[str, frozenset[str]] = {}
        self._due: dict[str, tuple[float, Span | None]] = {}  # when it was looked at, and the next occurrence
        self._running: dict[str, tuple[str, ...]] = {}  # by check

    def restore(self, windows: Iterable[Maintenance], runs: Iterable[Run]) -> None:
        """Take over what earlier runs of the program left."""
        for window in windows:
            self._windows[window.id] = window
            self._next = max(self._next, _number(window.id) + 1)
        self._runs = {run.window: run for run in runs}

    def take(self, listed: Sequence[Maintenance], things: Mapping[str, Labels], zone: tzinfo) -> None:
        """Take the windows of an inventory, its checks with their labels, and its time zone."""
        before = self._windows
        planned = {name: each for name, each in before.items() if not each.listed}
        self._windows = {each.id: each for each in listed} | planned
        self._zone, self._due = zone, {}
        for each in listed:
            if each.id in before and before[each.id].plan != each.plan:
                self._runs.pop(each.id, None)  # what it is now planned to be begins anew
        self._covers = {name: _covered(each.matchers, things) for name, each in self._windows.items()}

    @property
    def all(self) -> Sequence[Maintenance]:
        """Every window, those of the inventory first."""
        return tuple(self._windows.values())

    def find(self, what: str) -> Maintenance | None:
        """Return a window by its id or name."""
        return self._windows.get(what) or self._windows.get(what.strip().upper())

    def covers(self, window: str) -> frozenset[str]:
        """Return the checks that a window means."""
        return self._covers.get(window, frozenset())

    def run_of(self, window: str) -> Run | None:
        """Return the newest occurrence that began."""
        return self._runs.get(window)

    def over_check(self, check: str) -> tuple[Maintenance, Run] | None:
        """Return the window that a check is in, the one that lasts longest, with its occurrence."""
        names = self._running.get(check)
        if not names:
            return None
        name = max(names, key=lambda each: self._runs[each].until.mono)
        return self._windows[name], self._runs[name]

    def next_of(self, window: Maintenance, now: Moment) -> Span | None:
        """Return the occurrence of a window that is due now, or the next one."""
        looked, span = self._due.get(window.id, (now.wall + 1, None))
        if now.wall < looked or (span is not None and now.wall >= span.end):
            span = None if window.ended is not None else present_or_next(window.plan, self._zone, now.wall)
            self._due[window.id] = now.wall, span
        return span

    def planned(
        self, wish: PlanMaintenance, who: str, things: Mapping[str, Labels], now: Moment
    ) -> Maintenance:
        """Return the window that a wish plans; raises ``NotPossible``."""
        reason = foreign(wish.reason, _REASON)
        _object_to(wish.matchers, reason)
        plan = wish.plan or Fixed(start=now.wall, end=now.wall + wish.seconds)
        if not isinstance(plan, Recurring) and not (
            now.wall < plan.end and 0 < plan.end - plan.start <= LONGEST
        ):
            raise NotPossible("a window ends after its start and after now, within a year")
        if sum(not each.listed and each.ended is None for each in self.all) >= MOST_WINDOWS:
            raise NotPossible(f"there are {MOST_WINDOWS} planned windows already: end some")
        window = Maintenance(
            id=f"M-{self._next}", matchers=wish.matchers, author=who, reason=reason, plan=plan, made=now
        )
        if self.next_of(window, now) is None:
            raise NotPossible("this window never comes")
        self._next += 1
        self._windows[window.id] = window
        self._covers[window.id] = _covered(window.matchers, things)
        return window

    def ended(self, what: str, now: Moment) -> tuple[Maintenance, Run | None]:
        """Return the window that is taken back, and its occurrence that this cuts short.

        Of a window of the inventory only that one ends. Raises ``NotPossible``.
        """
        window = self.find(what)
        if window is None or window.ended is not None:
            raise NotPossible(f"no maintenance window is called {foreign(what, 60)!r}")
        run = self._runs.get(window.id)
        active = run is not None and run.active(now)
        if window.listed and not active:
            raise NotPossible(
                f"{window.id} does not last now; it stands in the inventory, which plans it anew"
            )
        if not window.listed:
            window = replace(window, ended=now)
            self._windows[window.id] = window
            self._due.pop(window.id, None)
        if run is None or not active:
            return window, None
        run = self._runs[window.id] = replace(run, ended=now)
        return window, run

    def fired(self, check: str, now: Moment) -> tuple[Run, ...]:
        """Return the occurrences of flexible windows that an alert of this check begins by firing now."""
        return tuple(
            self._begin(window, span, window.plan.lasts, now)
            for window in self._windows.values()
            if isinstance(window.plan, Flexible)
            and check in self.covers(window.id)
            and (span := self._may_begin(window, now)) is not None
        )

    def tick(self, now: Moment) -> tuple[Run, ...]:
        """Return the occurrences that begin now by the calendar."""
        return tuple(
            self._begin(window, span, span.end - now.wall, now)
            for window in self._windows.values()
            if not isinstance(window.plan, Flexible) and (span := self._may_begin(window, now)) is not None
        )

    def settle(self, now: Moment) -> frozenset[str]:
        """Look at which windows last now; return the checks for which that changed."""
        before = self._running
        running: dict[str, tuple[str, ...]] = {}
        for name, run in self._runs.items():
            if name in self._windows and run.active(now):
                for check in self.covers(name):
                    running[check] = (*running.get(check, ()), name)
        self._running = running
        self._prune(now)
        return frozenset(
            check for check in before.keys() | running.keys() if before.get(check) != running.get(check)
        )

    def lasting(self, now: Moment) -> frozenset[str]:
        """Return the windows that last now."""
        return frozenset(name for name in self._windows if (run := self._runs.get(name)) and run.active(now))

    def _may_begin(self, window: Maintenance, now: Moment) -> Span | None:
        """Return the occurrence that is due and has not been yet, also where the clock was put back."""
        if window.ended is not None:
            return None
        span, run = self.next_of(window, now), self._runs.get(window.id)
        if (
            span is None
            or now.wall < span.start
            or (run is not None and (run.active(now) or run.start == span.start))
        ):
            return None
        return span

    def _begin(self, window: Maintenance, span: Span, seconds: float, now: Moment) -> Run:
        run = Run(window=window.id, start=span.start, began=now, until=now.later(seconds))
        self._runs[window.id] = run
        return run

    def _prune(self, now: Moment) -> None:
        planned = [each for each in self._windows.values() if not each.listed]
        if len(planned) <= _KEPT:
            return
        over = [
            each for each in planned if each.id not in self.lasting(now) and self.next_of(each, now) is None
        ]
        for each in over[:-_KEPT]:
            del self._windows[each.id]
            self._runs.pop(each.id, None)


def _covered(matchers: Sequence[Matcher], things: Mapping[str, Labels]) -> frozenset[str]:
    return frozenset(check for check, labels in things.items() if match(matchers, labels))


def _object_to(matchers: Sequence[Matcher], reason: str) -> None:
    if not matchers:
        raise NotPossible("a maintenance window needs a matcher, as target=core-db")
    if len(matchers) > MOST:
        raise NotPossible(f"a maintenance window has at most {MOST} matchers")
    finding = next((each.label for each in matchers if each.label in OF_FINDINGS), None)
    if finding is not None:
        raise NotPossible(
            f"work is planned on things, and {finding} says what is wrong with one: use a silence"
        )
    if not reason:
        raise NotPossible("a maintenance window needs a reason, for those who come after you")


def _number(name: str) -> int:
    tail = name.rpartition("-")[2]
    return int(tail) if name.startswith("M-") and tail.isdecimal() else 0
