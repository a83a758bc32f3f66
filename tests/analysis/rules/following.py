"""A rule and its check, walked through time by hand."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from app.analysis.judge import judge
from app.analysis.rules.follower import Member
from app.analysis.window import Window
from app.model.clock import Moment
from app.model.rule import Peer, Rule
from app.model.state import ErrorClass
from app.model.verdict import Level, Verdict
from tests.alerts.making import at, check, sample


class Around:
    """What a test says of other checks."""

    def __init__(
        self,
        peers: Mapping[str, Sequence[float]] | None = None,
        members: Mapping[str, Level] | None = None,
        waiting: Sequence[str] = (),
    ) -> None:
        self._peers = peers or {}
        self._members = members or {}
        self._waiting = waiting

    def peers(self, check: str, rule: Peer, series: str, now: Moment) -> Sequence[float]:  # noqa: ARG002
        return self._peers.get(series, ())

    def member(self, name: str, now: Moment) -> Member:  # noqa: ARG002 - the protocol's form
        return Member(self._members.get(name, Level.NONE), name.title(), name in self._waiting)


class Walk:
    """One check with one rule; its alert stands where its last verdict that proved anything put it."""

    def __init__(self, rule: Rule, interval: float = 10.0) -> None:
        self.rule = rule
        self.window = Window(check("a/b", rule, interval=interval))
        self.present = Level.GOOD
        self.others = Around()

    def say(self, when: float) -> Verdict:
        """Return the verdict of the rule."""
        found = judge(self.window.check, self.window, {self.rule.id: self.present}, at(when), self.others)
        verdict = next(each for each in found if each.rule == self.rule.id)
        if verdict.level is not Level.NONE:
            self.present = verdict.level
        return verdict

    def answer(self, when: float, **values: float) -> Verdict:
        """Take an answer with these values."""
        return self.read(when, {"response_time": 0.08, **values})

    def read(self, when: float, values: Mapping[str, float]) -> Verdict:
        """Take an answer with these series, whatever they are called."""
        self.window.add(replace(sample(when), values=dict(values)))
        return self.say(when)

    def fail(self, when: float, error: ErrorClass = ErrorClass.STATUS) -> Verdict:
        """Take a failed run."""
        self.window.add(sample(when, error))
        return self.say(when)
