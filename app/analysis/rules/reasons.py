"""The sentences of the rules that look over a time, at peers, at other checks."""

import functools
from collections.abc import Sequence
from typing import NamedTuple

from app.analysis.rules.buckets import Sums
from app.analysis.rules.follower import Finding, Member, Results
from app.analysis.rules.usual import Usual
from app.analysis.wording import NOT_MEASURED, NOT_YET, Wording
from app.model import reasons
from app.model.phrase import Phrase, foreign, phrase
from app.model.quantity import Unit, age, figures, percent, quantity
from app.model.rule import Composite, Per, Rate, Ratio, Span, Volume
from app.model.verdict import Level

_PER: dict[Per, str] = {"second": "/s", "minute": "/min", "hour": "/h"}
_NAMED = 3  # members that a sentence names
_RANK = {Level.NONE: 0, Level.GOOD: 1, Level.WARNING: 2, Level.CRITICAL: 3}


class Pace(NamedTuple):
    """How fast the budget burns over one pair of windows; ``known``: seconds of the long one."""

    level: Level
    span: Span
    burn: float
    short: float
    known: float


def worst(findings: Sequence[Finding]) -> Finding:
    """Return the worst of what is said of several series."""
    return findings[0] if len(findings) == 1 else max(findings, key=lambda each: _RANK[each.level])


