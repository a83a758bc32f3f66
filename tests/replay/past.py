"""A recorded past, made as the engine makes one, and what the engine's own path says of it."""

from collections.abc import Sequence

from app.alerts.book import AlertBook
from app.alerts.moves import moves
from app.alerts.nodata import no_data
from app.analysis.absence import is_stale
from app.analysis.judge import judge
from app.analysis.state import check_state
from app.engine.check_memory import CheckMemory
from app.engine.rule_keeper import restore
from app.model.alert import AlertChange
from app.model.check import Check
from app.model.clock import Moment
from app.model.message import Point
from app.model.ports import RuleMemory
from app.model.sample import Sample
from app.replay.compare import Comparison, Pair, Row
from app.replay.recorded import Values


class Recorder:
    """One check as the engine keeps it: its points, and the changes of its alerts."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self.book = AlertBook()
        self.points: list[Point] = []
        self.changes: list[AlertChange] = []
        self._memory: CheckMemory | None = None
        self._kept: list[RuleMemory] = []

    def take(self, sample: Sample) -> None:
        if self._memory is None:
            self._memory = CheckMemory(self.check, sample.ended)
            restore(self._memory, self._kept)
        memory = self._memory
        now, check, last = sample.ended, self.check, memory.window.last
        if last is not None and is_stale(last.ended, check.interval, now):
            self._look(memory, now)  # as the engine does while nothing comes
        points, _ = memory.take(sample, 0.0)
        memory.verdicts = judge(check, memory.window, self.book.levels(check.id), now)
        self.points += [*memory.banded(points), *memory.ended(sample)]
        self.changes += moves(self.book, check, memory.flaps, memory.verdicts, now)

        self._look(memory, now)

    def _look(self, memory: CheckMemory, now: Moment) -> None:
        """Let clocks stand still while nothing is known."""
        check = self.check
        shown = check_state(check, memory.window, memory.verdicts, self.book.of(check.id), now)
        verdict = no_data(check.id, shown.state, now, soft=shown.soft, hold=1.0, inhibited=False, now=now)
        self.book.step(verdict, attempts=1, recover_hold=0.0, now=now)

    def restart(self) -> None:
        """Lose what an engine loses when it ends, and keep what its rules have counted."""
        window = self._memory.window if self._memory is not None else None
        if window is not None and window.last is not None:
            at, found = window.last.ended, window.followers()
            bodies = {rule: each.kept(at) for rule, each in found.items()}
            self._kept = [
                RuleMemory(check=self.check.id, rule=rule, at=at, body=body)
                for rule, body in bodies.items()
                if body is not None
            ]
        self._memory = None
        kept = self.book.all()
        self.book = AlertBook()
        self.book.restore(kept)


def rows(points: Sequence[Point]) -> list[Row]:
    """Return points as the history gives them back."""
    found: dict[tuple[float, str], dict[str, float | None]] = {}
    for point in sorted(points, key=lambda each: each.at):
        found.setdefault((point.at, point.check), {})[point.series] = point.value
    return [(at, check, values) for (at, check), values in found.items()]


def compared(present: Check, changed: Check, past: Sequence[Row], since: float = 0.0) -> Comparison:
    """Return the comparison that has taken a past."""
    comparison = Comparison([Pair(present=present, changed=changed)], since)
    for row in past:
        comparison.take(row)
    return comparison


def run(at: float, check: str = "kestrin/launch", **series: float) -> tuple[float, str, Values]:
    """Return a good run with these values."""
    return at, check, {"!outcome": 0.0, **series}
