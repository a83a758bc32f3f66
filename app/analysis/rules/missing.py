"""A series that is not there any more, though the check has answers."""

from app.analysis.rules.follower import Finding, Forgetful, Others, Results
from app.analysis.rules.reasons import Reasons
from app.model.clock import Moment
from app.model.rule import Absence
from app.model.verdict import Level


class AbsenceFollower(Forgetful):
    """The rule ``absence`` of one check.

    Time counts from the first answer without a value: before it nobody knows. A check that fails proves
    neither.
    """

    __slots__ = ("_reasons", "_rule", "_since")

    def __init__(self, rule: Absence, reasons: Reasons) -> None:
        self._rule = rule
        self._reasons = reasons
        self._since: float | None = None  # the first answer without a value

    def take(self, results: Results) -> None:
        """Note whether the newest answer has a value."""
        if results.values_of(self._rule.metric):
            self._since = None
        elif results.newest.error is None and self._since is None:
            self._since = results.newest.ended.mono

    def judge(self, results: Results, present: Level, now: Moment, others: Others) -> Finding:  # noqa: ARG002
        """Return whether it has been missing for too long; a value is the only proof that it has not."""
        rule, metric = self._rule, self._rule.metric
        found = results.values_of(metric)
        if found:
            return Finding(Level.GOOD, self._reasons.there, found[0][0], found[0][1])
        if results.newest.error is not None:
            return self._reasons.nothing(results)
        absent = results.newest.ended.mono - self._since if self._since is not None else 0.0
        if absent <= rule.after:
            return Finding(Level.NONE, self._reasons.missing, metric)
        return Finding(Level(rule.level), self._reasons.absent(rule.after), metric)
