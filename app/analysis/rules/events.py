"""Where bad and good events come from: the check's own runs, or two series."""

from typing import NamedTuple

from app.analysis.rules.counting import Counter
from app.analysis.rules.follower import Results
from app.model.rule import Burn, Ratio


class Events(NamedTuple):
    """Bad ones among all."""

    bad: float
    total: float


class Source:
    """Reads the events of each result. ``longest``: seconds over which a counter's growth may be spread."""

    __slots__ = ("_bad", "_rule", "_total")

    def __init__(self, rule: Ratio | Burn, longest: float) -> None:
        self._rule = rule
        self._bad = Counter(longest) if rule.bad and rule.counter else None
        self._total = Counter(longest) if rule.bad and rule.counter else None

    def read(self, results: Results) -> Events | None:
        """Return the events since the result before; None where they are not known."""
        rule = self._rule
        if not rule.bad:
            return Events(float(results.newest.error is not None), 1.0)
        bad, total = results.values_of(rule.bad), results.values_of(rule.total)
        if not bad or not total:
            return None
        if self._bad is None or self._total is None:
            return _amounts(sum(value for _, value in bad), sum(value for _, value in total))
        at = results.newest.ended.mono
        worse, more = self._bad.grow(bad, at), self._total.grow(total, at)
        return None if worse is None or more is None else _amounts(worse.amount, more.amount)

    def known(self, results: Results) -> bool:
        """Whether the newest result says anything of the events."""
        rule = self._rule
        return not rule.bad or bool(results.values_of(rule.bad) and results.values_of(rule.total))


def _amounts(bad: float, total: float) -> Events:
    """Return events; two series are never read at the very same moment, so the part may exceed the whole."""
    bad = max(0.0, bad)
    return Events(bad, max(total, bad))