class Reasons:
    """The sentences about one metric; those without a number are made once, for all checks."""

    alike = phrase("Like its peers")
    all_well = phrase("All of them are well")
    learning = phrase("What is usual is not known yet")
    unproved_budget = phrase("Too little is known to say that the error budget lasts again")
    waiting = NOT_YET
    young_budget = phrase("Too little is known yet to tell how fast the error budget burns")
    budget_lasts = phrase("The error budget lasts")

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._title, self._unit = wording.title, wording.unit
        self.within = wording.within
        self.missing = wording.missing()
        self.there = phrase("{metric} has a value", metric=self._title)

    def nothing(self, results: Results) -> Finding:
        """Return the finding where the newest result has no value of what is judged."""
        failed = results.newest.error is not None
        return Finding(Level.NONE, NOT_MEASURED if failed else self.missing)

    def too_short(self, span: float) -> Phrase:
        """Return the reason while less than half of a span is known."""
        return phrase("{metric}: not yet known over {span}", metric=self._title, span=age(span))

    def too_few(self, count: float, least: float) -> Phrase:
        """Return the reason where so few events prove nothing."""
        return phrase(
            "{metric}: {count} events are too few to judge, {least} are needed",
            metric=self._title,
            count=figures(count),
            least=figures(least),
        )

    def changes(self, series: str, speed: float, limit: float, rule: Rate, *, held: bool) -> Phrase:
        """Return how fast a series changes; ``held``: back within the limit, but not yet good again."""
        metric, per = self._wording.named(series), _PER[rule.per]
        value, bound = self._amount(abs(speed), per), self._amount(limit, per)
        if held:
            return phrase(
                "{metric} changes by {value}, good again at {limit}", metric=metric, value=value, limit=bound
            )
        template = reasons.CHANGES.template
        if rule.direction != "both":
            template = reasons.RISES.template if rule.direction == "rise" else reasons.FALLS.template
        return phrase(template, metric=metric, value=value, span=age(rule.over), limit=bound)

    def absent(self, after: float) -> Phrase:
        """Return the reason of a series that is gone; a running age would change it each second."""
        return phrase(reasons.ABSENT.template, metric=self._title, age=age(after))

    def share(self, sums: Sums, rule: Ratio, limit: float, *, held: bool) -> Phrase:
        """Return how many of how many events were bad."""
        share, bound = quantity(sums.bad / sums.total, Unit.RATIO), quantity(limit, Unit.RATIO)
        if held:
            return phrase(
                "{metric}: {share} bad, good again at {limit}", metric=self._title, share=share, limit=bound
            )
        return phrase(
            reasons.EVENTS_FAIL.template if rule.bad else reasons.RUNS_FAIL.template,
            metric=self._title,
            share=share,
            count=figures(sums.total),
            span=age(rule.window),
            limit=bound,
        )

    def burns(self, pace: Pace, objective: float) -> Phrase:
        """Return how fast the budget burns, and how much of the window that rests on."""
        whole = pace.known >= pace.span.long
        return phrase(
            reasons.BURNS.template if whole else reasons.BURNS_YOUNG.template,
            objective=f"{percent(objective)} %",
            long_rate=figures(pace.burn),
            short_rate=figures(pace.short),
            long=age(pace.span.long),
            short=age(pace.span.short),
            known=age(pace.known),
            limit=figures(pace.span.burn),
        )

    def lasts(self, pace: Pace) -> Phrase:
        """Return the reason of a budget that lasts, and on how much that rests."""
        if pace.known >= pace.span.long:
            return self.budget_lasts
        return phrase(
            "The error budget lasts, as far as is known: {known} of {long}",
            known=age(pace.known),
            long=age(pace.span.long),
        )

    def few_peers(self, count: int, least: int) -> Phrase:
        """Return the reason where too few peers have a fresh value."""
        return phrase(
            "{metric}: {count} peers have a fresh value, {least} are needed",
            metric=self._title,
            count=str(count),
            least=str(least),
        )

    def apart(self, series: str, value: float, centre: float, limit: float, count: int) -> Phrase:
        """Return how far a node is from its peers."""
        return phrase(
            reasons.ABOVE_PEERS.template if value > centre else reasons.BELOW_PEERS.template,
            metric=self._wording.named(series),
            value=quantity(value, self._unit),
            centre=quantity(centre, self._unit),
            limit=quantity(limit, self._unit),
            count=str(count),
        )

    def low_traffic(self, usual: float, rule: Volume) -> Phrase:
        """Return the reason where the usual itself is too small to prove anything."""
        per = _per(rule)
        return phrase(
            "{metric}: the usual of {usual} is below {least} and proves nothing",
            metric=self._title,
            usual=self._amount(usual, per),
            least=self._amount(rule.least, per),
        )

    def under_floor(self, amount: float, rule: Volume) -> Phrase:
        """Return the reason of an amount that is too small at any time."""
        per = _per(rule)
        return phrase(
            reasons.UNDER_FLOOR.template,
            metric=self._title,
            value=self._amount(amount, per),
            limit=self._amount(rule.floor or 0.0, per),
        )

    def dropped(self, share: float, amount: float, usual: Usual, rule: Volume) -> Phrase:
        """Return by how much an amount fell, against what; the limit is the share that it may fall."""
        mildest = rule.warning if rule.warning is not None else rule.critical
        per = _per(rule)
        return phrase(
            reasons.FELL_BY_HOUR.template if usual.of_the_hour else reasons.FELL.template,
            metric=self._title,
            share=quantity(max(0.0, 1 - share), Unit.RATIO),
            value=self._amount(amount, per),
            usual=self._amount(usual.amount, per),
            limit=quantity(1 - (mildest or 0.0), Unit.RATIO),
        )

    def together(self, bad: Sequence[Member], members: Sequence[Member], rule: Composite) -> Phrase:
        """Return which members are bad, and of which nothing is known."""
        unknown = [member for member in members if member.level is Level.NONE]
        return phrase(
            reasons.TOGETHER_UNKNOWN.template if unknown else reasons.TOGETHER.template,
            bad=str(len(bad)),
            all=str(len(members)),
            names=_names(bad),
            unknown=_names(unknown),
            limit=str(rule.needed),
        )

    def enough_well(
        self, bad: Sequence[Member], unknown: Sequence[Member], members: Sequence[Member]
    ) -> Phrase:
        """Return the reason where some are bad or unknown, but too few."""
        well = str(len(members) - len(bad) - len(unknown))
        return phrase(
            "{well} of {all} are well; not {names}",
            well=well,
            all=str(len(members)),
            names=_names([*bad, *unknown]),
        )

    def unproved(self, unknown: Sequence[Member], members: Sequence[Member]) -> Phrase:
        """Return the reason where what is not known could make it bad."""
        return phrase(
            "Nothing is known of {count} of {all}: {names}",
            count=str(len(unknown)),
            all=str(len(members)),
            names=_names(unknown),
        )

    def _amount(self, value: float, per: str) -> str:
        return f"{quantity(value, self._unit)}{per}"


def _per(rule: Volume) -> str:
    return _PER[rule.per] if rule.counter else ""


def _names(members: Sequence[Member]) -> str:
    named = ", ".join(foreign(member.name, 40) for member in members[:_NAMED])
    more = len(members) - _NAMED
    return f"{named} +{more}" if more > 0 else named


@functools.lru_cache(4096)
def reasons_of(wording: Wording) -> Reasons:
    """Return the sentences of a metric."""
    return Reasons(wording)
