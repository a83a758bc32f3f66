"""Other checks together: all, any, or so many of them."""

from app.analysis.rules.follower import Finding, Forgetful, Member, Others, Results
from app.analysis.rules.reasons import Reasons
from app.model.clock import Moment
from app.model.phrase import Phrase
from app.model.rule import Composite
from app.model.verdict import Level

_RANK = {Level.NONE: 0, Level.GOOD: 1, Level.WARNING: 2, Level.CRITICAL: 3}


class CompositeFollower(Forgetful):
    """The rule ``composite`` of one check; it remembers nothing.

    A member of which nothing is proved counts for neither side: bad is what the proved ones alone make bad,
    good is what it could not make bad. In between nothing is said.
    """

    __slots__ = ("_reasons", "_rule")

    def __init__(self, rule: Composite, reasons: Reasons) -> None:
        self._rule = rule
        self._reasons = reasons

    def take(self, results: Results) -> None:
        """Learn nothing."""

    def judge(self, results: Results, present: Level, now: Moment, others: Others) -> Finding:  # noqa: ARG002
        """Return what the members come to."""
        rule, reasons = self._rule, self._reasons
        members = [others.member(name, now) for name in rule.members]
        least = _RANK[Level(rule.bad_at)]
        bad = [member for member in members if _RANK[member.level] >= least]
        unknown = [member for member in members if member.level is Level.NONE]
        numbers = (float(len(bad)), float(rule.needed))
        if len(bad) >= rule.needed:
            return Finding(Level(rule.level), reasons.together(bad, members, rule), "", *numbers)
        if len(bad) + len(unknown) < rule.needed:
            return Finding(Level.GOOD, _good(reasons, bad, unknown, members), "", *numbers)
        if all(member.waiting for member in unknown):
            return Finding(Level.NONE, reasons.waiting, "", *numbers)
        return Finding(Level.NONE, reasons.unproved(unknown, members), "", *numbers)


def _good(reasons: Reasons, bad: list[Member], unknown: list[Member], members: list[Member]) -> Phrase:
    if not bad and not unknown:
        return reasons.all_well
    return reasons.enough_well(bad, unknown, members)
